-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION queue.busy_lanes(p_limit integer)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return (
    select jsonb_object_agg(
      lane,
      -- Nobody tells how many workers there are; but if one with a slot has waited although places are free, then all
      -- of its lane's workers are busy, and as many tests as run now is what they can do.
      case when running.total < p_limit and exists (
        select from queue.jobs
        where jobs.lane = lanes.lane and admitted and leased_by is null and turn + head_start < now() - interval '10 s'
      ) then greatest(running.web * (lane = 'web')::integer + running.app * (lane = 'app')::integer, 1) else p_limit end
    )
    from (values ('web'), ('app')) as lanes (lane), (
      select
        count(*) as total,
        count(*) filter (where jobs.lane = 'web') as web,
        count(*) filter (where jobs.lane = 'app') as app
      from queue.places join queue.jobs on jobs.id = places.job_id
    ) as running
  );
end;
$function$;

comment on function queue.busy_lanes(integer) is 'How many tests each lane''s workers can run at once, as far as it shows.';

-- Executed by its owner alone.
