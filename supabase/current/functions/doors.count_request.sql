-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION doors.count_request(p_subject text, p_limit integer, OUT remaining integer, OUT reset integer)
 RETURNS record
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_second bigint;
  v_counter doors.counters;
  v_used integer;
  v_oldest integer;
begin
  loop
    -- The lock makes those who ask at once count one after the other.
    select * into v_counter from doors.counters where subject = p_subject for update;
    v_second := floor(extract(epoch from clock_timestamp()));
    exit when found;
    insert into doors.counters (subject, second, counts)
    values (p_subject, v_second, array_fill(0, array[61]))
    on conflict (subject) do nothing;
  end loop;

  -- 61, because the second of a minute ago is not over for those who came late in it: in no 60 seconds are there more.
  v_counter.counts := (
    array_fill(0, array[least(greatest(v_second - v_counter.second, 0), 61)::integer]) || v_counter.counts
  )[1:61];
  select sum(requests), max(age) filter (where requests > 0)
  into v_used, v_oldest
  from unnest(v_counter.counts) with ordinality as counted (requests, age);

  if v_used >= p_limit then
    -- A refused request is not counted and writes nothing.
    remaining := -1;
  else
    remaining := p_limit - v_used - 1;
    v_counter.counts[1] := v_counter.counts[1] + 1;
    update doors.counters
    set second = greatest(v_second, second), counts = v_counter.counts
    where subject = p_subject;
  end if;
  reset := 62 - coalesce(v_oldest, 1);
end;
$function$;

comment on function doors.count_request(text,integer) is 'Counts a request of somebody and answers how many more they may make now, -1 when this one is too many, and in how many seconds the oldest is forgotten.';

-- Executed by its owner alone.
