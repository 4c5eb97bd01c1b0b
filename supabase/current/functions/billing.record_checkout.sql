-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION billing.record_checkout(p_checkout_id uuid, p_transaction_id text, p_checkout_url text)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  update billing.checkouts
  set transaction_id = p_transaction_id, checkout_url = p_checkout_url
  where checkout_id = p_checkout_id;
$function$;

comment on function billing.record_checkout(uuid,text,text) is 'Paddle has opened the checkout.';

grant execute on function billing.record_checkout(uuid,text,text) to deffatest_door;
