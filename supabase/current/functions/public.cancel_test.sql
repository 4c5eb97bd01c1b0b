-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION public.cancel_test(p_test_id uuid)
 RETURNS jsonb
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select private.cancel_test(p_test_id);
$function$;

comment on function public.cancel_test(uuid) is 'Cancels a test: at once while it waits, within seconds while it runs; 409 when it has ended. Answers test_id, status and message.';

grant execute on function public.cancel_test(uuid) to authenticated;
grant execute on function public.cancel_test(uuid) to service_role;
