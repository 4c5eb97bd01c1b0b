-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION billing.keep_adjustment(p_event billing.events)
 RETURNS void
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  insert into billing.adjustment_snapshots
    (event_id, adjustment_id, transaction_id, occurred_at, action, status, is_full)
  select
    p_event.event_id,
    data ->> 'id',
    data ->> 'transaction_id',
    p_event.occurred_at,
    data ->> 'action',
    data ->> 'status',
    coalesce(data ->> 'type' = 'full', false)
  from (select p_event.payload -> 'data' as data) as sent;
$function$;

comment on function billing.keep_adjustment(billing.events) is 'Keeps what an event says of a refund or chargeback.';

-- Executed by its owner alone.
