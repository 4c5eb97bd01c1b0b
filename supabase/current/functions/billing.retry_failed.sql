-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION billing.retry_failed(p_limit integer)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_event billing.events;
  v_done integer := 0;
begin
  for v_event in
    select events.*
    from billing.events
    join public.processed_webhooks on id = event_id
    where status = 'failed'
    order by occurred_at
    limit p_limit
  loop
    if billing.receive(v_event.payload, v_event.occurred_at) not in ('failed', 'duplicate') then
      v_done := v_done + 1;
    end if;
  end loop;
  return v_done;
end;
$function$;

comment on function billing.retry_failed(integer) is 'Tries events again that could not be processed; answers how many now could.';

grant execute on function billing.retry_failed(integer) to deffatest_scheduler;
