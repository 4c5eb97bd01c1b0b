-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION doors.make_partition(p_month date)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
 SET lock_timeout TO '2s'
AS $function$
declare
  v_name text := 'accesses_' || to_char(p_month, 'YYYY_MM');
  v_from timestamptz := p_month::timestamp at time zone 'utc';
  v_to timestamptz := (p_month + interval '1 month')::timestamp at time zone 'utc';
begin
  if to_regclass('doors.' || v_name) is not null then
    return false;
  end if;
  execute format('create table doors.%I (like doors.accesses including constraints including defaults)', v_name);
  -- Rows that came before their month had a place.
  execute format('with moved as (delete from doors.accesses_other where at >= %L and at < %L returning *) insert into doors.%I select * from moved',
    v_from, v_to, v_name);
  execute format('alter table doors.accesses attach partition doors.%I for values from (%L) to (%L)', v_name, v_from, v_to);
  execute format('alter table doors.%I enable row level security, force row level security', v_name);
  execute format('create policy "No client reads or writes accesses" on doors.%I for all to anon, authenticated using (false)', v_name);
  return true;
end;
$function$;

comment on function doors.make_partition(date) is 'Makes the place for a month''s accesses; the month is given by its first day, in UTC. False when it is there.';

-- Executed by its owner alone.
