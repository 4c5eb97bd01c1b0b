-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION billing.count_attention()
 RETURNS TABLE(status text, events integer)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select status, count(*)::integer from billing.attention group by status;
$function$;

comment on function billing.count_attention() is 'How many events wait for an operator, by why.';

grant execute on function billing.count_attention() to deffatest_scheduler;
