-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION public.forget_target(p_target_id uuid)
 RETURNS void
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select private.forget_target(p_target_id);
$function$;

comment on function public.forget_target(uuid) is 'Deletes a target of yours; tests no longer probe it.';

grant execute on function public.forget_target(uuid) to authenticated;
