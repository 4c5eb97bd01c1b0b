-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION queue.keeps_slot(p_job queue.jobs)
 RETURNS boolean
 LANGUAGE plpgsql
 SET search_path TO ''
 SET lock_timeout TO '100ms'
AS $function$
declare
  v_fits boolean;
begin
  begin
    perform queue.lock_owner(p_job.owner_id);
  exception when lock_not_available then
    -- This transaction may have another owner's lock that somebody waits for: better to claim nothing this time.
    update queue.places set job_id = null where id = p_job.place_id;
    update queue.jobs
    set attempt = attempt - 1, leased_by = null, place_id = null, lease_seconds = null, lease_expires_at = null
    where id = p_job.id;
    return null;
  end;

  select
    case p_job.lane when 'web' then web_running <= web_slots else app_running <= app_slots end
    or greatest(web_running - web_slots, 0) + greatest(app_running - app_slots, 0) <= shared_slots
  into v_fits
  from public.profiles join public.plans using (plan_type), (
    select count(*) filter (where lane = 'web') as web_running, count(*) filter (where lane = 'app') as app_running
    from queue.jobs
    where owner_id = p_job.owner_id and admitted and leased_by is not null
  ) as running
  where user_id = p_job.owner_id;

  if not v_fits then
    -- A test of the other lane was quicker: as if this claim had not been.
    update queue.places set job_id = null where id = p_job.place_id;
    update queue.jobs
    set admitted = false, attempt = attempt - 1, leased_by = null, place_id = null, lease_seconds = null, lease_expires_at = null
    where id = p_job.id;
  elsif exists (select from queue.jobs where owner_id = p_job.owner_id and admitted and leased_by is null) then
    perform queue.fit_slots(p_job.owner_id);
  end if;
  return v_fits;
end;
$function$;

comment on function queue.keeps_slot(queue.jobs) is 'Decides, after a claim, who has a shared slot. Undoes the claim and answers false when another job of the owner has it, null when that cannot be told now.';

-- Executed by its owner alone.
