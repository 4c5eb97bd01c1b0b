-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION billing.adopt(p_customer_id text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_user_id uuid := billing.sole_owner(p_customer_id);
begin
  if v_user_id is null then
    return;
  end if;

  insert into billing.owners (paddle_id, user_id, known_by)
  select distinct subscription_id, v_user_id, 'customer'
  from billing.snapshots
  where customer_id = p_customer_id
    and not exists (select from billing.owners where paddle_id = subscription_id);

  update public.processed_webhooks
  set processed_at = now(),
    status = case
      when exists (
        select from billing.snapshots where event_id = processed_webhooks.id and plan_type is null
      ) then 'unknown_price'
      else 'success'
    end
  from billing.events
  where events.event_id = processed_webhooks.id
    and events.customer_id = p_customer_id
    and processed_webhooks.status = 'parked';

  perform billing.settle(v_user_id);
end;
$function$;

comment on function billing.adopt(text) is 'A customer is known: what was parked for want of that is applied.';

-- Executed by its owner alone.
