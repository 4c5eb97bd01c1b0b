-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION doors.begin_once(p_user_id uuid, p_key text, p_request_hash text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_known doors.answered_requests;
begin
  -- Held until the transaction ends: whoever gets it is the only one at work, and sees what those before committed.
  if not pg_try_advisory_xact_lock(hashtextextended(p_user_id || ' ' || p_key, 0)) then
    raise exception using
      errcode = 'PT409',
      constraint = 'request_under_way',
      message = 'The same request is being worked on.',
      hint = 'Send it again in a moment, with the same Idempotency-Key, for its answer.';
  end if;

  delete from doors.answered_requests
  where user_id = p_user_id and idempotency_key = p_key
    and answered_at < now() - make_interval(hours => (select answers_hours from doors.settings));

  select * into v_known from doors.answered_requests where user_id = p_user_id and idempotency_key = p_key;
  if not found then
    return null;
  elsif v_known.request_hash <> p_request_hash then
    raise exception using
      errcode = 'PT422',
      constraint = 'idempotency_key_reused',
      message = 'This Idempotency-Key was used for another request.',
      hint = 'Use a new key for each new request.';
  end if;
  return jsonb_build_object('status', v_known.status, 'body', v_known.body, 'content_type', v_known.content_type);
end;
$function$;

comment on function doors.begin_once(uuid,text,text) is 'The answer that a request was given, or null for a new one, which is then this transaction''s alone. Raises PT409 while another works on it, PT422 when the key belongs to another request.';

grant execute on function doors.begin_once(uuid,text,text) to deffatest_door;
