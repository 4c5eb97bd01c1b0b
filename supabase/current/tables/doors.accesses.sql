-- Generated from the migrations by `make generate`; change those, not this.

create table doors.accesses (
  id bigint not null generated always as identity,
  at timestamp with time zone not null default now(),
  request_id text not null,
  door text not null,
  method text not null,
  route text,
  status smallint not null,
  code text,
  user_id uuid,
  key_id uuid,
  address text not null,
  user_agent text,
  milliseconds integer not null,
  constraint accesses_pkey PRIMARY KEY (id, at)
);

comment on table doors.accesses is 'Every request to the edge functions, the refused ones too: who, what, outcome, address. No secrets. A partition a month.';
comment on column doors.accesses.route is 'The route as it is declared, such as /tests/{testId}/report; null where there is none.';
comment on column doors.accesses.code is 'The error''s code; null when it went well.';
comment on column doors.accesses.user_agent is 'The first 200 characters of what the client calls itself.';

CREATE INDEX accesses_by_request ON ONLY doors.accesses USING btree (request_id);
CREATE INDEX accesses_of_a_person ON ONLY doors.accesses USING btree (user_id, at) WHERE (user_id IS NOT NULL);

alter table doors.accesses enable row level security;
alter table doors.accesses force row level security;

create policy "No client reads or writes accesses"
on doors.accesses as permissive for all
to anon, authenticated
using (false);
