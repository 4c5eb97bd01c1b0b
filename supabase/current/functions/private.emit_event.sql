-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.emit_event(p_test_id uuid, p_event text, p_payload jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_user_id uuid;
  v_sequence integer;
begin
  -- The lock lets one transaction at a time count on, so a test's numbers have neither gap nor twin.
  select user_id into strict v_user_id from public.tests where id = p_test_id for no key update;

  insert into public.test_events (test_id, sequence, event, payload)
  select p_test_id, coalesce(max(sequence), 0) + 1, p_event, p_payload
  from public.test_events
  where test_id = p_test_id
  returning sequence into v_sequence;

  -- Realtime adds an id of its own to a message without one; ours tells a client which event it has seen last.
  perform private.broadcast(topic, p_event, p_payload || jsonb_build_object('id', v_sequence))
  from unnest(array['test:' || p_test_id, 'user:' || v_user_id]) as topic;
end;
$function$;

comment on function private.emit_event(uuid,text,jsonb) is 'Records an event of a test under its next number and sends it to the test''s and the owner''s channel.';

-- Executed by its owner alone.
