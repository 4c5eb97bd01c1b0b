-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION queue.complete(p_job queue.jobs, p_result jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_report jsonb := p_result -> 'report';
  v_test public.tests;
begin
  if v_report ->> 'object_key' is null or p_result ->> 'report_address' is null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = 'A completed test needs its report.',
      hint = 'Send {bugs, report: {object_key, summary, environment, performance_metrics, security_findings, coverage}, report_address}.';
  end if;
  perform private.check_object_key(p_job.test_id, v_report ->> 'object_key');

  if (select status from public.tests where id = p_job.test_id) = 'running' then
    perform queue.move_test(p_job.test_id, 'processing_results', 'Test completed, processing results');
  end if;

  -- The report's list is the last word: what an earlier attempt found and this one did not is not in it.
  delete from public.bug_reports
  where test_id = p_job.test_id and id not in (
    select bug_id
    from public.bug_details join jsonb_array_elements(p_result -> 'bugs') as bug on bug ->> 'fingerprint' = fingerprint
    where test_id = p_job.test_id
  );
  perform private.record_findings(p_job.test_id, p_result -> 'bugs');
  perform private.remember_bugs(p_job.test_id, p_job.owner_id, p_result);

  insert into public.test_reports (
    test_id, object_key, summary, environment, performance_metrics, security_findings, coverage
  )
  values (
    p_job.test_id,
    v_report ->> 'object_key',
    coalesce(v_report -> 'summary', '{}'),
    coalesce(v_report -> 'environment', '{}'),
    coalesce(v_report -> 'performance_metrics', '{}'),
    coalesce(v_report -> 'security_findings', '[]'),
    coalesce(v_report -> 'coverage', '{}')
  );
  update public.tests set report_download_url = p_result ->> 'report_address' where id = p_job.test_id;

  perform queue.finish(p_job, 'completed', 'The report is ready', null, false);

  select * into v_test from public.tests where id = p_job.test_id;
  perform private.emit_event(v_test.id, 'test.completed', jsonb_build_object(
    'test_id', v_test.id,
    'completed_at', private.utc_text(v_test.completed_at),
    'bug_count', (
      select jsonb_build_object(
        'critical', count(*) filter (where private.shown_severity(severity) = 'critical'),
        'major', count(*) filter (where private.shown_severity(severity) = 'major'),
        'minor', count(*) filter (where private.shown_severity(severity) = 'minor'),
        'total', count(*)
      )
      from public.bug_reports
      where test_id = v_test.id
    ),
    'report_download_url', v_test.report_download_url
  ));
end;
$function$;

comment on function queue.complete(queue.jobs,jsonb) is 'Writes a test''s results and ends it: all or nothing.';

-- Executed by its owner alone.
