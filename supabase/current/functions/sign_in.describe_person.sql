-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION sign_in.describe_person(p_user_id uuid)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select jsonb_build_object('full_name', full_name, 'plan_type', plan_type)
  from public.profiles
  where user_id = p_user_id;
$function$;

comment on function sign_in.describe_person(uuid) is 'What the answer to signing in says of a person beside their tokens.';

grant execute on function sign_in.describe_person(uuid) to deffatest_door;
