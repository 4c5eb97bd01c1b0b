-- Generated from the migrations by `make generate`; change those, not this.

create table public.test_reports (
  test_id uuid not null,
  object_key text not null,
  summary jsonb not null,
  environment jsonb not null,
  performance_metrics jsonb not null,
  security_findings jsonb not null,
  coverage jsonb not null,
  created_at timestamp with time zone not null default now(),
  files_deleted_at timestamp with time zone,
  constraint test_reports_pkey PRIMARY KEY (test_id),
  constraint test_reports_test_id_fkey FOREIGN KEY (test_id) REFERENCES public.tests(id) ON DELETE CASCADE
);

comment on table public.test_reports is 'What a completed test''s report says, and where its file lies.';
comment on column public.test_reports.object_key is 'Object key of full_report.zip.';
comment on column public.test_reports.summary is 'What summary.json says; answered when the file itself has been cleaned up.';
comment on column public.test_reports.environment is 'What the run truly ran on: browser, os, device and more.';
comment on column public.test_reports.files_deleted_at is 'When its files, and the upload that was tested, were deleted from the object storage; null while they are there.';

CREATE INDEX reports_with_files ON public.test_reports USING btree (created_at) WHERE (files_deleted_at IS NULL);

alter table public.test_reports enable row level security;
alter table public.test_reports force row level security;

create policy "Users can view the reports of their own tests"
on public.test_reports as permissive for select
to authenticated
using ((test_id IN ( SELECT tests.id
   FROM public.tests
  WHERE (tests.user_id = ( SELECT auth.uid() AS uid)))));

grant select on public.test_reports to authenticated;
grant select on public.test_reports to service_role;
