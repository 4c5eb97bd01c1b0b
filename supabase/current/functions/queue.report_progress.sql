-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION queue.report_progress(p_test_id uuid, p_percent integer, p_message text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_test public.tests;
begin
  update public.tests
  -- Within an attempt progress never goes back.
  set progress = greatest(progress, p_percent)
  where id = p_test_id
  returning * into strict v_test;

  perform private.emit_event(p_test_id, 'test.progress', jsonb_build_object(
    'test_id', p_test_id,
    'progress', v_test.progress,
    'status', v_test.status,
    'message', p_message
  ));
end;
$function$;

comment on function queue.report_progress(uuid,integer,text) is 'Sets a test''s per cent and tells its owner what is going on.';

-- Executed by its owner alone.
