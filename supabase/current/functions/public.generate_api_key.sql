-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION public.generate_api_key()
 RETURNS json
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select private.mint_api_key()::json;
$function$;

comment on function public.generate_api_key() is 'Makes an API key for the caller, who must be on an active Chaos plan. The whole key is answered this once.';

grant execute on function public.generate_api_key() to authenticated;
