-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION queue.fit_slots(p_owner_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_plan public.plans;
begin
  select plans.* into strict v_plan
  from public.profiles join public.plans using (plan_type)
  where user_id = p_owner_id;

  -- Waits for claims that are taking one of these slots, and keeps new ones off until all fits.
  perform from queue.slots where owner_id = p_owner_id for update;

  delete from queue.slots where owner_id = p_owner_id and job_id is null;

  -- Running tests keep a slot: of their own lane first, then a shared one, and what the plan has no room for is surplus.
  with running as (
    select
      slots.id,
      jobs.lane,
      row_number() over (partition by jobs.lane order by jobs.enqueued_at, jobs.id)
      - case jobs.lane when 'web' then v_plan.web_slots else v_plan.app_slots end as beyond_lane
    from queue.slots join queue.jobs on jobs.id = slots.job_id
    where slots.owner_id = p_owner_id
  ),
  placed as (
    select id, lane, beyond_lane, count(*) filter (where beyond_lane > 0) over (order by beyond_lane, id) as beyond_lanes
    from running
  )
  update queue.slots
  set
    lane = case when beyond_lane > 0 and beyond_lanes <= v_plan.shared_slots then 'shared' else placed.lane end,
    surplus = beyond_lane > 0 and beyond_lanes > v_plan.shared_slots
  from placed
  where slots.id = placed.id;

  insert into queue.slots (owner_id, lane)
  select p_owner_id, allowed.lane
  from (
    values ('web', v_plan.web_slots), ('app', v_plan.app_slots), ('shared', v_plan.shared_slots)
  ) as allowed (lane, slots)
  cross join lateral generate_series(
    1,
    allowed.slots - (
      select count(*) from queue.slots where owner_id = p_owner_id and slots.lane = allowed.lane and not surplus
    )
  );
end;
$function$;

comment on function queue.fit_slots(uuid) is 'Makes an owner''s slot rows those of the plan, without stopping what runs. Called under the profile''s row lock.';

-- Executed by its owner alone.
