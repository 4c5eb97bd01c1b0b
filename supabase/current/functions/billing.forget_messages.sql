-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION billing.forget_messages(p_limit integer)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_forgotten integer;
begin
  update billing.events
  set payload = '{}'
  where event_id in (
    select event_id
    from billing.events
    cross join billing.settings
    join public.processed_webhooks on id = event_id
    where payload <> '{}' and status in ('success', 'ignored')
      and received_at < now() - make_interval(hours => 24 * message_days)
    order by received_at
    limit p_limit
  );
  get diagnostics v_forgotten = row_count;
  return v_forgotten;
end;
$function$;

comment on function billing.forget_messages(integer) is 'Empties old messages, which hold what buyers typed at Paddle; those that still wait are kept. Answers how many.';

grant execute on function billing.forget_messages(integer) to deffatest_scheduler;
