-- Generated from the migrations by `make generate`; change those, not this.

create table queue.attempts (
  job_id uuid not null,
  attempt integer not null,
  test_id uuid,
  worker text not null,
  claimed_at timestamp with time zone not null,
  ended_at timestamp with time zone not null default now(),
  outcome text not null,
  code text,
  reason text,
  constraint attempts_pkey PRIMARY KEY (job_id, attempt),
  constraint attempts_test_id_fkey FOREIGN KEY (test_id) REFERENCES public.tests(id) ON DELETE CASCADE,
  constraint attempts_outcome_check CHECK ((outcome = ANY (ARRAY['completed'::text, 'failed'::text, 'cancelled'::text, 'requeued'::text])))
);

comment on table queue.attempts is 'Every attempt that has ended, and how: the operator''s record. Outlives the job.';
comment on column queue.attempts.test_id is 'Null for a probe.';
comment on column queue.attempts.outcome is 'What became of the test.';
comment on column queue.attempts.code is 'Why, in a word that can be searched for.';
comment on column queue.attempts.reason is 'Why, in words the test''s owner can read.';

CREATE INDEX attempts_of_a_test ON queue.attempts USING btree (test_id) WHERE (test_id IS NOT NULL);

alter table queue.attempts enable row level security;
alter table queue.attempts force row level security;

create policy "No client reads or writes attempts"
on queue.attempts as permissive for all
to anon, authenticated
using (false);

grant maintain on queue.attempts to deffatest_scheduler;
