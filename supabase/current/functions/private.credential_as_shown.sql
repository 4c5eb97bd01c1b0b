-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.credential_as_shown(p_id uuid)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select jsonb_build_object(
    'id', id, 'host', host, 'label', label, 'created_at', created_at, 'rotated_at', rotated_at, 'used_at', used_at
  )
  from public.target_credentials
  where id = p_id;
$function$;

comment on function private.credential_as_shown(uuid) is 'What the owner of a login may see of it.';

-- Executed by its owner alone.
