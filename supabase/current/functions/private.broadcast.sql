-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.broadcast(p_topic text, p_event text, p_payload jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform realtime.send(p_payload, p_event, p_topic, true);
exception when others then
  -- The row in test_events is the delivery; a live message that cannot be sent must not undo what it tells of.
  raise warning 'No live message on %: % (%)', p_topic, sqlerrm, sqlstate;
end;
$function$;

comment on function private.broadcast(text,text,jsonb) is 'Sends a live message once the transaction commits. Never fails.';

-- Executed by its owner alone.
