-- Generated from the migrations by `make generate`; change those, not this.

create table public.unconfirmed_findings (
  test_id uuid not null,
  fingerprint text not null,
  finding jsonb not null,
  created_at timestamp with time zone not null default now(),
  constraint unconfirmed_findings_pkey PRIMARY KEY (test_id, fingerprint),
  constraint unconfirmed_findings_test_id_fkey FOREIGN KEY (test_id) REFERENCES public.tests(id) ON DELETE CASCADE
);

comment on table public.unconfirmed_findings is 'What was seen once and did not come back, or has not been replayed yet. Counted nowhere; gone from here once confirmed.';
comment on column public.unconfirmed_findings.finding is 'The finding as the worker sent it.';

alter table public.unconfirmed_findings enable row level security;
alter table public.unconfirmed_findings force row level security;

create policy "Users can view the unconfirmed findings of their own tests"
on public.unconfirmed_findings as permissive for select
to authenticated
using ((test_id IN ( SELECT tests.id
   FROM public.tests
  WHERE (tests.user_id = ( SELECT auth.uid() AS uid)))));

grant select on public.unconfirmed_findings to authenticated;
grant maintain on public.unconfirmed_findings to deffatest_scheduler;
grant select on public.unconfirmed_findings to service_role;
