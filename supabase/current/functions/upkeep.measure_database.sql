-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION upkeep.measure_database()
 RETURNS TABLE(oldest_transaction_seconds double precision, oldest_transaction text, retained_wal_bytes bigint, retaining_slot text, inactive_slots integer)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select
    coalesce(extract(epoch from clock_timestamp() - oldest.xact_start), 0),
    coalesce(format('%s (process %s, %s)', oldest.application_name, oldest.pid, oldest.state), ''),
    coalesce(furthest.retained, 0)::bigint,
    coalesce(furthest.slot_name, ''),
    (select count(*) from pg_replication_slots where not active)::integer
  from (select) as always
  left join (
    select application_name, pid, state, xact_start
    from pg_stat_activity
    where backend_type = 'client backend' and pid <> pg_backend_pid() and xact_start is not null
    order by xact_start
    limit 1
  ) as oldest on true
  left join (
    select slot_name::text, pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn) as retained
    from pg_replication_slots
    where restart_lsn is not null
    order by retained desc
    limit 1
  ) as furthest on true;
$function$;

comment on function upkeep.measure_database() is 'What keeps vacuum from its work and the disk from being freed: the oldest transaction, and the log that replication slots hold back.';

grant execute on function upkeep.measure_database() to deffatest_scheduler;
