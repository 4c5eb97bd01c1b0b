-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION queue.hand_on(p_job queue.jobs)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_surplus boolean;
  v_last_place boolean := false;
  v_handed_on boolean;
begin
  if p_job.leased_by is not null then
    update queue.places
    set job_id = null
    where id = p_job.place_id
    returning
      (select surplus_places > 0 from queue.settings),
      not exists (select from queue.places as free where free.job_id is null)
    into v_surplus, v_last_place;

    if v_surplus then
      update queue.settings set surplus_places = surplus_places - 1 where surplus_places > 0;
      if found then
        delete from queue.places where id = p_job.place_id;
        v_last_place := false;
      end if;
    end if;
  end if;

  v_handed_on := queue.admit(p_job.owner_id, p_job.lane);
  if p_job.shared and queue.admit(p_job.owner_id, case p_job.lane when 'web' then 'app' else 'web' end) or v_last_place then
    perform queue.announce('{web,app}');
  elsif v_handed_on and (p_job.leased_by is null or not exists (
    -- From the end of the line: at its head lies what was claimed a moment ago.
    select from queue.jobs where lane = p_job.lane and admitted and leased_by is null
    order by turn desc, id desc
    offset 1
    limit 1
  )) then
    -- With more waiting in its lane nobody sleeps, and the worker that ended this one comes for the next: a
    -- notification would cost more than all the rest, because commits with one go through in single file.
    perform queue.announce(array[p_job.lane]);
  end if;
end;
$function$;

comment on function queue.hand_on(queue.jobs) is 'Gives the slot and the place of a job that had them to whoever is next.';

-- Executed by its owner alone.
