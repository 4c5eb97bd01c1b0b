-- Generated from the migrations by `make generate`; change those, not this.

create table queue.places (
  id bigint not null generated always as identity,
  job_id uuid,
  constraint places_pkey PRIMARY KEY (id)
)
with (fillfactor=85, autovacuum_vacuum_scale_factor=0.02);

comment on table queue.places is 'One row for each test that may run at once. Free while job_id is null.';

alter table queue.places enable row level security;
alter table queue.places force row level security;

create policy "No client reads or writes places"
on queue.places as permissive for all
to anon, authenticated
using (false);

grant maintain on queue.places to deffatest_scheduler;
