-- Partitions of realtime.messages: one a UTC day, from yesterday to three days ahead; older than three days goes, as on
-- the hosted platform. A message on a day without its partition is lost, so the server runs this at its start and every
-- minute, which also serves a machine that slept. Where nothing is missing it changes nothing and tells nobody.
set client_min_messages = warning;
do $$
declare
  today date := (now() at time zone 'utc')::date;
  day date;
  partition text;
begin
  for day in select generate_series(today - 1, today + 3, interval '1 day')::date loop
    partition := to_char(day, '"messages_"YYYY_MM_DD');
    if to_regclass(format('realtime.%I', partition)) is null then
      execute format(
        'create table realtime.%I partition of realtime.messages for values from (%L) to (%L)', partition, day, day + 1
      );
      execute format('alter table realtime.%I owner to supabase_realtime_admin', partition);
    end if;
  end loop;
  for partition in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'realtime.messages'::regclass and c.relname < to_char(today - 3, '"messages_"YYYY_MM_DD')
  loop
    execute format('drop table realtime.%I', partition);
  end loop;
end
$$;
