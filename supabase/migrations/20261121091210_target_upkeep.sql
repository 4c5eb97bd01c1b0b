-- What the scheduler does for targets: looks for the proofs of ownership, and seals logins again when there is a new key.

create function upkeep.due_target_checks(p_limit integer)
returns table (target_id uuid, host text, challenge text)
language sql
security definer
set search_path = ''
as $$
  -- Taken for five minutes: whoever took it and ended is followed by another.
  update public.target_ownership as claim
  set check_at = now() + interval '5 minutes'
  where id = any (array(
    select id from public.target_ownership where check_at <= now() order by check_at limit p_limit for update skip locked
  ))
  returning claim.id, claim.host, claim.challenge;
$$;
comment on function upkeep.due_target_checks(integer) is 'Claims whose proof is to be looked for now, for this scheduler alone.';

create function upkeep.record_target_check(p_target_id uuid, p_challenge text, p_finding text, p_outcome text)
returns text
language plpgsql
security definer
set search_path = ''
as $$
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
$$;
comment on function upkeep.record_target_check(uuid, text, text, text) is 'Notes what a check found. A proof holds for 90 days and is looked for again every 7. Answers the state, null when the claim was deleted meanwhile.';

create function upkeep.credentials_of_other_keys(p_key_id text, p_limit integer)
returns table (credential_id uuid, sealed text)
language sql
stable
security definer
set search_path = ''
as $$
  select id, sealed from public.target_credentials where key_id < p_key_id or key_id > p_key_id order by id limit p_limit;
$$;
comment on function upkeep.credentials_of_other_keys(text, integer) is 'Logins that are sealed with another key than this.';

create function upkeep.reseal_credential(p_credential_id uuid, p_sealed text, p_sealed_anew text)
returns boolean
language plpgsql
security definer
set search_path = ''
as $$
begin
  -- One that its owner replaced meanwhile stays as it is.
  update public.target_credentials
  set sealed = p_sealed_anew, rotated_at = now()
  where id = p_credential_id and sealed = p_sealed;
  return found;
end;
$$;
comment on function upkeep.reseal_credential(uuid, text, text) is 'Puts a login that was sealed anew in the place of what it was opened from.';

grant execute on function
  upkeep.due_target_checks(integer),
  upkeep.record_target_check(uuid, text, text, text),
  upkeep.credentials_of_other_keys(text, integer),
  upkeep.reseal_credential(uuid, text, text)
to deffatest_scheduler;
