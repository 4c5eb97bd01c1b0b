-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION upkeep.due_target_checks(p_limit integer)
 RETURNS TABLE(target_id uuid, host text, challenge text)
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  -- Taken for five minutes: whoever took it and ended is followed by another.
  update public.target_ownership as claim
  set check_at = now() + interval '5 minutes'
  where id = any (array(
    select id from public.target_ownership where check_at <= now() order by check_at limit p_limit for update skip locked
  ))
  returning claim.id, claim.host, claim.challenge;
$function$;

comment on function upkeep.due_target_checks(integer) is 'Claims whose proof is to be looked for now, for this scheduler alone.';

grant execute on function upkeep.due_target_checks(integer) to deffatest_scheduler;
