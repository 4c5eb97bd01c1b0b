-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION queue.admit(p_owner_id uuid, p_lane text)
 RETURNS boolean
 LANGUAGE plpgsql
 SET search_path TO ''
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
declare
  v_room integer;
  v_shared boolean;
begin
  perform queue.lock_owner(p_owner_id);

  -- What does not fit the slots of its lane is on shared ones, and so is what runs beyond those of the other lane: less
  -- than no room after a change to a smaller plan. A test that only waits keeps no shared slot from the other lane.
  select
    case p_lane when 'web' then web_slots else app_slots end - here + greatest(
      shared_slots - greatest(running_there - case p_lane when 'web' then app_slots else web_slots end, 0),
      0
    ),
    shared_slots > 0
  into v_room, v_shared
  from public.profiles join public.plans using (plan_type), (
    select
      count(*) filter (where lane = p_lane) as here,
      count(*) filter (where lane <> p_lane and leased_by is not null) as running_there
    from queue.jobs
    where owner_id = p_owner_id and admitted
  ) as held
  where user_id = p_owner_id;
  -- No row while the account is being deleted, and its jobs with it.
  if v_room is null or v_room < 1 then
    return false;
  end if;

  update queue.jobs
  set admitted = true, shared = v_shared, turn = coalesce(turn, now() - head_start)
  where id = any (array(
    select id
    from queue.jobs
    where owner_id = p_owner_id and not admitted and lane = p_lane and ready and not backing_off
    order by priority desc, enqueued_at, id
    limit v_room
    -- One that is locked is being cancelled.
    for update skip locked
  ));
  return found;
end;
$function$;

comment on function queue.admit(uuid,text) is 'Gives an owner''s free slots in a lane to the first in line: highest priority, then oldest. Answers whether there were any.';

-- Executed by its owner alone.
