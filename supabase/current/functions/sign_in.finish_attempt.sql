-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION sign_in.finish_attempt(p_attempt_id uuid, p_outcome text, p_user_id uuid DEFAULT NULL::uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_attempt sign_in.attempts;
begin
  if p_outcome not in ('succeeded', 'failed', 'withdrawn') or (p_outcome = 'succeeded') <> (p_user_id is not null) then
    raise exception using
      errcode = '22023',
      message = format('%L is no outcome of an attempt, or the user does not go with it.', p_outcome),
      hint = 'Use failed or withdrawn, or succeeded and the user''s id.';
  end if;

  select * into v_attempt from sign_in.attempts where id = p_attempt_id;
  if found then
    perform sign_in.one_at_a_time(v_attempt.account);
    delete from sign_in.attempts where id = p_attempt_id;
    -- Gone already where it lasted so long that another start took it for a failure.
    if found and p_outcome = 'failed' then
      perform sign_in.count_failure(v_attempt.account, v_attempt.network);
    elsif p_outcome = 'succeeded' then
      perform sign_in.count_success(v_attempt.account, v_attempt.network);
    end if;
  end if;

  return sign_in.describe_person(p_user_id);
end;
$function$;

comment on function sign_in.finish_attempt(uuid,text,uuid) is 'After a password was looked at: counts it, or takes the attempt back when nothing was looked at. Describes who signed in.';

grant execute on function sign_in.finish_attempt(uuid,text,uuid) to deffatest_door;
