-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION queue.end_back_offs()
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_owner_ids uuid[];
  v_owner_id uuid;
begin
  with ended as (
    update queue.jobs
    set backing_off = false
    where id in (
      select id from queue.jobs where backing_off and available_at <= now() order by available_at limit 100
      for update skip locked
    )
    returning owner_id
  )
  select array_agg(distinct owner_id order by owner_id) into v_owner_ids from ended;

  foreach v_owner_id in array coalesce(v_owner_ids, '{}') loop
    perform queue.admit(v_owner_id, 'web');
    perform queue.admit(v_owner_id, 'app');
  end loop;
  perform queue.announce('{web,app}');
end;
$function$;

comment on function queue.end_back_offs() is 'Puts the jobs whose back-off has passed in line again.';

-- Executed by its owner alone.
