-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION uploads.heartbeat(p_test_id uuid, p_inspection integer, p_lease_seconds integer)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  update public.uploads
  set lease_expires_at = now() + make_interval(secs => p_lease_seconds)
  where test_id = p_test_id and inspection = p_inspection and state = 'inspecting';
  return found;
end;
$function$;

comment on function uploads.heartbeat(uuid,integer,integer) is 'Keeps the lease. False when it is no longer the caller''s, or nobody wants the file any more.';

grant execute on function uploads.heartbeat(uuid,integer,integer) to deffatest_inspector;
