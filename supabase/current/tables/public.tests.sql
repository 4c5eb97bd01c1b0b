-- Generated from the migrations by `make generate`; change those, not this.

create table public.tests (
  id uuid not null default gen_random_uuid(),
  user_id uuid not null,
  test_name text not null,
  test_type text not null,
  test_source_url text,
  status text default 'queued'::text,
  requested_duration_minutes integer not null default 5,
  test_file_path text,
  plan_type_at_submission text not null default 'free'::text,
  progress integer not null default 0,
  estimated_completion_time timestamp with time zone,
  submitted_at timestamp with time zone default now(),
  started_at timestamp with time zone,
  completed_at timestamp with time zone,
  report_download_url text,
  bug_count integer not null default 0,
  constraint unique_test_id_per_user UNIQUE (id, user_id),
  constraint tests_pkey PRIMARY KEY (id),
  constraint tests_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.profiles(user_id) ON DELETE CASCADE,
  constraint tests_status_check CHECK ((status = ANY (ARRAY['queued'::text, 'running'::text, 'processing_results'::text, 'completed'::text, 'failed'::text, 'cancelled'::text]))),
  constraint tests_test_type_check CHECK ((test_type = ANY (ARRAY['web_url'::text, 'web_bundle'::text, 'android_apk'::text])))
)
with (fillfactor=85);

comment on table public.tests is 'One test: what was asked for, where it stands, what came of it. Status and progress are changed by schema queue alone.';
comment on column public.tests.test_source_url is 'The address to explore, for web_url.';
comment on column public.tests.status is 'A state of the machine drawn in docs/state-machine.md.';
comment on column public.tests.requested_duration_minutes is 'How long to explore, in minutes: 1 to the plan''s longest.';
comment on column public.tests.test_file_path is 'The uploaded file''s object key, for web_bundle and android_apk; set once it has passed inspection.';
comment on column public.tests.plan_type_at_submission is 'The owner''s plan when the test was submitted: its place in the queue. Never taken from the client.';
comment on column public.tests.progress is 'Per cent, 0 to 100.';
comment on column public.tests.completed_at is 'When the test ended, also by failure or cancellation.';
comment on column public.tests.report_download_url is 'An address of our own API that answers with a signed, short-lived address each time it is read.';
comment on column public.tests.bug_count is 'How many rows of bug_reports the test has.';

CREATE INDEX ended_tests ON public.tests USING btree (completed_at) WHERE (completed_at IS NOT NULL);
CREATE INDEX tests_of_a_user ON public.tests USING btree (user_id, submitted_at DESC, id DESC);
CREATE INDEX tests_under_way ON public.tests USING btree (user_id, submitted_at) WHERE (completed_at IS NULL);

alter table public.tests enable row level security;
alter table public.tests force row level security;

create policy "Users can submit their own tests"
on public.tests as permissive for insert
to authenticated
with check ((( SELECT auth.uid() AS uid) = user_id));
create policy "Users can update their own tests"
on public.tests as permissive for update
to authenticated
using ((( SELECT auth.uid() AS uid) = user_id))
with check ((( SELECT auth.uid() AS uid) = user_id));
create policy "Users can view their own tests"
on public.tests as permissive for select
to authenticated
using ((( SELECT auth.uid() AS uid) = user_id));

CREATE TRIGGER admit_test BEFORE INSERT ON public.tests FOR EACH ROW WHEN ((new.completed_at IS NULL)) EXECUTE FUNCTION private.admit_test();
CREATE TRIGGER end_upload AFTER UPDATE OF status ON public.tests FOR EACH ROW WHEN (((old.status = 'queued'::text) AND (new.status = ANY (ARRAY['cancelled'::text, 'failed'::text])) AND (new.test_type <> 'web_url'::text))) EXECUTE FUNCTION private.end_upload();
CREATE TRIGGER enqueue_test AFTER INSERT ON public.tests FOR EACH ROW WHEN ((new.completed_at IS NULL)) EXECUTE FUNCTION private.enqueue_test();
CREATE TRIGGER guard_test_status BEFORE UPDATE OF status ON public.tests FOR EACH ROW WHEN ((old.status IS DISTINCT FROM new.status)) EXECUTE FUNCTION private.guard_test_status();
CREATE TRIGGER rename_test BEFORE UPDATE OF test_name ON public.tests FOR EACH ROW EXECUTE FUNCTION private.rename_test();

grant insert (user_id, test_name, test_type, test_source_url, requested_duration_minutes, plan_type_at_submission), select, update (test_name) on public.tests to authenticated;
grant maintain on public.tests to deffatest_scheduler;
grant insert (id, user_id, test_name, test_type, test_source_url, requested_duration_minutes, plan_type_at_submission), select, update (test_name) on public.tests to service_role;
