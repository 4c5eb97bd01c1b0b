-- Generated from the migrations by `make generate`; change those, not this.

create table public.test_events (
  test_id uuid not null,
  sequence integer not null,
  event text not null,
  payload jsonb not null,
  created_at timestamp with time zone not null default now(),
  constraint test_events_pkey PRIMARY KEY (test_id, sequence),
  constraint test_events_test_id_fkey FOREIGN KEY (test_id) REFERENCES public.tests(id) ON DELETE CASCADE,
  constraint test_events_event_check CHECK ((event = ANY (ARRAY['test.progress'::text, 'test.status_change'::text, 'test.bug_found'::text, 'test.completed'::text])))
);

comment on table public.test_events is 'Everything sent to live clients, append-only. After a gap a client reads the rows above the last number it saw.';
comment on column public.test_events.sequence is 'Counts from 1 within one test, without gaps. Live messages carry it as id.';
comment on column public.test_events.payload is 'The event''s data, as the live message has it.';

alter table public.test_events enable row level security;
alter table public.test_events force row level security;

create policy "Users can view the events of their own tests"
on public.test_events as permissive for select
to authenticated
using ((test_id IN ( SELECT tests.id
   FROM public.tests
  WHERE (tests.user_id = ( SELECT auth.uid() AS uid)))));

grant select on public.test_events to authenticated;
grant maintain on public.test_events to deffatest_scheduler;
grant select on public.test_events to service_role;
