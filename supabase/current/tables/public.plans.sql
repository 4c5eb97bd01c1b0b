-- Generated from the migrations by `make generate`; change those, not this.

create table public.plans (
  plan_type text not null,
  display_name text not null,
  priority smallint not null,
  monthly_tests integer not null,
  web_slots integer not null,
  app_slots integer not null,
  shared_slots integer not null,
  concurrent_test_slots integer not null generated always as (((web_slots + app_slots) + shared_slots)) stored,
  max_test_duration_minutes integer not null,
  available_durations integer[] not null,
  max_upload_bytes bigint not null,
  requests_per_minute integer not null,
  features text[] not null,
  paddle_price_ids text[] not null default '{}'::text[],
  constraint plans_priority_key UNIQUE (priority),
  constraint plans_pkey PRIMARY KEY (plan_type),
  constraint plans_app_slots_check CHECK ((app_slots >= 0)),
  constraint plans_check CHECK ((max_test_duration_minutes >= ALL (available_durations))),
  constraint plans_check1 CHECK ((((web_slots + shared_slots) > 0) AND ((app_slots + shared_slots) > 0))),
  constraint plans_max_test_duration_minutes_check CHECK ((max_test_duration_minutes > 0)),
  constraint plans_max_upload_bytes_check CHECK ((max_upload_bytes > 0)),
  constraint plans_monthly_tests_check CHECK ((monthly_tests > 0)),
  constraint plans_requests_per_minute_check CHECK ((requests_per_minute > 0)),
  constraint plans_shared_slots_check CHECK ((shared_slots >= 0)),
  constraint plans_web_slots_check CHECK ((web_slots >= 0))
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

alter table public.plans enable row level security;
alter table public.plans force row level security;

create policy "Everyone can view the plans"
on public.plans as permissive for select
to anon, authenticated
using (true);

CREATE TRIGGER follow_plan AFTER UPDATE ON public.plans FOR EACH ROW EXECUTE FUNCTION private.follow_plan();
CREATE TRIGGER follow_prices AFTER UPDATE OF paddle_price_ids ON public.plans FOR EACH ROW EXECUTE FUNCTION billing.follow_prices();

grant select on public.plans to anon;
grant select on public.plans to authenticated;
grant select on public.plans to service_role;
