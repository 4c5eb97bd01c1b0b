-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION queue.mend_slots()
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_owner_id uuid;
begin
  for v_owner_id in
    with recursive owners as (
      (select owner_id from queue.jobs order by owner_id limit 1)
      union all
      select (select jobs.owner_id from queue.jobs where jobs.owner_id > owners.owner_id order by jobs.owner_id limit 1)
      from owners
      where owners.owner_id is not null
    )
    select owner_id
    from owners cross join (values ('web'), ('app')) as lanes (lane)
    where exists (
      select from queue.jobs
      where jobs.owner_id = owners.owner_id and not admitted and jobs.lane = lanes.lane and ready and not backing_off
    ) and queue.room(owner_id, lane) > 0
    or exists (
      select from queue.jobs
      where jobs.owner_id = owners.owner_id and admitted and jobs.lane = lanes.lane and leased_by is null
    ) and queue.room(owner_id, lane) < 0
  loop
    if queue.try_lock_owner(v_owner_id) then
      perform queue.fit_slots(v_owner_id);
    end if;
  end loop;
end;
$function$;

comment on function queue.mend_slots() is 'Gives out slots that were passed over because a job was locked by a cancel or a claim that then broke off.';

-- Executed by its owner alone.
