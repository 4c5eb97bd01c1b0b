-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.follow_email()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  update public.profiles set email = coalesce(new.email, '') where user_id = new.id;
  return new;
end;
$function$;

comment on function private.follow_email() is 'After a change of the sign-in address: the profile''s copy follows.';

-- Executed by its owner alone.
