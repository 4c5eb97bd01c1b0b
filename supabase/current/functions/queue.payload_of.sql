-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION queue.payload_of(p_job queue.jobs)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  if p_job.kind = 'probe' then
    return jsonb_build_object('kind', p_job.kind, 'user_id', p_job.owner_id, 'payload', p_job.payload);
  end if;
  return (
    select jsonb_build_object(
      'kind', p_job.kind,
      'test_id', id,
      'user_id', user_id,
      'test_name', test_name,
      'test_type', test_type,
      'test_source_url', test_source_url,
      'test_file_path', test_file_path,
      -- What was inspected is what runs.
      'upload', case when test_type <> 'web_url' then (
        select jsonb_build_object('file_name', file_name, 'bytes', found_bytes, 'sha256', sha256, 'details', details)
        from public.uploads
        where uploads.test_id = p_job.test_id
      ) end,
      'requested_duration_minutes', requested_duration_minutes,
      'plan_type', plan_type_at_submission,
      'submitted_at', submitted_at,
      'may_probe', private.may_probe(user_id)
    )
    from public.tests
    where id = p_job.test_id
  );
end;
$function$;

comment on function queue.payload_of(queue.jobs) is 'What a worker is told to do.';

-- Executed by its owner alone.
