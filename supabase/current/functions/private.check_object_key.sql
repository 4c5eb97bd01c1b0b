-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.check_object_key(p_test_id uuid, p_key text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  -- Addresses are signed for the keys stored here, so a test must not be able to name another test's files.
  if not starts_with(p_key, format('test-reports/%s/', p_test_id)) or p_key like '%/../%' then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('%L is not an object key of test %s.', p_key, p_test_id),
      hint = format('Keys of this test start with test-reports/%s/.', p_test_id);
  end if;
end;
$function$;

comment on function private.check_object_key(uuid,text) is 'Raises unless the key lies in the test''s own folder. Null passes: there is no such file.';

-- Executed by its owner alone.
