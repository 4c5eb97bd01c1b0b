-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION billing.settle_due(p_limit integer)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_user_id uuid;
  v_settled integer := 0;
begin
  for v_user_id in
    select user_id from billing.accounts where due_at <= now() order by due_at limit p_limit for update skip locked
  loop
    perform billing.settle(v_user_id);
    v_settled := v_settled + 1;
  end loop;
  return v_settled;
end;
$function$;

comment on function billing.settle_due(integer) is 'Does what is due by time: grace times, paid periods and scheduled changes that have ended. Answers for how many people.';

grant execute on function billing.settle_due(integer) to deffatest_scheduler;
