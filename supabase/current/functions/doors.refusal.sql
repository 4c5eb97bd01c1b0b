-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION doors.refusal(p_status integer, p_code text, p_message text, p_hint text)
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select jsonb_build_object('status', p_status, 'code', p_code, 'message', p_message, 'hint', p_hint);
$function$;

comment on function doors.refusal(integer,text,text,text) is 'Why a request does not get in. Answered, not raised, so that it still counts.';

-- Executed by its owner alone.
