-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION billing.receive(p_message jsonb, p_signed_at timestamp with time zone)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
 SET lock_timeout TO '3s'
AS $function$
declare
  v_data jsonb := p_message -> 'data';
  v_event billing.events;
  v_status text;
begin
  v_event.event_id := coalesce(p_message ->> 'event_id', p_message ->> 'id');
  v_event.event_type := replace(p_message ->> 'event_type', 'cancelled', 'canceled');
  v_event.received_at := now();
  v_event.deliveries := 1;
  v_event.payload := p_message;
  v_event.occurred_at := coalesce((p_message ->> 'occurred_at')::timestamptz, p_signed_at);
  v_event.customer_id := coalesce(v_data ->> 'customer_id', v_data #>> '{customer,id}');
  v_event.subscription_id := case
    when v_event.event_type like 'subscription.%' then v_data ->> 'id'
    else v_data ->> 'subscription_id'
  end;

  -- One event of a customer at a time: one that is being parked must not miss another that tells whose it is.
  perform pg_advisory_xact_lock(hashtextextended(
    'billing ' || coalesce(v_event.customer_id, v_event.subscription_id, v_event.event_id), 0
  ));

  insert into public.processed_webhooks (id, event_type, status)
  values (v_event.event_id, v_event.event_type, 'processing')
  on conflict (id) do nothing;
  if found then
    insert into billing.events select (v_event).*;
  else
    update billing.events set deliveries = deliveries + 1 where event_id = v_event.event_id;
    select status into v_status from public.processed_webhooks where id = v_event.event_id;
    if v_status <> 'failed' then
      return 'duplicate';
    end if;
  end if;

  begin
    v_status := billing.apply(v_event);
  exception
    -- What may be well in a moment is not the event's fault: Paddle sends it again, and nothing of it is kept.
    when serialization_failure or deadlock_detected or lock_not_available or insufficient_resources then
      raise;
    when others then
      v_status := 'failed';
      v_event.problem := format('%s (%s)', sqlerrm, sqlstate);
  end;

  update billing.events set problem = v_event.problem where event_id = v_event.event_id;
  update public.processed_webhooks set status = v_status, processed_at = now() where id = v_event.event_id;
  return v_status;
end;
$function$;

comment on function billing.receive(jsonb,timestamp with time zone) is 'Takes one of Paddle''s messages, whose signature was checked: into the inbox and into effect, both or neither. Answers how it ended, or duplicate. Either spelling of canceled is understood, and messages that have only an id.';

grant execute on function billing.receive(jsonb,timestamp with time zone) to deffatest_door;
