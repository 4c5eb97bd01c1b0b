-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION upkeep.refuse_abandoned_uploads(p_after_hours integer, p_limit integer)
 RETURNS SETOF uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_test_id uuid;
begin
  for v_test_id in
    select test_id
    from queue.jobs
    where not ready and enqueued_at < now() - make_interval(hours => p_after_hours)
    order by owner_id, id
    limit p_limit
    -- One that is locked is being admitted, refused or cancelled right now.
    for update skip locked
  loop
    if exists (select from public.uploads where test_id = v_test_id and state <> 'awaited') then
      perform queue.refuse_upload(
        v_test_id, format('The file could not be inspected within %s hours.', p_after_hours), 'inspection_unavailable'
      );
    else
      perform queue.refuse_upload(
        v_test_id, format('The file to test did not arrive within %s hours.', p_after_hours), 'upload_abandoned'
      );
    end if;
    return next v_test_id;
  end loop;
end;
$function$;

comment on function upkeep.refuse_abandoned_uploads(integer,integer) is 'Fails tests whose file was not there in time, gives them back to the month, and answers which. What was uploaded of it is needed no more.';

grant execute on function upkeep.refuse_abandoned_uploads(integer,integer) to deffatest_scheduler;
