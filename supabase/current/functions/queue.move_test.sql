-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION queue.move_test(p_test_id uuid, p_status text, p_message text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_previous text;
begin
  select status into strict v_previous from public.tests where id = p_test_id for no key update;

  update public.tests
  set
    status = p_status,
    progress = case p_status when 'queued' then 0 when 'completed' then 100 else progress end,
    started_at = case p_status when 'queued' then null when 'running' then now() else started_at end,
    completed_at = case when p_status in ('completed', 'failed', 'cancelled') then now() end,
    estimated_completion_time = case p_status
      when 'running' then now() + make_interval(mins => requested_duration_minutes)
      when 'processing_results' then estimated_completion_time
    end
  where id = p_test_id;

  perform private.emit_event(p_test_id, 'test.status_change', jsonb_build_object(
    'test_id', p_test_id,
    'previous_status', v_previous,
    'new_status', p_status,
    'timestamp', private.utc_text(now()),
    'message', p_message
  ));
end;
$function$;

comment on function queue.move_test(uuid,text,text) is 'Moves a test along one arrow of the state machine and tells its owner why.';

-- Executed by its owner alone.
