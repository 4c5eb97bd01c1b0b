-- Generated from the migrations by `make generate`; change those, not this.

create table doors.limits (
  name text not null,
  per_address integer not null,
  counts_accounts boolean not null,
  constraint limits_pkey PRIMARY KEY (name),
  constraint limits_per_address_check CHECK ((per_address > 0))
);

comment on table doors.limits is 'Requests a minute, for each kind of route. Changed by operators, and felt at once.';
comment on column doors.limits.per_address is 'Requests in any 60 seconds from one address (IPv6: from one /64).';
comment on column doors.limits.counts_accounts is 'Whether plans.requests_per_minute applies too, to the account and to each of its keys.';

alter table doors.limits enable row level security;
alter table doors.limits force row level security;

create policy "No client reads or writes limits"
on doors.limits as permissive for all
to anon, authenticated
using (false);
