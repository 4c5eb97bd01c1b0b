-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION billing.keep_transaction(p_event billing.events)
 RETURNS void
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  insert into billing.transaction_snapshots (
    event_id, transaction_id, subscription_id, customer_id, occurred_at, status, origin, period_starts_at, amount,
    currency, problem
  )
  select
    p_event.event_id,
    data ->> 'id',
    p_event.subscription_id,
    p_event.customer_id,
    p_event.occurred_at,
    replace(data ->> 'status', 'cancelled', 'canceled'),
    data ->> 'origin',
    (data #>> '{billing_period,starts_at}')::timestamptz,
    billing.whole_units(data #>> '{details,totals,grand_total}', data ->> 'currency_code'),
    data ->> 'currency_code',
    data #>> '{payments,0,error_code}'
  from (select p_event.payload -> 'data' as data) as sent;
$function$;

comment on function billing.keep_transaction(billing.events) is 'Keeps what an event says of a payment.';

-- Executed by its owner alone.
