-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.hand_on_slot()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform queue.hand_on(old);
  return null;
end;
$function$;

comment on function private.hand_on_slot() is 'After a job is gone, for whatever reason: its slot and its place are somebody else''s.';

-- Executed by its owner alone.
