-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION queue.enqueue(p_test public.tests, p_priority integer)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_lane text := case p_test.test_type when 'android_apk' then 'app' else 'web' end;
begin
  insert into queue.jobs (test_id, owner_id, lane, plan_type, priority, head_start, expected_seconds, ready)
  values (
    p_test.id,
    p_test.user_id,
    v_lane,
    p_test.plan_type_at_submission,
    p_priority,
    queue.head_start(p_priority),
    queue.expected_seconds(v_lane, p_test.plan_type_at_submission, p_test.requested_duration_minutes),
    p_test.test_type = 'web_url'
  );
  if p_test.test_type = 'web_url' and queue.admit(p_test.user_id, v_lane) then
    perform queue.announce(array[v_lane]);
  end if;
end;
$function$;

comment on function queue.enqueue(public.tests,integer) is 'Puts a new test in line. One with a file is not ready until queue.admit_upload.';

-- Executed by its owner alone.
