-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION billing.unseen_events(p_event_ids text[])
 RETURNS SETOF text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select event_id
  from unnest(p_event_ids) as event_id
  where not exists (
    select from public.processed_webhooks where id = event_id and status not in ('failed', 'processing')
  );
$function$;

comment on function billing.unseen_events(text[]) is 'Of these events those that never had an effect.';

grant execute on function billing.unseen_events(text[]) to deffatest_scheduler;
