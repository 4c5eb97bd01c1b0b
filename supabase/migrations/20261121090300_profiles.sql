-- One profile for each account. The policies let a person touch their own row; the grants say which columns of it.

create table public.profiles (
  user_id uuid primary key references auth.users (id) on delete cascade,
  email text not null,
  full_name text,
  company_name text,
  industry text default 'Other',
  plan_type text default 'free',
  api_key text unique default gen_random_uuid()::text,
  created_at timestamptz default now(),
  paddle_customer_id text,
  paddle_subscription_id text,
  current_billing_period_ends_at timestamptz,
  subscription_status text default 'FREE' not null,
  tests_this_month_count integer default 0 not null,
  last_monthly_reset_date date,
  concurrent_test_slots integer default 1 not null,
  max_test_duration_minutes integer default 5 not null,
  phone_number text,
  country text,
  plan_price_amount numeric,
  plan_price_currency text
);

comment on table public.profiles is 'A person''s account: what they told us, their plan and its limits, their use this month.';
comment on column public.profiles.email is 'A copy of the sign-in address, kept in step with auth.users.';
comment on column public.profiles.plan_type is 'Which row of plans applies. Set by billing.';
comment on column public.profiles.api_key is 'Kept for the shape of the table and always null: API keys are in api_keys, as hashes.';
comment on column public.profiles.subscription_status is 'FREE, or the state of the Paddle subscription in capitals: ACTIVE, TRIALING, PAST_DUE, PAUSED, CANCELED.';
comment on column public.profiles.current_billing_period_ends_at is 'End of the paid period; also the day of the month on which the count of tests starts again.';
comment on column public.profiles.tests_this_month_count is 'A copy of what private.quota_ledger counts in the current billing month.';
comment on column public.profiles.last_monthly_reset_date is 'The day on which the billing month counted in tests_this_month_count began.';
comment on column public.profiles.concurrent_test_slots is 'A copy of the plan''s total of slots.';
comment on column public.profiles.max_test_duration_minutes is 'A copy of the plan''s longest test, in minutes.';

alter table public.profiles enable row level security, force row level security;

create policy "Users can view their own profile"
on public.profiles for select
to authenticated
using ((select auth.uid()) = user_id);

create policy "Users can update their own profile"
on public.profiles for update
to authenticated
using ((select auth.uid()) = user_id)
with check ((select auth.uid()) = user_id);

create policy "Users can insert their own profile"
on public.profiles for insert
to authenticated, service_role
with check ((select auth.uid()) = user_id or (select auth.role()) = 'service_role');

-- Plan, limits, counts and billing are no client's to write; what follows from the plan is no server's either.
grant select on public.profiles to authenticated, service_role;
grant insert (user_id, full_name, company_name, industry, phone_number, country)
on public.profiles to authenticated, service_role;
grant update (full_name, company_name, industry, phone_number, country)
on public.profiles to authenticated, service_role;
grant update (
  plan_type, subscription_status, paddle_customer_id, paddle_subscription_id,
  current_billing_period_ends_at, plan_price_amount, plan_price_currency
) on public.profiles to service_role;

create function private.fill_profile()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_plan public.plans;
begin
  new.plan_type := coalesce(new.plan_type, 'free');

  select * into v_plan from public.plans where plan_type = new.plan_type;
  if not found then
    raise exception using
      errcode = 'PT422',
      message = format('There is no plan %L.', new.plan_type),
      hint = format('Use one of %s.', (select string_agg(plan_type, ', ' order by priority) from public.plans));
  end if;

  new.concurrent_test_slots := v_plan.concurrent_test_slots;
  new.max_test_duration_minutes := v_plan.max_test_duration_minutes;

  if tg_op = 'INSERT' then
    new.email := coalesce((select email from auth.users where id = new.user_id), '');
    new.api_key := null;
  end if;
  return new;
end;
$$;
comment on function private.fill_profile() is 'Before a profile is written: what follows from the plan is taken from plans, the address from auth.users.';

create trigger fill_profile
before insert or update on public.profiles
for each row execute function private.fill_profile();

create function private.checked_line(p_field text, p_value text, p_longest integer)
returns text
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_value text := nullif(btrim(p_value, E' \t\r\n'), '');
begin
  if length(v_value) > p_longest then
    raise exception using
      errcode = 'PT422',
      constraint = 'too_long',
      column = p_field,
      message = format('%s is too long.', p_field),
      detail = format('It has %s characters; %s are allowed.', length(v_value), p_longest);
  elsif v_value ~ '[[:cntrl:]]' then
    raise exception using
      errcode = 'PT422',
      constraint = 'not_one_line',
      column = p_field,
      message = format('%s has a line break or another control character in it.', p_field),
      hint = 'Write it in one line.';
  end if;
  return v_value;
end;
$$;
comment on function private.checked_line(text, text, integer) is 'The value without surrounding space, null when nothing is left; raises when it is too long or not one line.';

create function private.check_personal_fields()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  new.full_name := private.checked_line('full_name', new.full_name, 200);
  new.company_name := private.checked_line('company_name', new.company_name, 200);
  new.industry := private.checked_line('industry', new.industry, 100);
  new.phone_number := private.checked_line('phone_number', new.phone_number, 40);
  new.country := private.checked_line('country', new.country, 100);
  return new;
end;
$$;
comment on function private.check_personal_fields() is 'Before a person writes about themselves: each field is one line of reasonable length.';

create trigger check_personal_fields
before insert or update of full_name, company_name, industry, phone_number, country on public.profiles
for each row execute function private.check_personal_fields();

create function private.create_profile()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  -- Runs inside the sign-up: an error here would refuse the account, so a name is made to fit rather than refused.
  insert into public.profiles (user_id, email, full_name)
  values (
    new.id,
    coalesce(new.email, ''),
    left(regexp_replace(new.raw_user_meta_data ->> 'full_name', '[[:cntrl:]]', ' ', 'g'), 200)
  )
  on conflict (user_id) do nothing;
  return new;
end;
$$;
comment on function private.create_profile() is 'After sign-up: the account gets its profile, on the free plan.';

create trigger create_profile
after insert on auth.users
for each row execute function private.create_profile();

create function private.follow_email()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  update public.profiles set email = coalesce(new.email, '') where user_id = new.id;
  return new;
end;
$$;
comment on function private.follow_email() is 'After a change of the sign-in address: the profile''s copy follows.';

create trigger follow_email
after update of email on auth.users
for each row execute function private.follow_email();

create function private.follow_plan()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  update public.profiles set plan_type = new.plan_type where plan_type = new.plan_type;
  return new;
end;
$$;
comment on function private.follow_plan() is 'After a change of a plan''s limits: every profile on it is filled again.';

create trigger follow_plan
after update on public.plans
for each row execute function private.follow_plan();
