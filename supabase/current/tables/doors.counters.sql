-- Generated from the migrations by `make generate`; change those, not this.

create table doors.counters (
  subject text not null,
  second bigint not null,
  counts integer[] not null,
  constraint counters_pkey PRIMARY KEY (subject)
)
with (fillfactor=50, autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=2000);

comment on table doors.counters is 'Requests of the last 61 seconds, for each address, account and key that made any. Lost when the server crashes, which only forgives.';
comment on column doors.counters.second is 'When it last counted, in seconds since 1970.';
comment on column doors.counters.counts is 'Requests in that second, in the second before it, and so on.';

alter table doors.counters enable row level security;
alter table doors.counters force row level security;

create policy "No client reads or writes counters"
on doors.counters as permissive for all
to anon, authenticated
using (false);
