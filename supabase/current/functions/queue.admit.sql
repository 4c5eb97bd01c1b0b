-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION queue.admit(p_owner_id uuid, p_lane text)
 RETURNS boolean
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_room integer;
begin
  perform queue.lock_owner(p_owner_id);
  v_room := queue.room(p_owner_id, p_lane);
  if v_room is null or v_room < 1 then
    return false;
  end if;

  update queue.jobs
  set
    admitted = true,
    shared = (
      select shared_slots > 0 from public.profiles join public.plans using (plan_type) where user_id = p_owner_id
    ),
    turn = coalesce(turn, now() - head_start)
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
