-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.end_upload()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  update public.uploads
  set
    state = 'refused',
    code = case new.status when 'cancelled' then 'cancelled_by_owner' else 'upload_not_taken' end,
    reason = case new.status
      when 'cancelled' then 'The test was cancelled before its file had passed inspection.'
      else 'The test ended before its file had passed inspection.'
    end,
    storage_upload_id = null,
    lease_expires_at = null
  where test_id = new.id and state in ('awaited', 'arrived', 'inspecting');
  return null;
end;
$function$;

comment on function private.end_upload() is 'After a test ends before its file was taken: the upload waits for nothing any more.';

-- Executed by its owner alone.
