-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION billing.apply(p_event billing.events)
 RETURNS text
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_kind text := split_part(p_event.event_type, '.', 1);
  v_snapshot billing.snapshots;
  v_user_id uuid;
begin
  case v_kind
    when 'subscription' then v_snapshot := billing.keep_snapshot(p_event);
    when 'transaction' then perform billing.keep_transaction(p_event);
    when 'adjustment' then perform billing.keep_adjustment(p_event);
    else
      return case
        when v_kind in (
          'address', 'api_key', 'api_key_exposure', 'business', 'client_token', 'customer', 'discount',
          'discount_group', 'invoice', 'payment_method', 'payout', 'price', 'product', 'report'
        ) then 'ignored'
        else 'unknown'
      end;
  end case;

  v_user_id := billing.find_owner(p_event.customer_id, p_event.subscription_id, p_event.payload #> '{data,custom_data}');
  if v_user_id is null then
    -- A transaction that nobody has begun to pay has no customer yet and concerns nobody.
    return case when v_kind = 'transaction' and p_event.customer_id is null then 'success' else 'parked' end;
  end if;
  perform billing.settle(v_user_id);
  return case when v_kind = 'subscription' and v_snapshot.plan_type is null then 'unknown_price' else 'success' end;
end;
$function$;

comment on function billing.apply(billing.events) is 'What an event changes. Answers how it ended: success, ignored (no business of ours), unknown, parked (whose it is nobody knows yet) or unknown_price.';

-- Executed by its owner alone.
