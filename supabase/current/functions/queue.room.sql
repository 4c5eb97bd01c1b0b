-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION queue.room(p_owner_id uuid, p_lane text)
 RETURNS integer
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  -- What does not fit the slots of its lane is on shared ones, and so is what runs beyond those of the other lane. A test
  -- that only waits keeps no shared slot from the other lane: who runs first has it.
  return (
    select
      case p_lane when 'web' then web_slots else app_slots end - here + greatest(
        shared_slots - greatest(running_there - case p_lane when 'web' then app_slots else web_slots end, 0),
        0
      )
    from public.profiles join public.plans using (plan_type), (
      select
        count(*) filter (where lane = p_lane) as here,
        count(*) filter (where lane <> p_lane and leased_by is not null) as running_there
      from queue.jobs
      where owner_id = p_owner_id and admitted
    ) as held
    where user_id = p_owner_id
  );
end;
$function$;

comment on function queue.room(uuid,text) is 'How many slots an owner has left in a lane; below zero after a change to a smaller plan, null when the account is being deleted.';

-- Executed by its owner alone.
