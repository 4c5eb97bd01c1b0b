-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.rename_test()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  new.test_name := private.checked_test_name(new.test_name);
  return new;
end;
$function$;

comment on function private.rename_test() is 'Before a test is renamed: the new name obeys the same rules.';

-- Executed by its owner alone.
