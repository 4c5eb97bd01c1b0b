-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.verify_target(p_target_id uuid)
 RETURNS public.target_ownership
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_claim public.target_ownership;
begin
  -- Asked again and again, it is checked every ten seconds.
  update public.target_ownership
  set check_at = greatest(now(), checked_at + interval '10 seconds'), outcome = 'Waiting to be checked.'
  where id = p_target_id and user_id = auth.uid()
  returning * into v_claim;
  if not found then
    raise exception using
      errcode = 'PT404',
      message = 'There is no such target.',
      hint = 'Look at your targets for its id.',
      constraint = 'target_not_found';
  end if;
  perform pg_notify('target_checks', '');
  return v_claim;
end;
$function$;

comment on function private.verify_target(uuid) is 'Has a claim of the caller''s checked soon.';

grant execute on function private.verify_target(uuid) to authenticated;
