-- The tests people ask for. A row is written here by its owner once, and from then on by the queue alone.

create table public.tests (
  id uuid primary key default gen_random_uuid(),
  user_id uuid references public.profiles (user_id) on delete cascade not null,
  test_name text not null,
  test_type text not null check (test_type in ('web_url', 'web_bundle', 'android_apk')),
  test_source_url text,
  status text default 'queued' check (status in ('queued', 'running', 'processing_results', 'completed', 'failed', 'cancelled')),
  requested_duration_minutes integer default 5 not null,
  test_file_path text,
  plan_type_at_submission text default 'free' not null,
  progress integer default 0 not null,
  estimated_completion_time timestamptz,
  submitted_at timestamptz default now(),
  started_at timestamptz,
  completed_at timestamptz,
  report_download_url text,
  bug_count integer default 0 not null,
  constraint unique_test_id_per_user unique (id, user_id)
)
-- Progress is written every second of a run: room on the page keeps those updates out of the indexes.
with (fillfactor = 85);

-- From the newest back, and on from any test of the list.
create index tests_of_a_user on public.tests (user_id, submitted_at desc, id desc);
-- The few that have not ended: only when one ends does an update touch this index.
create index tests_under_way on public.tests (user_id, submitted_at) where completed_at is null;

comment on table public.tests is 'One test: what was asked for, where it stands, what came of it. Status and progress are changed by schema queue alone.';
comment on column public.tests.test_source_url is 'The address to explore, for web_url.';
comment on column public.tests.test_file_path is 'The uploaded file''s object key, for web_bundle and android_apk; set once it has passed inspection.';
comment on column public.tests.status is 'A state of the machine drawn in docs/state-machine.md.';
comment on column public.tests.requested_duration_minutes is 'How long to explore, in minutes: 1 to the plan''s longest.';
comment on column public.tests.plan_type_at_submission is 'The owner''s plan when the test was submitted: its place in the queue. Never taken from the client.';
comment on column public.tests.progress is 'Per cent, 0 to 100.';
comment on column public.tests.completed_at is 'When the test ended, also by failure or cancellation.';
comment on column public.tests.report_download_url is 'An address of our own API that answers with a signed, short-lived address each time it is read.';
comment on column public.tests.bug_count is 'How many rows of bug_reports the test has.';

alter table public.tests enable row level security, force row level security;

create policy "Users can view their own tests"
on public.tests for select
to authenticated
using ((select auth.uid()) = user_id);

create policy "Users can submit their own tests"
on public.tests for insert
to authenticated
with check ((select auth.uid()) = user_id);

create policy "Users can update their own tests"
on public.tests for update
to authenticated
using ((select auth.uid()) = user_id)
with check ((select auth.uid()) = user_id);

grant select on public.tests to authenticated, service_role;
-- The plan may be sent, as existing forms do, and is ignored.
grant insert (user_id, test_name, test_type, test_source_url, requested_duration_minutes, plan_type_at_submission)
on public.tests to authenticated, service_role;
grant update (test_name) on public.tests to authenticated, service_role;
-- A server that takes the upload itself chooses the id first, because the file's object key contains it.
grant insert (id) on public.tests to service_role;
