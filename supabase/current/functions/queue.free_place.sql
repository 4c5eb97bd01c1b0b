-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION queue.free_place(p_job_id uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_place_id bigint;
begin
  if (select surplus_places from queue.settings) > 0 then
    update queue.settings set surplus_places = surplus_places - 1 where surplus_places > 0;
    if found then
      delete from queue.places where job_id = p_job_id;
      return false;
    end if;
  end if;

  update queue.places set job_id = null where job_id = p_job_id returning id into v_place_id;
  return not exists (select from queue.places where job_id is null and id <> v_place_id);
end;
$function$;

comment on function queue.free_place(uuid) is 'Gives back the place of a job that ran. Answers whether it is the only free one.';

-- Executed by its owner alone.
