-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION upkeep.move_cursor(p_service text, p_place text)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  insert into upkeep.cursors (service, place)
  values (p_service, p_place)
  on conflict (service) do update set place = excluded.place, moved_at = now();
$function$;

comment on function upkeep.move_cursor(text,text) is 'Notes how far a service has come.';

grant execute on function upkeep.move_cursor(text,text) to deffatest_scheduler;
