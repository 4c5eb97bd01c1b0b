-- Generated from the migrations by `make generate`; change those, not this.

create table public.test_comparisons (
  test_id uuid not null,
  project text not null,
  earlier_test_id uuid,
  earlier_tested_at timestamp with time zone,
  new_bugs integer not null,
  known_bugs integer not null,
  regressed_bugs integer not null,
  fixed_bugs integer not null,
  not_seen_again integer not null,
  fixed jsonb not null,
  missed jsonb not null,
  created_at timestamp with time zone not null default now(),
  constraint test_comparisons_pkey PRIMARY KEY (test_id),
  constraint test_comparisons_test_id_fkey FOREIGN KEY (test_id) REFERENCES public.tests(id) ON DELETE CASCADE,
  constraint test_comparisons_fixed_bugs_check CHECK ((fixed_bugs >= 0)),
  constraint test_comparisons_known_bugs_check CHECK ((known_bugs >= 0)),
  constraint test_comparisons_new_bugs_check CHECK ((new_bugs >= 0)),
  constraint test_comparisons_not_seen_again_check CHECK ((not_seen_again >= 0)),
  constraint test_comparisons_regressed_bugs_check CHECK ((regressed_bugs >= 0))
);

comment on table public.test_comparisons is 'A completed test beside the project''s earlier ones.';
comment on column public.test_comparisons.earlier_test_id is 'The last test before it; null for the first of a project, all of whose bugs are new.';
comment on column public.test_comparisons.fixed is 'The bugs that are gone: what showed them was done again and they did not show.';
comment on column public.test_comparisons.missed is 'The bugs that were not seen again, and why that does not mean that they are gone: [{bug, why}].';

alter table public.test_comparisons enable row level security;
alter table public.test_comparisons force row level security;

create policy "Users can view the comparisons of their own tests"
on public.test_comparisons as permissive for select
to authenticated
using ((test_id IN ( SELECT tests.id
   FROM public.tests
  WHERE (tests.user_id = ( SELECT auth.uid() AS uid)))));

grant select on public.test_comparisons to authenticated;
grant select on public.test_comparisons to service_role;
