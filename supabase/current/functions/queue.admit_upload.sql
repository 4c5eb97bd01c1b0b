-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION queue.admit_upload(p_test_id uuid, p_file_path text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_job queue.jobs := queue.waiting_upload(p_test_id);
begin
  if not starts_with(p_file_path, format('test-uploads/%s/', p_test_id)) then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('%L is not an upload of test %s.', p_file_path, p_test_id),
      hint = format('Its object key starts with test-uploads/%s/.', p_test_id);
  end if;
  update public.tests set test_file_path = p_file_path where id = p_test_id;
  update queue.jobs set ready = true where id = v_job.id;
  perform queue.admit(v_job.owner_id, v_job.lane);
  perform queue.announce(array[v_job.lane]);
end;
$function$;

comment on function queue.admit_upload(uuid,text) is 'The file has arrived and passed inspection: the test may be claimed.';

grant execute on function queue.admit_upload(uuid,text) to service_role;
