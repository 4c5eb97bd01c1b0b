-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION public.generate_api_key(p_expires_at timestamp with time zone DEFAULT NULL::timestamp with time zone)
 RETURNS json
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select private.mint_api_key(p_expires_at)::json;
$function$;

comment on function public.generate_api_key(timestamp with time zone) is 'Makes an API key for the caller, who must be on an active Chaos plan. The whole key is answered this once. Without a time it does not expire.';

grant execute on function public.generate_api_key(timestamp with time zone) to authenticated;
