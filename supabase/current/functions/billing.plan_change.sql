-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION billing.plan_change(p_user_id uuid, p_plan_type text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_plan public.plans;
  v_profile public.profiles;
  v_running record;
  v_checkout billing.checkouts;
  v_paid_priority smallint;
begin
  select * into v_plan from public.plans where plan_type = p_plan_type;
  if not found then
    raise exception using
      errcode = 'PT422', constraint = 'unknown_plan', column = 'plan_type',
      message = format('There is no plan %L.', p_plan_type),
      hint = format('Use one of %s.', (select string_agg(plan_type, ', ' order by priority) from public.plans));
  end if;

  select * into v_profile from public.profiles where user_id = p_user_id for no key update;
  if not found then
    raise exception using
      errcode = 'PT404', constraint = 'profile_not_found',
      message = 'There is no profile for this account.',
      hint = 'Sign in again, or insert your profile.';
  end if;

  select * into v_running
  from billing.entitlements(p_user_id, now())
  where status <> 'canceled'
  order by priority desc, period_ends_at desc nulls last, changed_at desc, subscription_id
  limit 1;

  if not found then
    if v_profile.plan_type = p_plan_type then
      raise exception using
        errcode = 'PT409', constraint = 'same_plan',
        message = format('You are on the %s plan already.', v_plan.display_name),
        hint = 'Ask for another plan.';
    elsif p_plan_type = 'free' then
      raise exception using
        errcode = 'PT409', constraint = 'no_subscription',
        message = 'There is no subscription to end.',
        detail = 'Your plan was given to you and not bought.',
        hint = 'Write to support to give it back.';
    end if;

    -- Whoever asks twice pays once.
    select * into v_checkout
    from billing.checkouts
    where user_id = p_user_id and plan_type = p_plan_type and price_id = v_plan.paddle_price_ids[1]
      and checkout_url is not null and created_at > now() - interval '1 hour'
      and coalesce((
        select status from billing.transactions where transactions.transaction_id = checkouts.transaction_id
      ), 'draft') in ('draft', 'ready')
    order by created_at desc
    limit 1;
    if found then
      return jsonb_build_object(
        'action', 'open', 'transaction_id', v_checkout.transaction_id, 'checkout_url', v_checkout.checkout_url
      );
    end if;

    if v_plan.paddle_price_ids = '{}' then
      raise exception using
        errcode = 'PT503', constraint = 'plan_not_sold',
        message = format('The %s plan cannot be bought at the moment.', v_plan.display_name),
        detail = 'It has no price.',
        hint = 'Try again later, or write to support.';
    end if;

    insert into billing.checkouts (user_id, plan_type, price_id)
    values (p_user_id, p_plan_type, v_plan.paddle_price_ids[1])
    returning * into v_checkout;
    return jsonb_build_object(
      'action', 'buy',
      'checkout_id', v_checkout.checkout_id,
      'price_id', v_checkout.price_id,
      'customer_id', case when billing.sole_owner(v_profile.paddle_customer_id) = p_user_id then v_profile.paddle_customer_id end
    );
  end if;

  if p_plan_type = 'free' then
    if v_running.change_action = 'cancel' then
      raise exception using
        errcode = 'PT409', constraint = 'already_ending',
        message = 'The subscription ends with its period already.',
        detail = format('It ends on %s.', private.utc_text(v_running.period_ends_at)),
        hint = 'Ask for a plan to keep it.';
    end if;
    return jsonb_build_object('action', 'end', 'subscription_id', v_running.subscription_id);
  elsif v_running.status = 'paused' then
    raise exception using
      errcode = 'PT409', constraint = 'subscription_paused',
      message = 'The subscription is paused.',
      hint = 'Resume it first, by the link of GET /api/user/paddle-portal-link.';
  elsif v_running.status = 'past_due' then
    raise exception using
      errcode = 'PT409', constraint = 'payment_due',
      message = 'The last payment failed.',
      hint = 'Pay it first, by the link of GET /api/user/paddle-portal-link.';
  elsif v_running.subscribed_plan = p_plan_type then
    if v_running.change_action in ('cancel', 'pause') then
      return jsonb_build_object('action', 'keep', 'subscription_id', v_running.subscription_id);
    end if;
    raise exception using
      errcode = 'PT409', constraint = 'same_plan',
      message = format('You are on the %s plan already.', v_plan.display_name),
      hint = 'Ask for another plan.';
  elsif v_plan.paddle_price_ids = '{}' then
    raise exception using
      errcode = 'PT503', constraint = 'plan_not_sold',
      message = format('The %s plan cannot be bought at the moment.', v_plan.display_name),
      detail = 'It has no price.',
      hint = 'Try again later, or write to support.';
  end if;

  select priority into v_paid_priority from public.plans where plan_type = v_running.paid_plan;
  return jsonb_build_object(
    'action', 'change',
    'subscription_id', v_running.subscription_id,
    'price_id', v_plan.paddle_price_ids[1],
    'plan_price_ids', (select jsonb_agg(price) from public.plans, unnest(paddle_price_ids) as price),
    'keep', v_running.change_action in ('cancel', 'pause'),
    -- What is paid for already costs nothing more, and what costs less is charged from the next period on.
    'charged_now', v_running.status <> 'trialing' and v_plan.priority > coalesce(v_paid_priority, 0),
    'effective_at', case when v_plan.priority < coalesce(v_paid_priority, 0) then private.utc_text(v_running.period_ends_at) end
  );
end;
$function$;

comment on function billing.plan_change(uuid,text) is 'What must be done at Paddle so that this person gets that plan: buy, open (a checkout that is open already), change, keep or end; with all that the call needs. Raises where there is nothing to do.';

grant execute on function billing.plan_change(uuid,text) to deffatest_door;
