-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.announce_upload(p_test_id uuid, p_file_name text, p_file_size bigint)
 RETURNS public.uploads
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_name text := private.checked_file_name(p_file_name);
  v_test public.tests;
  v_upload public.uploads;
begin
  select * into v_test
  from public.tests
  where id = p_test_id and (user_id = auth.uid() or auth.role() = 'service_role');
  if not found then
    raise exception using
      errcode = 'PT404',
      message = 'There is no such test.',
      hint = 'Look at your tests for its id.',
      constraint = 'test_not_found';
  end if;
  if not exists (select from queue.jobs where test_id = p_test_id and not ready for update) then
    raise exception using
      errcode = 'PT409',
      message = 'The test is not waiting for a file.',
      detail = format('It is of type %s and %s.', v_test.test_type, v_test.status),
      hint = 'Submit a test of type web_bundle or android_apk for each file.',
      constraint = 'no_upload_awaited';
  end if;
  perform private.check_upload_size(p_file_size, v_test.plan_type_at_submission);

  insert into public.uploads (test_id, file_name, announced_bytes, object_key)
  values (p_test_id, v_name, p_file_size, private.upload_key(p_test_id, v_name))
  on conflict (test_id) do update
  set
    file_name = excluded.file_name,
    announced_bytes = excluded.announced_bytes,
    object_key = excluded.object_key,
    announced_at = now(),
    -- Another file: what came of the first one counts no more.
    storage_upload_id = null,
    part_bytes = null
  where uploads.state = 'awaited'
  returning * into v_upload;
  if not found then
    raise exception using
      errcode = 'PT409',
      message = 'The test''s file has arrived already.',
      hint = 'Submit another test for another file.',
      constraint = 'upload_arrived_already';
  end if;
  return v_upload;
end;
$function$;

comment on function private.announce_upload(uuid,text,bigint) is 'As public.announce_upload, to which it is the inside.';

grant execute on function private.announce_upload(uuid,text,bigint) to authenticated;
grant execute on function private.announce_upload(uuid,text,bigint) to service_role;
