-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION sign_in.forgive()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  -- Runs inside the change of the password, which only a signed-in owner or the reader of the owner's mail can make.
  update sign_in.guards
  set failures = 0, failed_at = null, locked_until = null
  where account = sign_in.account_of_user(new.id);
  return new;
end;
$function$;

comment on function sign_in.forgive() is 'After a new password: earlier failures were of the old one, and a lock ends.';

-- Executed by its owner alone.
