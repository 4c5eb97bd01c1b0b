-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.cancel_test(p_test_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_status text;
begin
  if not exists (
    select from public.tests
    where id = p_test_id and (user_id = auth.uid() or auth.role() = 'service_role')
  ) then
    raise exception using
      errcode = 'PT404',
      constraint = 'test_not_found',
      message = 'There is no such test.',
      hint = 'Look at your tests for its id.';
  end if;

  v_status := queue.cancel(p_test_id);
  return jsonb_build_object(
    'test_id', p_test_id,
    'status', v_status,
    'message', case v_status
      when 'cancelled' then 'The test was cancelled before it started.'
      else 'The test is being cancelled.'
    end
  );
end;
$function$;

comment on function private.cancel_test(uuid) is 'Cancels a test of the caller''s, or any for a server; to everybody else it is not there.';

grant execute on function private.cancel_test(uuid) to authenticated;
grant execute on function private.cancel_test(uuid) to service_role;
