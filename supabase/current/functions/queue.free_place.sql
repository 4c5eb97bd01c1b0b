-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION queue.free_place(p_place_id bigint)
 RETURNS boolean
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_surplus boolean;
  v_last boolean;
begin
  update queue.places
  set job_id = null
  where id = p_place_id
  returning
    (select surplus_places > 0 from queue.settings),
    not exists (select from queue.places as free where free.job_id is null)
  into v_surplus, v_last;

  if v_surplus then
    update queue.settings set surplus_places = surplus_places - 1 where surplus_places > 0;
    if found then
      delete from queue.places where id = p_place_id;
      return false;
    end if;
  end if;
  return v_last;
end;
$function$;

comment on function queue.free_place(bigint) is 'Gives back the place of a job that ran. Answers whether it is the only free one.';

-- Executed by its owner alone.
