-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION queue.admit(p_owner_id uuid, p_at_most integer DEFAULT NULL::integer)
 RETURNS text[]
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_plan public.plans;
  v_rooms text[];
  v_lane text;
  v_lanes text[] := '{}';
begin
  perform queue.lock_owner(p_owner_id);

  select plans.* into v_plan
  from public.profiles join public.plans using (plan_type)
  where user_id = p_owner_id;
  if not found then
    -- The account is being deleted, and its jobs with it.
    return v_lanes;
  end if;

  while p_at_most is null or cardinality(v_lanes) < p_at_most loop
    v_rooms := queue.lanes_with_room(p_owner_id, v_plan);
    exit when v_rooms = '{}';

    update queue.jobs
    set admitted = true, shared = v_plan.shared_slots > 0, turn = coalesce(turn, now() - head_start)
    where id = (
      select first.id
      from unnest(v_rooms) as room (lane)
      cross join lateral (
        select id, priority, enqueued_at
        from queue.jobs
        where owner_id = p_owner_id and jobs.lane = room.lane and ready and not admitted and not backing_off
        order by priority desc, enqueued_at, id
        limit 1
        -- One that is locked is being cancelled.
        for update skip locked
      ) as first
      order by first.priority desc, first.enqueued_at, first.id
      limit 1
    )
    returning lane into v_lane;
    exit when not found;
    v_lanes := v_lanes || v_lane;
  end loop;
  return v_lanes;
end;
$function$;

comment on function queue.admit(uuid,integer) is 'Gives an owner''s free slots to the first in line: highest priority, then oldest. Answers the lanes of those that can be claimed now.';

-- Executed by its owner alone.
