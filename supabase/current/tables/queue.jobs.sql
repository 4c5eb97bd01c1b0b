-- Generated from the migrations by `make generate`; change those, not this.

create table queue.jobs (
  id uuid not null default gen_random_uuid(),
  kind text not null default 'test'::text,
  test_id uuid not null,
  owner_id uuid not null,
  lane text not null,
  priority smallint not null,
  enqueued_at timestamp with time zone not null default now(),
  ready boolean not null,
  available_at timestamp with time zone not null default now(),
  attempt integer not null default 0,
  failures integer not null default 0,
  max_failures integer not null default 3,
  leased_by text,
  lease_seconds integer,
  lease_expires_at timestamp with time zone,
  cancel_requested_at timestamp with time zone,
  constraint jobs_test_id_key UNIQUE (test_id),
  constraint jobs_pkey PRIMARY KEY (id),
  constraint jobs_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES public.profiles(user_id) ON DELETE CASCADE,
  constraint jobs_test_id_fkey FOREIGN KEY (test_id) REFERENCES public.tests(id) ON DELETE CASCADE,
  constraint jobs_check CHECK (((leased_by IS NULL) = (lease_expires_at IS NULL))),
  constraint jobs_kind_check CHECK ((kind = 'test'::text)),
  constraint jobs_lane_check CHECK ((lane = ANY (ARRAY['web'::text, 'app'::text])))
)
with (fillfactor=85, autovacuum_vacuum_scale_factor=0.02);

comment on table queue.jobs is 'Work that is waiting or under way; the row goes when the work has ended.';
comment on column queue.jobs.kind is 'What kind of work it is. Tests are the first kind.';
comment on column queue.jobs.lane is 'Which workers can do it and which slots it takes: web for addresses and bundles, app for Android.';
comment on column queue.jobs.priority is 'The plan''s priority at submission.';
comment on column queue.jobs.ready is 'False while a file is being uploaded and inspected.';
comment on column queue.jobs.available_at is 'Not claimed before this time: the back-off after a failed attempt.';
comment on column queue.jobs.attempt is 'The fencing token: how often it has been claimed.';
comment on column queue.jobs.failures is 'How many attempts were lost or given back for a fault of the platform.';
comment on column queue.jobs.leased_by is 'The worker that holds it; null while it waits.';
comment on column queue.jobs.lease_seconds is 'How long a sign of life from the worker keeps the lease.';
comment on column queue.jobs.cancel_requested_at is 'When the owner asked a running test to stop.';

CREATE INDEX jobs_of_an_owner ON queue.jobs USING btree (owner_id);
CREATE INDEX waiting_jobs ON queue.jobs USING btree (lane, owner_id, priority DESC, enqueued_at, id) WHERE ((leased_by IS NULL) AND ready);

alter table queue.jobs enable row level security;
alter table queue.jobs force row level security;

create policy "No client reads or writes jobs"
on queue.jobs as permissive for all
to anon, authenticated
using (false);
