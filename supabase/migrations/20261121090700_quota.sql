-- How many tests a person has used this month, counted from a ledger and never from a counter that can drift.

create table private.quota_ledger (
  test_id uuid primary key,
  user_id uuid not null references public.profiles (user_id) on delete cascade,
  reserved_at timestamptz not null default now(),
  given_back_at timestamptz,
  given_back_because text
);

create index quota_ledger_of_a_user on private.quota_ledger (user_id, reserved_at);

comment on table private.quota_ledger is 'One row for each test submitted: reserved then, given back when the platform failed it or it was cancelled before its start.';
comment on column private.quota_ledger.test_id is 'Not a foreign key: a test that is archived within its month still counts.';

alter table private.quota_ledger enable row level security, force row level security;

create policy "No client reads or writes the ledger"
on private.quota_ledger for all
to anon, authenticated
using (false);

create table private.quota_starts (
  user_id uuid primary key references public.profiles (user_id) on delete cascade,
  counted_from timestamptz not null
);

comment on table private.quota_starts is 'From when a person''s tests count, where that is later than the month''s start: an upgrade starts the count anew. Written by billing.';

alter table private.quota_starts enable row level security, force row level security;

create policy "No client reads or writes the starts"
on private.quota_starts for all
to anon, authenticated
using (false);

create function private.billing_month_start(p_anchor timestamptz, p_at timestamptz)
returns timestamptz
language sql
immutable
set search_path = ''
as $$
  -- Months are counted from the anchor itself, so a month that begins on the 31st does so again after February.
  select (utc.anchor + make_interval(months => utc.months - (utc.anchor + make_interval(months => utc.months) > utc.at)::integer))
    at time zone 'utc'
  from (
    select
      p_anchor at time zone 'utc' as anchor,
      p_at at time zone 'utc' as at,
      12 * (extract(year from p_at at time zone 'utc') - extract(year from p_anchor at time zone 'utc'))::integer
      + (extract(month from p_at at time zone 'utc') - extract(month from p_anchor at time zone 'utc'))::integer as months
  ) as utc;
$$;
comment on function private.billing_month_start(timestamptz, timestamptz) is 'When the billing month that a time lies in began: the anchor, moved by whole months. The anchor may lie ahead.';

create function private.quota_month_start(p_profile public.profiles)
returns timestamptz
language sql
stable
set search_path = ''
as $$
  select private.billing_month_start(coalesce(p_profile.current_billing_period_ends_at, p_profile.created_at, now()), now());
$$;
comment on function private.quota_month_start(public.profiles) is 'When the person''s current month began: counted from the paid period''s end, or from sign-up without one.';

create function private.quota_month_end(p_profile public.profiles)
returns timestamptz
language sql
stable
set search_path = ''
as $$
  -- 32 days after the first of a month lie in the next one, however long it is.
  select private.billing_month_start(
    coalesce(p_profile.current_billing_period_ends_at, p_profile.created_at, now()),
    private.quota_month_start(p_profile) + interval '32 days'
  );
$$;
comment on function private.quota_month_end(public.profiles) is 'When the person''s current month ends and the count starts again.';

create function private.tests_used(p_profile public.profiles)
returns integer
language sql
stable
set search_path = ''
as $$
  select count(*)::integer
  from private.quota_ledger
  where user_id = p_profile.user_id
    and reserved_at >= greatest(
      private.quota_month_start(p_profile),
      (select counted_from from private.quota_starts where quota_starts.user_id = p_profile.user_id)
    )
    and given_back_at is null;
$$;
comment on function private.tests_used(public.profiles) is 'How many tests the person has used in the current billing month.';

create function private.copy_tests_used()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  new.tests_this_month_count := private.tests_used(new);
  new.last_monthly_reset_date := (private.quota_month_start(new) at time zone 'utc')::date;
  return new;
end;
$$;
comment on function private.copy_tests_used() is 'Before a profile is written: its count of tests is taken from the ledger.';

create trigger copy_tests_used
before insert or update of tests_this_month_count, current_billing_period_ends_at on public.profiles
for each row execute function private.copy_tests_used();

create function private.refresh_tests_used(p_user_id uuid)
returns void
language sql
set search_path = ''
as $$
  -- The trigger puts the true number there.
  update public.profiles set tests_this_month_count = tests_this_month_count where user_id = p_user_id;
$$;
comment on function private.refresh_tests_used(uuid) is 'Brings profiles.tests_this_month_count in step with the ledger.';

create function private.reserve_test(p_test_id uuid, p_user_id uuid)
returns void
language sql
set search_path = ''
as $$
  insert into private.quota_ledger (test_id, user_id) values (p_test_id, p_user_id);
  select private.refresh_tests_used(p_user_id);
$$;
comment on function private.reserve_test(uuid, uuid) is 'Counts a test against its owner''s month.';

create function private.give_back_test(p_test_id uuid, p_because text)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_user_id uuid;
begin
  update private.quota_ledger
  set given_back_at = now(), given_back_because = p_because
  where test_id = p_test_id and given_back_at is null
  returning user_id into v_user_id;

  perform private.refresh_tests_used(v_user_id) where found;
end;
$$;
comment on function private.give_back_test(uuid, text) is 'Takes a test off its owner''s month again. A second time changes nothing.';

create function public.reset_monthly_tests()
returns void
language sql
security definer
set search_path = ''
as $$
  select private.refresh_tests_used(profile.user_id)
  from public.profiles as profile
  where profile.last_monthly_reset_date is distinct from (private.quota_month_start(profile) at time zone 'utc')::date;
$$;
comment on function public.reset_monthly_tests() is 'Run daily: profiles whose billing month has turned show the new month''s count. What may be submitted does not depend on it.';
grant execute on function public.reset_monthly_tests() to service_role;
