-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION queue.enqueue(p_test public.tests, p_priority integer)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  insert into queue.jobs (test_id, owner_id, lane, priority, ready)
  values (
    p_test.id,
    p_test.user_id,
    case p_test.test_type when 'android_apk' then 'app' else 'web' end,
    p_priority,
    p_test.test_type = 'web_url'
  );
  perform queue.announce(p_test.user_id);
end;
$function$;

comment on function queue.enqueue(public.tests,integer) is 'Puts a new test in line. One with a file is not ready until queue.admit_upload.';

-- Executed by its owner alone.
