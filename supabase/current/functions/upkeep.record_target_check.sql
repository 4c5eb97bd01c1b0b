-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION upkeep.record_target_check(p_target_id uuid, p_challenge text, p_finding text, p_outcome text)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_state text;
begin
  if p_finding not in ('dns', 'file', 'absent', 'unanswered', 'refused') then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('A check finds dns, file, absent, unanswered or refused, not %s.', p_finding);
  end if;

  update public.target_ownership
  set
    checked_at = now(),
    outcome = left(p_outcome, 500),
    state = case
      when p_finding in ('dns', 'file') then 'verified'
      when p_finding = 'refused' then 'refused'
      -- Nobody answered: what was proved holds until it runs out.
      when state = 'verified' and (p_finding = 'absent' or expires_at <= now()) then 'lost'
      else state
    end,
    method = case when p_finding in ('dns', 'file') then p_finding else method end,
    verified_at = case when p_finding in ('dns', 'file') then now() else verified_at end,
    expires_at = case when p_finding in ('dns', 'file') then now() + interval '90 days' else expires_at end,
    check_at = case
      when p_finding in ('dns', 'file') then now() + interval '7 days'
      when p_finding = 'unanswered' and state = 'verified' and expires_at > now()
      then least(now() + interval '1 day', expires_at)
    end
  where id = p_target_id and challenge = p_challenge
  returning state into v_state;
  return v_state;
end;
$function$;

comment on function upkeep.record_target_check(uuid,text,text,text) is 'Notes what a check found. A proof holds for 90 days and is looked for again every 7. Answers the state, null when the claim was deleted meanwhile.';

grant execute on function upkeep.record_target_check(uuid,text,text,text) to deffatest_scheduler;
