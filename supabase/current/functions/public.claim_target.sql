-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION public.claim_target(p_host text)
 RETURNS public.target_ownership
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select private.claim_target(p_host);
$function$;

comment on function public.claim_target(text) is 'Says that a host is yours. Answers the row of target_ownership with the challenge: publish it as TXT record _deffatest-challenge.<host> or at https://<host>/.well-known/deffatest-challenge.txt, then call verify_target.';

grant execute on function public.claim_target(text) to authenticated;
