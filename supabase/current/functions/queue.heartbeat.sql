-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION queue.heartbeat(p_job_id uuid, p_attempt integer, p_lease_seconds integer DEFAULT 30)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_cancelled boolean;
begin
  update queue.jobs
  set lease_seconds = p_lease_seconds, lease_expires_at = now() + make_interval(secs => p_lease_seconds)
  where id = p_job_id and attempt = p_attempt and leased_by is not null
  returning cancel_requested_at is not null into v_cancelled;

  return case when v_cancelled then 'cancel' when found then 'held' else 'lost' end;
end;
$function$;

comment on function queue.heartbeat(uuid,integer,integer) is 'Keeps a lease. Answers held; cancel when the owner wants it stopped; lost when it is no longer the caller''s: stop at once.';

grant execute on function queue.heartbeat(uuid,integer,integer) to deffatest_worker;
