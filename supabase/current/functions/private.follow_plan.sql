-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.follow_plan()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  update public.profiles set plan_type = new.plan_type where plan_type = new.plan_type;
  return new;
end;
$function$;

comment on function private.follow_plan() is 'After a change of a plan''s limits: every profile on it is filled again.';

-- Executed by its owner alone.
