-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION public.test_status(p_test_id uuid)
 RETURNS json
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_test public.tests;
  v_place jsonb;
begin
  select * into v_test from public.tests where id = p_test_id and user_id = (select auth.uid());
  if not found then
    raise exception using
      errcode = 'PT404',
      constraint = 'test_not_found',
      message = 'There is no such test.',
      hint = 'Check the id; a test is seen only by who submitted it.';
  end if;

  if v_test.status = 'queued' then
    v_place := private.queue_place(v_test.id);
  end if;
  return json_build_object(
    'test_id', v_test.id,
    'status', v_test.status,
    'progress', v_test.progress,
    'estimated_completion_time', private.utc_text(v_test.estimated_completion_time),
    'queue_position', v_place -> 'queue_position',
    'estimated_start_time', v_place -> 'estimated_start_time'
  );
end;
$function$;

comment on function public.test_status(uuid) is 'Where a test of the caller''s stands; while it waits, also its place in line and when it will probably start.';

grant execute on function public.test_status(uuid) to authenticated;
