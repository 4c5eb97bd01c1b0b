-- Generated from the migrations by `make generate`; change those, not this.

create table queue.slots (
  id bigint not null generated always as identity,
  owner_id uuid not null,
  lane text not null,
  job_id uuid,
  surplus boolean not null default false,
  constraint slots_job_id_key UNIQUE (job_id),
  constraint slots_pkey PRIMARY KEY (id),
  constraint slots_job_id_fkey FOREIGN KEY (job_id) REFERENCES queue.jobs(id) ON DELETE SET NULL,
  constraint slots_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES public.profiles(user_id) ON DELETE CASCADE,
  constraint slots_lane_check CHECK ((lane = ANY (ARRAY['web'::text, 'app'::text, 'shared'::text])))
)
with (fillfactor=85, autovacuum_vacuum_scale_factor=0.02);

comment on table queue.slots is 'One row for each test an owner may run at once. Free while job_id is null.';
comment on column queue.slots.lane is 'What the slot may run: web, app, or either (shared).';
comment on column queue.slots.surplus is 'More than a new, smaller plan has, and still running. Nothing starts in its lane until it has ended.';

CREATE INDEX slots_of_an_owner ON queue.slots USING btree (owner_id);

alter table queue.slots enable row level security;
alter table queue.slots force row level security;

create policy "No client reads or writes slots"
on queue.slots as permissive for all
to anon, authenticated
using (false);
