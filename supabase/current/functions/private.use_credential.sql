-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.use_credential(p_test_id uuid, p_credential_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  insert into private.test_credentials (test_id, credential_id)
  select tests.id, target_credentials.id
  from public.tests join public.target_credentials using (user_id)
  where tests.id = p_test_id
    and tests.status = 'queued'
    and target_credentials.id = p_credential_id
    and (tests.user_id = auth.uid() or auth.role() = 'service_role')
  on conflict (test_id) do update set credential_id = excluded.credential_id;
  if not found then
    perform private.refuse_credential();
  end if;
end;
$function$;

comment on function private.use_credential(uuid,uuid) is 'Has a waiting test of the caller''s sign in with one of the owner''s logins.';

grant execute on function private.use_credential(uuid,uuid) to authenticated;
grant execute on function private.use_credential(uuid,uuid) to service_role;
