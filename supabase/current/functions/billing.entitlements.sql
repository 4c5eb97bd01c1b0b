-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION billing.entitlements(p_user_id uuid, p_at timestamp with time zone)
 RETURNS TABLE(subscription_id text, customer_id text, status text, subscribed_plan text, paid_plan text, plan_type text, priority smallint, because text, amount numeric, currency text, period_ends_at timestamp with time zone, counted_from timestamp with time zone, change_action text, changed_at timestamp with time zone, due_at timestamp with time zone)
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  with snapshots as (
    select
      snapshots.*,
      plans.priority,
      row_number() over (
        partition by snapshots.subscription_id
        order by occurred_at desc, billing.status_rank(status) desc, event_id desc
      ) as age
    from billing.owners
    join billing.snapshots on snapshots.subscription_id = owners.paddle_id
    left join public.plans on plans.plan_type = snapshots.plan_type
    where owners.user_id = p_user_id
  ),
  states as (
    select
      newest.subscription_id,
      newest.customer_id,
      newest.status,
      newest.occurred_at,
      newest.change_action,
      newest.change_at,
      known.plan_type as subscribed_plan,
      known.priority as subscribed_priority,
      known.amount,
      known.currency,
      period.period_starts_at,
      period.period_ends_at,
      highest.plan_type as paid_plan,
      highest.priority as paid_priority,
      risen.at as risen_at,
      failing.since + make_interval(hours => 24 * settings.grace_days) as grace_ends_at,
      billing.is_paid_back(newest.subscription_id, period.period_starts_at) as is_refunded
    from snapshots as newest
    cross join billing.settings
    -- A price that nobody knows changes no plan.
    left join lateral (
      select older.plan_type, older.priority, older.amount, older.currency
      from snapshots as older
      where older.subscription_id = newest.subscription_id and older.plan_type is not null
      order by older.age
      limit 1
    ) as known on true
    left join lateral (
      select older.period_starts_at, older.period_ends_at
      from snapshots as older
      where older.subscription_id = newest.subscription_id and older.period_starts_at is not null
      order by older.age
      limit 1
    ) as period on true
    -- What was paid for once in a period is kept to its end.
    left join lateral (
      select older.plan_type, older.priority
      from snapshots as older
      where older.subscription_id = newest.subscription_id
        and older.period_starts_at = period.period_starts_at
        and older.status in ('active', 'trialing', 'past_due')
        and older.plan_type is not null
      order by older.priority desc
      limit 1
    ) as highest on true
    -- The first upgrade within the period; later ones start no count anew.
    left join lateral (
      select min(older.occurred_at) as at
      from snapshots as older
      where older.subscription_id = newest.subscription_id
        and older.period_starts_at = period.period_starts_at
        and older.priority > (
          select first.priority
          from snapshots as first
          where first.subscription_id = newest.subscription_id
            and first.period_starts_at = period.period_starts_at
            and first.plan_type is not null
          order by first.age desc
          limit 1
        )
    ) as risen on true
    -- The first of the failures that have gone on since.
    left join lateral (
      select min(older.occurred_at) as since
      from snapshots as older
      where older.subscription_id = newest.subscription_id
        and older.age < coalesce((
          select min(other.age)
          from snapshots as other
          where other.subscription_id = newest.subscription_id and other.status <> 'past_due'
        ), older.age + 1)
    ) as failing on true
    where newest.age = 1
  ),
  judged as (
    select
      states.*,
      case
        when status = 'canceled' then 'canceled'
        when status = 'paused' then 'paused'
        when status not in ('active', 'trialing', 'past_due') then 'inactive'
        when is_refunded then 'refunded'
        when change_action = 'cancel' and change_at <= p_at then 'canceled'
        when change_action = 'pause' and change_at <= p_at then 'paused'
        when status = 'past_due' and grace_ends_at <= p_at then 'grace is over'
        when subscribed_plan is null then 'unknown price'
        when paid_priority > subscribed_priority and period_ends_at > p_at then 'paid until the period ends'
        when status = 'past_due' then 'grace'
        else status
      end as because
    from states
  )
  select
    judged.subscription_id,
    judged.customer_id,
    judged.status,
    judged.subscribed_plan,
    judged.paid_plan,
    plans.plan_type,
    plans.priority,
    judged.because,
    judged.amount,
    judged.currency,
    judged.period_ends_at,
    coalesce(judged.risen_at, judged.period_starts_at) as counted_from,
    judged.change_action,
    judged.occurred_at as changed_at,
    (
      select min(at)
      from (
        values
          (case when judged.change_action in ('cancel', 'pause') then judged.change_at end),
          (case when judged.status = 'past_due' then judged.grace_ends_at end),
          (case when judged.paid_priority > judged.subscribed_priority then judged.period_ends_at end)
      ) as ends (at)
      where at > p_at and judged.status in ('active', 'trialing', 'past_due')
    ) as due_at
  from judged
  join public.plans on plans.plan_type = case
    when because in ('active', 'trialing', 'grace') then judged.subscribed_plan
    when because = 'paid until the period ends' then judged.paid_plan
    else 'free'
  end;
$function$;

comment on function billing.entitlements(uuid,timestamp with time zone) is 'What each of a person''s subscriptions gives at a time, and why. Depends on what was told, never on the order of telling.';

-- Executed by its owner alone.
