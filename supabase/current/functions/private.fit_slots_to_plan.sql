-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.fit_slots_to_plan()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if exists (select from queue.jobs where owner_id = new.user_id) then
    perform queue.fit_slots(new.user_id);
  end if;
  return new;
end;
$function$;

comment on function private.fit_slots_to_plan() is 'After a profile gets a plan: its slots follow.';

-- Executed by its owner alone.
