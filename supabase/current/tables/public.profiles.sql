-- Generated from the migrations by `make generate`; change those, not this.

create table public.profiles (
  user_id uuid not null,
  email text not null,
  full_name text,
  company_name text,
  industry text default 'Other'::text,
  plan_type text default 'free'::text,
  api_key text default (gen_random_uuid())::text,
  created_at timestamp with time zone default now(),
  paddle_customer_id text,
  paddle_subscription_id text,
  current_billing_period_ends_at timestamp with time zone,
  subscription_status text not null default 'FREE'::text,
  tests_this_month_count integer not null default 0,
  last_monthly_reset_date date,
  concurrent_test_slots integer not null default 1,
  max_test_duration_minutes integer not null default 5,
  phone_number text,
  country text,
  plan_price_amount numeric,
  plan_price_currency text,
  constraint profiles_api_key_key UNIQUE (api_key),
  constraint profiles_pkey PRIMARY KEY (user_id),
  constraint profiles_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE
);

comment on table public.profiles is 'A person''s account: what they told us, their plan and its limits, their use this month.';
comment on column public.profiles.email is 'A copy of the sign-in address, kept in step with auth.users.';
comment on column public.profiles.plan_type is 'Which row of plans applies. Set by billing.';
comment on column public.profiles.api_key is 'Kept for the shape of the table and always null: API keys are in api_keys, as hashes.';
comment on column public.profiles.current_billing_period_ends_at is 'End of the paid period; also the day of the month on which the count of tests starts again.';
comment on column public.profiles.subscription_status is 'FREE, or the state of the Paddle subscription in capitals: ACTIVE, TRIALING, PAST_DUE, PAUSED, CANCELED.';
comment on column public.profiles.tests_this_month_count is 'A copy of what private.quota_ledger counts in the current billing month.';
comment on column public.profiles.last_monthly_reset_date is 'The day on which the billing month counted in tests_this_month_count began.';
comment on column public.profiles.concurrent_test_slots is 'A copy of the plan''s total of slots.';
comment on column public.profiles.max_test_duration_minutes is 'A copy of the plan''s longest test, in minutes.';

alter table public.profiles enable row level security;
alter table public.profiles force row level security;

create policy "Users can insert their own profile"
on public.profiles as permissive for insert
to authenticated, service_role
with check (((( SELECT auth.uid() AS uid) = user_id) OR (( SELECT auth.role() AS role) = 'service_role'::text)));
create policy "Users can update their own profile"
on public.profiles as permissive for update
to authenticated
using ((( SELECT auth.uid() AS uid) = user_id))
with check ((( SELECT auth.uid() AS uid) = user_id));
create policy "Users can view their own profile"
on public.profiles as permissive for select
to authenticated
using ((( SELECT auth.uid() AS uid) = user_id));

CREATE TRIGGER check_personal_fields BEFORE INSERT OR UPDATE OF full_name, company_name, industry, phone_number, country ON public.profiles FOR EACH ROW EXECUTE FUNCTION private.check_personal_fields();
CREATE TRIGGER copy_tests_used BEFORE INSERT OR UPDATE OF tests_this_month_count, current_billing_period_ends_at ON public.profiles FOR EACH ROW EXECUTE FUNCTION private.copy_tests_used();
CREATE TRIGGER fill_profile BEFORE INSERT OR UPDATE ON public.profiles FOR EACH ROW EXECUTE FUNCTION private.fill_profile();
CREATE TRIGGER fit_slots AFTER UPDATE OF plan_type ON public.profiles FOR EACH ROW EXECUTE FUNCTION private.fit_slots_to_plan();
CREATE TRIGGER follow_customer AFTER UPDATE OF paddle_customer_id ON public.profiles FOR EACH ROW WHEN (((new.paddle_customer_id IS NOT NULL) AND (new.paddle_customer_id IS DISTINCT FROM old.paddle_customer_id))) EXECUTE FUNCTION billing.follow_customer();

grant insert (user_id, full_name, company_name, industry, phone_number, country), select, update (full_name, company_name, industry, phone_number, country) on public.profiles to authenticated;
grant maintain on public.profiles to deffatest_scheduler;
grant insert (user_id, full_name, company_name, industry, phone_number, country), select, update (full_name, company_name, industry, plan_type, paddle_customer_id, paddle_subscription_id, current_billing_period_ends_at, subscription_status, phone_number, country, plan_price_amount, plan_price_currency) on public.profiles to service_role;
