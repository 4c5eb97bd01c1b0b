-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION billing.portal(p_user_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_customer_id text;
begin
  select paddle_customer_id into v_customer_id from public.profiles where user_id = p_user_id;
  if v_customer_id is null then
    raise exception using
      errcode = 'PT409', constraint = 'no_customer',
      message = 'Nothing has been bought with this account yet.',
      hint = 'Choose a plan first: POST /api/payment/change-plan.';
  elsif billing.sole_owner(v_customer_id) is distinct from p_user_id then
    -- The portal shows all that the customer has.
    raise exception using
      errcode = 'PT409', constraint = 'customer_shared',
      message = 'The payer of this account pays for others too.',
      hint = 'Use the link in Paddle''s receipts, or write to support.';
  end if;

  return jsonb_build_object(
    'customer_id', v_customer_id,
    'subscription_ids', coalesce((
      select jsonb_agg(subscription_id order by changed_at desc)
      from (
        select subscription_id, changed_at
        from billing.entitlements(p_user_id, now())
        where customer_id = v_customer_id and status <> 'canceled'
        order by changed_at desc
        -- As many as Paddle takes.
        limit 25
      ) as running
    ), '[]')
  );
end;
$function$;

comment on function billing.portal(uuid) is 'For whom to open Paddle''s portal; raises unless it would show this person''s own payments and nobody else''s.';

grant execute on function billing.portal(uuid) to deffatest_door;
