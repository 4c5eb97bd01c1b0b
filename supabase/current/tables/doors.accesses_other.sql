-- Generated from the migrations by `make generate`; change those, not this.

create table doors.accesses_other (
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
  constraint accesses_other_pkey PRIMARY KEY (id, at)
);

comment on table doors.accesses_other is 'Requests of a month that has no partition yet; empty while the scheduler runs.';

CREATE INDEX accesses_other_request_id_idx ON doors.accesses_other USING btree (request_id);
CREATE INDEX accesses_other_user_id_at_idx ON doors.accesses_other USING btree (user_id, at) WHERE (user_id IS NOT NULL);

alter table doors.accesses_other enable row level security;
alter table doors.accesses_other force row level security;

create policy "No client reads or writes other accesses"
on doors.accesses_other as permissive for all
to anon, authenticated
using (false);
