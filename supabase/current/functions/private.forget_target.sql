-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.forget_target(p_target_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  delete from public.target_ownership where id = p_target_id and user_id = auth.uid();
  if not found then
    raise exception using
      errcode = 'PT404',
      message = 'There is no such target.',
      hint = 'Look at your targets for its id.',
      constraint = 'target_not_found';
  end if;
end;
$function$;

comment on function private.forget_target(uuid) is 'Deletes a claim of the caller''s.';

grant execute on function private.forget_target(uuid) to authenticated;
