-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION billing.find_owner(p_customer_id text, p_subscription_id text, p_custom_data jsonb)
 RETURNS uuid
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_user_id uuid := billing.sole_owner(p_subscription_id);
  v_known_by text := 'checkout';
begin
  if v_user_id is not null then
    return v_user_id;
  end if;

  -- Compared as text: a buyer may have written anything there.
  select user_id into v_user_id
  from billing.checkouts
  where checkout_id::text = p_custom_data ->> 'checkout_id' and user_id::text = p_custom_data ->> 'user_id';

  if v_user_id is null then
    v_user_id := billing.sole_owner(p_customer_id);
    v_known_by := 'customer';
  end if;
  if v_user_id is null then
    return null;
  end if;

  if p_subscription_id is not null then
    insert into billing.owners (paddle_id, user_id, known_by) values (p_subscription_id, v_user_id, v_known_by);
  end if;
  if p_customer_id is not null then
    insert into billing.owners (paddle_id, user_id, known_by)
    values (p_customer_id, v_user_id, v_known_by)
    on conflict do nothing;
    if found then
      perform billing.adopt(p_customer_id);
    end if;
  end if;
  return v_user_id;
end;
$function$;

comment on function billing.find_owner(text,text,jsonb) is 'Whose event it is: by the subscription, by a checkout of ours, or by the customer. Never by e-mail, which anybody can type. Remembers what it found.';

-- Executed by its owner alone.
