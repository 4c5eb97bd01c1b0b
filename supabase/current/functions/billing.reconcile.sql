-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION billing.reconcile(p_subscription jsonb)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_newest billing.snapshots;
begin
  select * into v_newest
  from billing.snapshots
  where subscription_id = p_subscription ->> 'id'
  order by occurred_at desc, billing.status_rank(status) desc, event_id desc
  limit 1;

  if v_newest.status = p_subscription ->> 'status'
    and v_newest.price_ids @> array(select item #>> '{price,id}' from jsonb_array_elements(p_subscription -> 'items') as item)
    and v_newest.price_ids <@ array(select item #>> '{price,id}' from jsonb_array_elements(p_subscription -> 'items') as item)
    and v_newest.period_starts_at is not distinct from (p_subscription #>> '{current_billing_period,starts_at}')::timestamptz
    and v_newest.period_ends_at is not distinct from (p_subscription #>> '{current_billing_period,ends_at}')::timestamptz
    and v_newest.change_action is not distinct from p_subscription #>> '{scheduled_change,action}'
    and v_newest.change_at is not distinct from (p_subscription #>> '{scheduled_change,effective_at}')::timestamptz
  then
    return 'equal';
  elsif v_newest.occurred_at >= (p_subscription ->> 'updated_at')::timestamptz then
    -- A message that came while the list was on its way knows better.
    return 'equal';
  end if;

  return billing.receive(
    jsonb_build_object(
      'event_id', format('reconciled_%s_%s', p_subscription ->> 'id', p_subscription ->> 'updated_at'),
      'event_type', 'subscription.updated',
      'occurred_at', p_subscription ->> 'updated_at',
      'data', p_subscription
    ),
    now()
  );
end;
$function$;

comment on function billing.reconcile(jsonb) is 'Compares a subscription as Paddle has it with what we were told; where they differ, it is received like a message. Answers equal, or what receive answers.';

grant execute on function billing.reconcile(jsonb) to deffatest_scheduler;
