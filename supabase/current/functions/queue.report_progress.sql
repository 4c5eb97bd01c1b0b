-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION queue.report_progress(p_test_id uuid, p_percent integer, p_message text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_test public.tests;
  v_news jsonb;
begin
  select * into strict v_test from public.tests where id = p_test_id for no key update;

  -- Within an attempt progress never goes back.
  if p_percent > v_test.progress then
    v_test.progress := p_percent;
    update public.tests set progress = p_percent where id = p_test_id;
  end if;

  v_news := jsonb_build_object(
    'test_id', p_test_id,
    'progress', v_test.progress,
    'status', v_test.status,
    'message', p_message
  );
  if v_news is distinct from (
    select payload from public.test_events
    where test_id = p_test_id and event = 'test.progress'
    order by sequence desc
    limit 1
  ) then
    perform private.emit_event(p_test_id, 'test.progress', v_news);
  end if;
end;
$function$;

comment on function queue.report_progress(uuid,integer,text) is 'Sets a test''s per cent and tells its owner what is going on, if that is not what was told last.';

-- Executed by its owner alone.
