-- What each plan allows, as data: every limit in this database and in the functions in front of it is read from here.

create table public.plans (
  plan_type text primary key,
  display_name text not null,
  priority smallint not null unique,
  monthly_tests integer not null check (monthly_tests > 0),
  web_slots integer not null check (web_slots >= 0),
  app_slots integer not null check (app_slots >= 0),
  shared_slots integer not null check (shared_slots >= 0),
  concurrent_test_slots integer not null generated always as (web_slots + app_slots + shared_slots) stored,
  max_test_duration_minutes integer not null check (max_test_duration_minutes > 0),
  available_durations integer[] not null check (max_test_duration_minutes >= all (available_durations)),
  max_upload_bytes bigint not null check (max_upload_bytes > 0),
  requests_per_minute integer not null check (requests_per_minute > 0),
  features text[] not null,
  paddle_price_ids text[] not null default '{}',
  check (web_slots + shared_slots > 0 and app_slots + shared_slots > 0)
);

comment on table public.plans is 'The plans and their limits. Read by everybody; changed by operators alone, and felt at once.';
comment on column public.plans.plan_type is 'The plan''s name in profiles.plan_type and tests.plan_type_at_submission.';
comment on column public.plans.display_name is 'What people call the plan. Product decision.';
comment on column public.plans.priority is 'Waiting tests of a higher number start first: chaos 3, pro 2, free 1.';
comment on column public.plans.monthly_tests is 'Tests in one billing month. Pro is given (25); free and chaos are product decisions.';
comment on column public.plans.web_slots is 'Tests of a web address or bundle that may run at once.';
comment on column public.plans.app_slots is 'Tests of an Android app that may run at once.';
comment on column public.plans.shared_slots is 'Tests of either kind that may run at once. Free has one of these; that it serves both kinds is a product decision.';
comment on column public.plans.concurrent_test_slots is 'All slots together, as profiles.concurrent_test_slots shows them.';
comment on column public.plans.max_test_duration_minutes is 'The longest test in minutes. Free and pro are given (5, 120); chaos is a product decision.';
comment on column public.plans.available_durations is 'Minutes a form offers; any whole number up to the longest is accepted. Pro is given; free and chaos are product decisions.';
comment on column public.plans.max_upload_bytes is 'The largest web bundle or Android app in bytes. Product decision.';
comment on column public.plans.requests_per_minute is 'Requests to our API a minute. Product decision.';
comment on column public.plans.features is 'What the plan page lists. Pro is given; free and chaos are product decisions.';
comment on column public.plans.paddle_price_ids is 'Paddle prices that buy this plan. They differ between sandbox and live, so an operator sets them.';

insert into public.plans (
  plan_type, display_name, priority, monthly_tests, web_slots, app_slots, shared_slots,
  max_test_duration_minutes, available_durations, max_upload_bytes, requests_per_minute, features
) values
  (
    'free', 'Free', 1, 5, 0, 0, 1,
    5, '{5}', 50 * 1024 ^ 2, 60,
    '{"Detailed Reports"}'
  ),
  (
    'pro', 'Pro', 2, 25, 2, 2, 0,
    120, '{5,10,20,30,45,70,90,110,120}', 500 * 1024 ^ 2, 120,
    '{"Priority Queue","Concurrent Tests","Detailed Reports"}'
  ),
  (
    'chaos', 'Chaos Mode', 3, 200, 4, 4, 0,
    360, '{5,10,20,30,45,70,90,110,120,180,240,300,360}', 2 * 1024 ^ 3, 600,
    '{"Priority Queue","Concurrent Tests","Detailed Reports","API Access"}'
  );

alter table public.plans enable row level security, force row level security;

create policy "Everyone can view the plans"
on public.plans for select
to anon, authenticated
using (true);

grant select on public.plans to anon, authenticated, service_role;
