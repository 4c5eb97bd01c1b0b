-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.create_profile()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  -- Runs inside the sign-up: an error here would refuse the account, so a name is made to fit rather than refused.
  insert into public.profiles (user_id, email, full_name)
  values (
    new.id,
    coalesce(new.email, ''),
    left(regexp_replace(new.raw_user_meta_data ->> 'full_name', '[[:cntrl:]]', ' ', 'g'), 200)
  )
  on conflict (user_id) do nothing;
  return new;
end;
$function$;

comment on function private.create_profile() is 'After sign-up: the account gets its profile, on the free plan.';

-- Executed by its owner alone.
