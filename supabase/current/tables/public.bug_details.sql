-- Generated from the migrations by `make generate`; change those, not this.

create table public.bug_details (
  bug_id uuid not null,
  test_id uuid not null,
  fingerprint text not null,
  ordinal integer not null,
  report_bug_id text not null generated always as (('bug-'::text || ordinal)) stored,
  category text not null,
  rule text not null,
  page text not null,
  pages text[] not null,
  screenshots text[] not null,
  recording text,
  video_offset_ms integer,
  cause text not null,
  fix text not null,
  tags text[] not null,
  reproduced integer not null,
  attempts integer not null,
  constraint bug_details_test_id_fingerprint_key UNIQUE (test_id, fingerprint),
  constraint bug_details_pkey PRIMARY KEY (bug_id),
  constraint bug_details_bug_id_fkey FOREIGN KEY (bug_id) REFERENCES public.bug_reports(id) ON DELETE CASCADE,
  constraint bug_details_test_id_fkey FOREIGN KEY (test_id) REFERENCES public.tests(id) ON DELETE CASCADE,
  constraint bug_details_category_check CHECK ((category = ANY (ARRAY['functional'::text, 'visual'::text, 'performance'::text, 'accessibility'::text, 'security'::text]))),
  constraint bug_details_check CHECK (((reproduced >= 1) AND (reproduced <= attempts))),
  constraint bug_details_ordinal_check CHECK ((ordinal > 0))
);

comment on table public.bug_details is 'What is known of a bug beyond bug_reports.';
comment on column public.bug_details.fingerprint is 'The same cause has the same fingerprint, in this test and in the next.';
comment on column public.bug_details.ordinal is 'The bug''s place in the report. Not unique while a retried test is under way: its list is made anew.';
comment on column public.bug_details.report_bug_id is 'The bug''s name in the report, the events and the object keys: bug-1.';
comment on column public.bug_details.rule is 'The detector that found it.';
comment on column public.bug_details.page is 'The address where it was first seen; pages has all of them.';
comment on column public.bug_details.screenshots is 'Object keys, first the one with the problem outlined.';
comment on column public.bug_details.recording is 'Object key of the replay''s video.';
comment on column public.bug_details.video_offset_ms is 'Where in the run''s video it was first seen, in milliseconds.';
comment on column public.bug_details.tags is 'Outside names for the problem, such as WCAG criteria and CWE numbers.';
comment on column public.bug_details.reproduced is 'How many of the attempts to replay it from a clean start showed it again; at least one.';

alter table public.bug_details enable row level security;
alter table public.bug_details force row level security;

create policy "Users can view the bug details of their own tests"
on public.bug_details as permissive for select
to authenticated
using ((test_id IN ( SELECT tests.id
   FROM public.tests
  WHERE (tests.user_id = ( SELECT auth.uid() AS uid)))));

grant select on public.bug_details to authenticated;
grant select on public.bug_details to service_role;
