-- Generated from the migrations by `make generate`; change those, not this.

create table public.tested_projects (
  user_id uuid not null,
  project text not null,
  tests integer not null default 1,
  last_test_id uuid not null,
  last_tested_at timestamp with time zone not null,
  constraint tested_projects_pkey PRIMARY KEY (user_id, project),
  constraint tested_projects_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.profiles(user_id) ON DELETE CASCADE,
  constraint tested_projects_tests_check CHECK ((tests > 0))
)
with (fillfactor=85);

comment on table public.tested_projects is 'What somebody has tested, and when last. Outlives the tests.';
comment on column public.tested_projects.project is 'The same place under test: web and its host, bundle and its name, app and its package.';
comment on column public.tested_projects.last_test_id is 'The last completed test; it may have been archived.';

alter table public.tested_projects enable row level security;
alter table public.tested_projects force row level security;

create policy "Users can view their own tested projects"
on public.tested_projects as permissive for select
to authenticated
using ((( SELECT auth.uid() AS uid) = user_id));

grant select on public.tested_projects to authenticated;
grant select on public.tested_projects to service_role;
