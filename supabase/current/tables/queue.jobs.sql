-- Generated from the migrations by `make generate`; change those, not this.

create table queue.jobs (
  id uuid not null default private.time_ordered_id(),
  kind text not null default 'test'::text,
  test_id uuid,
  owner_id uuid not null,
  lane text not null,
  plan_type text not null,
  priority smallint not null,
  head_start interval not null,
  expected_seconds integer not null,
  payload jsonb,
  enqueued_at timestamp with time zone not null default now(),
  ready boolean not null,
  available_at timestamp with time zone not null default now(),
  backing_off boolean not null default false,
  admitted boolean not null default false,
  shared boolean not null default false,
  turn timestamp with time zone,
  attempt integer not null default 0,
  failures integer not null default 0,
  max_failures integer not null default 3,
  leased_by text,
  place_id bigint,
  lease_seconds integer,
  lease_expires_at timestamp with time zone,
  claimed_at timestamp with time zone,
  cancel_requested_at timestamp with time zone,
  constraint jobs_pkey PRIMARY KEY (id),
  constraint jobs_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES public.profiles(user_id) ON DELETE CASCADE,
  constraint jobs_test_id_fkey FOREIGN KEY (test_id) REFERENCES public.tests(id) ON DELETE CASCADE,
  constraint jobs_check CHECK (((kind = 'test'::text) = (test_id IS NOT NULL))),
  constraint jobs_check1 CHECK (((leased_by IS NULL) = (lease_expires_at IS NULL))),
  constraint jobs_check2 CHECK (((leased_by IS NULL) = (place_id IS NULL))),
  constraint jobs_check3 CHECK (((NOT admitted) OR ((turn IS NOT NULL) AND ready AND (NOT backing_off)))),
  constraint jobs_check4 CHECK ((admitted OR (leased_by IS NULL))),
  constraint jobs_kind_check CHECK ((kind = ANY (ARRAY['test'::text, 'probe'::text]))),
  constraint jobs_lane_check CHECK ((lane = ANY (ARRAY['web'::text, 'app'::text])))
)
with (fillfactor=85, autovacuum_vacuum_scale_factor=0.02);

comment on table queue.jobs is 'Work that is waiting or under way; the row goes when the work has ended.';
comment on column queue.jobs.kind is 'What kind of work it is: a test, or a probe, which only proves that the queue works.';
comment on column queue.jobs.lane is 'Which workers can do it and which slots it takes: web for addresses and bundles, app for Android.';
comment on column queue.jobs.plan_type is 'The owner''s plan at submission.';
comment on column queue.jobs.priority is 'The plan''s priority at submission: first in the owner''s own line.';
comment on column queue.jobs.head_start is 'What the plan is worth in the order of claims, as time waited: none for the lowest, starvation_seconds for the highest.';
comment on column queue.jobs.expected_seconds is 'How long it will probably run.';
comment on column queue.jobs.payload is 'What a probe carries. What a test asks for is in tests.';
comment on column queue.jobs.ready is 'False while a file is being uploaded and inspected.';
comment on column queue.jobs.available_at is 'When the back-off after a failed attempt ends.';
comment on column queue.jobs.backing_off is 'True from a failed attempt until available_at has passed and somebody looked.';
comment on column queue.jobs.admitted is 'Whether it has one of its owner''s slots: then it can be claimed, or runs.';
comment on column queue.jobs.shared is 'Whether its slot may be one that a test of the other lane waits for, too: the claim decides.';
comment on column queue.jobs.turn is 'The order of claims: when it first got a slot, less the head start. Kept through further attempts.';
comment on column queue.jobs.attempt is 'The fencing token: how often it has been claimed.';
comment on column queue.jobs.failures is 'How many attempts were lost or given back for a fault of the platform.';
comment on column queue.jobs.leased_by is 'The worker that holds it; null while it waits.';
comment on column queue.jobs.place_id is 'Which place it has while it is held.';
comment on column queue.jobs.lease_seconds is 'How long a sign of life from the worker keeps the lease.';
comment on column queue.jobs.claimed_at is 'When its last attempt began.';
comment on column queue.jobs.cancel_requested_at is 'When the owner asked a running test to stop.';

CREATE INDEX backed_off_jobs ON queue.jobs USING btree (available_at) WHERE backing_off;
CREATE INDEX claimable_jobs ON queue.jobs USING btree (lane, turn, id) WHERE (admitted AND (leased_by IS NULL));
CREATE UNIQUE INDEX job_of_a_test ON queue.jobs USING btree (test_id) WHERE (test_id IS NOT NULL);
CREATE INDEX jobs_of_an_owner ON queue.jobs USING btree (owner_id, admitted, lane, priority DESC, enqueued_at, id);

alter table queue.jobs enable row level security;
alter table queue.jobs force row level security;

create policy "No client reads or writes jobs"
on queue.jobs as permissive for all
to anon, authenticated
using (false);

CREATE TRIGGER hand_on_slot AFTER DELETE ON queue.jobs FOR EACH ROW WHEN (old.admitted) EXECUTE FUNCTION private.hand_on_slot();

grant maintain on queue.jobs to deffatest_scheduler;
