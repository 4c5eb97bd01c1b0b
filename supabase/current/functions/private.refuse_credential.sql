-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.refuse_credential()
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  raise exception using
    errcode = 'PT404',
    message = 'There is no such login.',
    hint = 'Look at your logins for its id.',
    constraint = 'credential_not_found';
end;
$function$;

comment on function private.refuse_credential() is 'Says that a login is not there, or not the caller''s.';

-- Executed by its owner alone.
