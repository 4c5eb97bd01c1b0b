-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION queue.lanes_with_room(p_owner_id uuid, p_plan public.plans)
 RETURNS text[]
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_web integer;
  v_web_running integer;
  v_app integer;
  v_app_running integer;
begin
  select
    count(*) filter (where lane = 'web'),
    count(*) filter (where lane = 'web' and leased_by is not null),
    count(*) filter (where lane = 'app'),
    count(*) filter (where lane = 'app' and leased_by is not null)
  into v_web, v_web_running, v_app, v_app_running
  from queue.jobs
  where owner_id = p_owner_id and admitted;

  -- What does not fit the slots of its lane is on a shared one. Until it runs, the other lane may have that too.
  return array_remove(array[
    case
      when v_web < p_plan.web_slots then 'web'
      when v_web - p_plan.web_slots < p_plan.shared_slots - greatest(v_app_running - p_plan.app_slots, 0) then 'web'
    end,
    case
      when v_app < p_plan.app_slots then 'app'
      when v_app - p_plan.app_slots < p_plan.shared_slots - greatest(v_web_running - p_plan.web_slots, 0) then 'app'
    end
  ], null);
end;
$function$;

comment on function queue.lanes_with_room(uuid,public.plans) is 'The lanes in which an owner has a free slot. Called under the owner''s lock.';

-- Executed by its owner alone.
