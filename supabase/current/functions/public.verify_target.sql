-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION public.verify_target(p_target_id uuid)
 RETURNS public.target_ownership
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select private.verify_target(p_target_id);
$function$;

comment on function public.verify_target(uuid) is 'Asks for the challenge to be looked for, which happens within seconds: read state and outcome in target_ownership.';

grant execute on function public.verify_target(uuid) to authenticated;
