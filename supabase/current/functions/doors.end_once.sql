-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION doors.end_once(p_user_id uuid, p_key text, p_request_hash text, p_status integer, p_body text, p_content_type text)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  insert into doors.answered_requests (user_id, idempotency_key, request_hash, status, body, content_type)
  values (p_user_id, p_key, p_request_hash, p_status, p_body, p_content_type);
$function$;

comment on function doors.end_once(uuid,text,text,integer,text,text) is 'Keeps the answer of the request that begin_once began.';

grant execute on function doors.end_once(uuid,text,text,integer,text,text) to deffatest_door;
