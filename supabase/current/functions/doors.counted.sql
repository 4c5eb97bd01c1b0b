-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION doors.counted(p_by text, p_limit integer, p_remaining integer, p_reset integer)
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select jsonb_build_object('by', p_by, 'limit', p_limit, 'remaining', p_remaining, 'reset', p_reset);
$function$;

comment on function doors.counted(text,integer,integer,integer) is 'How one limit stands.';

-- Executed by its owner alone.
