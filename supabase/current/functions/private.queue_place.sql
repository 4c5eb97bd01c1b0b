-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.queue_place(p_test_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_job queue.jobs;
  v_place record;
begin
  select * into strict v_job from queue.jobs where test_id = p_test_id;
  v_place := queue.foresee(v_job);
  return jsonb_build_object(
    'queue_position', v_place.queue_position, 'estimated_start_time', private.utc_text(v_place.starts_at)
  );
end;
$function$;

comment on function private.queue_place(uuid) is 'A waiting test''s place in its lane, and when it will probably start.';

grant execute on function private.queue_place(uuid) to authenticated;
grant execute on function private.queue_place(uuid) to service_role;
