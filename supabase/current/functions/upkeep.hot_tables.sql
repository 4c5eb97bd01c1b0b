-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION upkeep.hot_tables()
 RETURNS TABLE(name regclass)
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select unnest(array[
    'queue.jobs', 'queue.places', 'queue.attempts', 'public.tests', 'public.test_events', 'public.unconfirmed_findings',
    'public.profiles'
  ]::regclass[]);
$function$;

comment on function upkeep.hot_tables() is 'The tables whose rows are written again and again, which bloat when vacuum cannot keep up.';

-- Executed by its owner alone.
