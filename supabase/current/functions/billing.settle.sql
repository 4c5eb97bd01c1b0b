-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION billing.settle(p_user_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_profile public.profiles;
  v_best record;
  v_due_at timestamptz;
begin
  -- One at a time for a person; what another settled meanwhile is seen from here on.
  select * into v_profile from public.profiles where user_id = p_user_id for no key update;
  if not found then
    return;
  end if;

  select *, min(due_at) over () as next_due_at, max(period_ends_at) over () as known_period_ends_at into v_best
  from billing.entitlements(p_user_id, now())
  order by
    priority desc,
    status = 'canceled',
    period_ends_at desc nulls last,
    changed_at desc,
    subscription_id
  limit 1;
  if not found then
    update billing.accounts set due_at = null where user_id = p_user_id;
    return;
  end if;

  insert into private.quota_starts (user_id, counted_from)
  values (p_user_id, coalesce(v_best.counted_from, '-infinity'))
  on conflict (user_id) do update set counted_from = excluded.counted_from
  where quota_starts.counted_from <> excluded.counted_from;

  insert into billing.accounts (user_id, subscription_id, plan_type, because, due_at)
  values (p_user_id, v_best.subscription_id, v_best.plan_type, v_best.because, v_best.next_due_at)
  on conflict (user_id) do update set
    subscription_id = excluded.subscription_id,
    plan_type = excluded.plan_type,
    because = excluded.because,
    due_at = excluded.due_at,
    settled_at = now();

  update public.profiles
  set plan_type = v_best.plan_type,
    subscription_status = upper(v_best.status),
    paddle_customer_id = v_best.customer_id,
    paddle_subscription_id = v_best.subscription_id,
    -- A subscription that never had a period leaves the one that another had, in whatever order they were told of.
    current_billing_period_ends_at = coalesce(v_best.period_ends_at, v_best.known_period_ends_at),
    plan_price_amount = v_best.amount,
    plan_price_currency = v_best.currency,
    tests_this_month_count = tests_this_month_count
  where user_id = p_user_id;

  if v_profile.plan_type is distinct from v_best.plan_type
    or v_profile.subscription_status <> upper(v_best.status)
  then
    perform private.broadcast('user:' || p_user_id, 'plan.changed', jsonb_build_object(
      'plan_type', v_best.plan_type,
      'subscription_status', upper(v_best.status),
      'current_billing_period_ends_at', private.utc_text(v_best.period_ends_at)
    ));
  end if;
end;
$function$;

comment on function billing.settle(uuid) is 'Writes into a person''s profile what follows from their subscriptions now. Twice is as good as once; people without a subscription are left alone.';

-- Executed by its owner alone.
