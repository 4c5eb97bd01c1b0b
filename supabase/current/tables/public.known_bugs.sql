-- Generated from the migrations by `make generate`; change those, not this.

create table public.known_bugs (
  user_id uuid not null,
  project text not null,
  fingerprint text not null,
  rule text not null,
  category text not null,
  severity text not null,
  title text not null,
  page text not null,
  trial jsonb,
  tests integer not null default 1,
  first_seen_at timestamp with time zone not null,
  first_test_id uuid not null,
  last_seen_at timestamp with time zone not null,
  last_test_id uuid not null,
  fixed_at timestamp with time zone,
  fixed_test_id uuid,
  constraint known_bugs_pkey PRIMARY KEY (user_id, project, fingerprint),
  constraint known_bugs_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.profiles(user_id) ON DELETE CASCADE,
  constraint known_bugs_category_check CHECK ((category = ANY (ARRAY['functional'::text, 'visual'::text, 'performance'::text, 'accessibility'::text, 'security'::text]))),
  constraint known_bugs_severity_check CHECK ((severity = ANY (ARRAY['low'::text, 'medium'::text, 'high'::text, 'critical'::text]))),
  constraint known_bugs_tests_check CHECK ((tests > 0))
)
with (fillfactor=85);

comment on table public.known_bugs is 'The bugs that a project''s tests have found, one row a cause. Outlives the tests; forgotten when not seen for a year.';
comment on column public.known_bugs.trial is 'What has to be done again to look for it: {page, how}.';
comment on column public.known_bugs.tests is 'How many tests saw it.';
comment on column public.known_bugs.fixed_at is 'When a test did again what showed it and did not see it; null while it is open.';

alter table public.known_bugs enable row level security;
alter table public.known_bugs force row level security;

create policy "Users can view their own known bugs"
on public.known_bugs as permissive for select
to authenticated
using ((( SELECT auth.uid() AS uid) = user_id));

grant select on public.known_bugs to authenticated;
grant select on public.known_bugs to service_role;
