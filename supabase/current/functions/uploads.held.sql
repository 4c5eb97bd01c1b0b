-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION uploads.held(p_test_id uuid, p_inspection integer)
 RETURNS public.uploads
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_upload public.uploads;
begin
  perform from queue.jobs where test_id = p_test_id and not ready for update;
  select * into v_upload
  from public.uploads
  where test_id = p_test_id and inspection = p_inspection and state = 'inspecting'
  for update;
  return v_upload;
end;
$function$;

comment on function uploads.held(uuid,integer) is 'The fence: the upload, locked, if this inspection still holds it; else null.';

-- Executed by its owner alone.
