-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.upload_key(p_test_id uuid, p_name text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  -- Plain letters alone: a key is part of addresses, of signatures and of commands that operators type.
  select format(
    'test-uploads/%s/%s',
    p_test_id,
    coalesce(nullif(btrim(left(regexp_replace(p_name, '[^A-Za-z0-9._-]+', '_', 'g'), 120), '._'), ''), 'file')
  );
$function$;

comment on function private.upload_key(uuid,text) is 'Where a test''s file lies in the object storage.';

-- Executed by its owner alone.
