-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION queue.head_start(p_priority integer)
 RETURNS interval
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return (
    select make_interval(
      secs => starvation_seconds * (p_priority - min(priority))::double precision / greatest(max(priority) - min(priority), 1)
    )
    from queue.settings, public.plans
    group by starvation_seconds
  );
end;
$function$;

comment on function queue.head_start(integer) is 'What a plan''s priority is worth in time waited.';

-- Executed by its owner alone.
