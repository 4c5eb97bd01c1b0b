-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION doors.record(p_access jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  -- Who asked need not wait for the disk; a crash of the server loses the last moments' rows, which are in the log too.
  perform set_config('synchronous_commit', 'off', true);
  insert into doors.accesses (request_id, door, method, route, status, code, user_id, key_id, address, user_agent, milliseconds)
  select request_id, door, method, route, status, code, user_id, key_id, address, left(user_agent, 200), milliseconds
  from jsonb_populate_record(null::doors.accesses, p_access);
end;
$function$;

comment on function doors.record(jsonb) is 'Records a request and its outcome.';

grant execute on function doors.record(jsonb) to deffatest_door;
