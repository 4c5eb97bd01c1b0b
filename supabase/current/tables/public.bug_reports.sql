-- Generated from the migrations by `make generate`; change those, not this.

create table public.bug_reports (
  id uuid not null default gen_random_uuid(),
  test_id uuid not null,
  severity text not null,
  title text not null,
  description text not null,
  reproduction_steps text not null,
  screenshot_url text,
  video_url text,
  created_at timestamp with time zone default now(),
  constraint bug_reports_pkey PRIMARY KEY (id),
  constraint bug_reports_test_id_fkey FOREIGN KEY (test_id) REFERENCES public.tests(id) ON DELETE CASCADE,
  constraint bug_reports_severity_check CHECK ((severity = ANY (ARRAY['low'::text, 'medium'::text, 'high'::text, 'critical'::text])))
);

comment on table public.bug_reports is 'The confirmed bugs of a test.';
comment on column public.bug_reports.severity is 'low, medium, high or critical; shown as critical, major (high) and minor (medium and low).';
comment on column public.bug_reports.reproduction_steps is 'One step a line, in words a person would use.';
comment on column public.bug_reports.screenshot_url is 'Object key of the first screenshot; an address is signed when it is read.';
comment on column public.bug_reports.video_url is 'Object key of the recording; an address is signed when it is read.';

CREATE INDEX bug_reports_of_a_test ON public.bug_reports USING btree (test_id);

alter table public.bug_reports enable row level security;
alter table public.bug_reports force row level security;

create policy "Users can view the bugs of their own tests"
on public.bug_reports as permissive for select
to authenticated
using ((test_id IN ( SELECT tests.id
   FROM public.tests
  WHERE (tests.user_id = ( SELECT auth.uid() AS uid)))));

CREATE TRIGGER tally_changed_bugs AFTER UPDATE ON public.bug_reports REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION private.tally_bugs();
CREATE TRIGGER tally_deleted_bugs AFTER DELETE ON public.bug_reports REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION private.tally_bugs();
CREATE TRIGGER tally_new_bugs AFTER INSERT ON public.bug_reports REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION private.tally_bugs();

grant select on public.bug_reports to authenticated;
grant select on public.bug_reports to service_role;
