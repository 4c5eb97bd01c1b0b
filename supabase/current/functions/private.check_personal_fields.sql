-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.check_personal_fields()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  new.full_name := private.checked_line('full_name', new.full_name, 200);
  new.company_name := private.checked_line('company_name', new.company_name, 200);
  new.industry := private.checked_line('industry', new.industry, 100);
  new.phone_number := private.checked_line('phone_number', new.phone_number, 40);
  new.country := private.checked_line('country', new.country, 100);
  return new;
end;
$function$;

comment on function private.check_personal_fields() is 'Before a person writes about themselves: each field is one line of reasonable length.';

-- Executed by its owner alone.
