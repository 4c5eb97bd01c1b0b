-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.fit_places_to_limit()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_places integer := (select count(*) from queue.places);
  v_more integer := new.running_limit - (v_places - new.surplus_places);
  v_forgiven integer := least(new.surplus_places, greatest(v_more, 0));
  v_removed integer;
begin
  insert into queue.places (job_id) select null from generate_series(1, v_more - v_forgiven);

  -- An array is made once; a join may ask for the free ones again after each that it has deleted, and so take them all.
  delete from queue.places
  where id = any (array(
    select id from queue.places where job_id is null limit greatest(-v_more, 0) for update skip locked
  ));
  get diagnostics v_removed = row_count;

  new.surplus_places := new.surplus_places - v_forgiven + greatest(-v_more, 0) - v_removed;
  perform queue.announce('{web,app}');
  return new;
end;
$function$;

comment on function private.fit_places_to_limit() is 'Before a new limit on running tests: there are as many places, and what runs beyond it takes its place along when it ends.';

-- Executed by its owner alone.
