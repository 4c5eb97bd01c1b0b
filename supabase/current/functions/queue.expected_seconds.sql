-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION queue.expected_seconds(p_lane text, p_plan_type text, p_minutes integer)
 RETURNS integer
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return ceil(60 * p_minutes * coalesce(
    (select share_of_requested from queue.durations where lane = p_lane and plan_type = p_plan_type), 1
  ));
end;
$function$;

comment on function queue.expected_seconds(text,text,integer) is 'How long a test of so many minutes will probably run; as long as was asked for while nothing is known.';

-- Executed by its owner alone.
