-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION queue.enqueue_probe(p_owner_id uuid, p_lane text, p_payload jsonb DEFAULT '{}'::jsonb)
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_job_id uuid;
begin
  -- Against a change of the plan meanwhile, as at the door for tests.
  perform from public.profiles where user_id = p_owner_id for no key update;
  if not found or p_lane is null or p_lane not in ('web', 'app') then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = 'A probe needs the id of an account with a profile and a lane, web or app.',
      detail = format('Given: account %L, lane %L.', p_owner_id, p_lane);
  end if;

  insert into queue.jobs (kind, owner_id, lane, plan_type, priority, head_start, expected_seconds, payload, ready)
  select 'probe', p_owner_id, p_lane, plan_type, priority, queue.head_start(priority), 0, coalesce(p_payload, '{}'), true
  from public.profiles join public.plans using (plan_type)
  where user_id = p_owner_id
  returning id into v_job_id;

  if queue.admit(p_owner_id, p_lane) then
    perform queue.announce(array[p_lane]);
  end if;
  return v_job_id;
end;
$function$;

comment on function queue.enqueue_probe(uuid,text,jsonb) is 'Puts a probe in line, on the slots of this account: a job without a test, which a worker settles as completed at once. Answers its id.';

grant execute on function queue.enqueue_probe(uuid,text,jsonb) to service_role;
