-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.shown_test(p_test public.tests)
 RETURNS json
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return json_build_object(
    'id', p_test.id,
    'user_id', p_test.user_id,
    'test_name', p_test.test_name,
    'test_type', p_test.test_type,
    'test_source_url', p_test.test_source_url,
    'requested_duration_minutes', p_test.requested_duration_minutes,
    'status', p_test.status,
    'progress', p_test.progress,
    'submitted_at', private.utc_text(p_test.submitted_at),
    'completed_at', private.utc_text(p_test.completed_at),
    'bug_count', p_test.bug_count,
    'report_download_url', p_test.report_download_url
  );
end;
$function$;

comment on function private.shown_test(public.tests) is 'A test as lists of tests show it.';

grant execute on function private.shown_test(public.tests) to authenticated;
