-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION queue.end_back_offs()
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_owner_id uuid;
begin
  for v_owner_id in
    select distinct owner_id
    from (
      select owner_id from queue.jobs where backing_off and available_at <= now() order by available_at limit 100
    ) as ended
  loop
    -- Somebody who gives out this owner's slots now is not waited for: the next claim comes by again.
    continue when not queue.try_lock_owner(v_owner_id);

    update queue.jobs
    set backing_off = false
    where id in (
      select id from queue.jobs where backing_off and owner_id = v_owner_id and available_at <= now() for update skip locked
    );
    perform queue.admit(v_owner_id, 'web');
    perform queue.admit(v_owner_id, 'app');
    perform queue.announce('{web,app}');
  end loop;
end;
$function$;

comment on function queue.end_back_offs() is 'Puts the jobs whose back-off has passed in line again.';

-- Executed by its owner alone.
