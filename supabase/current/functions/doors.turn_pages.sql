-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION doors.turn_pages(OUT made integer, OUT dropped integer)
 RETURNS record
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
 SET lock_timeout TO '2s'
AS $function$
declare
  v_month date := date_trunc('month', now() at time zone 'utc');
  v_oldest date;
  v_name text;
begin
  select (v_month - make_interval(months => accesses_months))::date into strict v_oldest from doors.settings;

  select count(*) filter (where doors.make_partition((v_month + make_interval(months => ahead))::date))
  into made
  from generate_series(0, 2) as ahead;

  dropped := 0;
  for v_name in
    select partition.relname
    from pg_catalog.pg_inherits
    join pg_catalog.pg_class as partition on partition.oid = pg_inherits.inhrelid
    where inhparent = 'doors.accesses'::regclass
      and partition.relname ~ '^accesses_\d{4}_\d\d$'
      and to_date(right(partition.relname, 7), 'YYYY_MM') < v_oldest
  loop
    execute format('drop table doors.%I', v_name);
    dropped := dropped + 1;
  end loop;
  delete from doors.accesses_other where at < v_oldest;
end;
$function$;

comment on function doors.turn_pages() is 'Makes places for this month''s accesses and the next two''s, and drops the months that were kept long enough.';

grant execute on function doors.turn_pages() to deffatest_scheduler;
