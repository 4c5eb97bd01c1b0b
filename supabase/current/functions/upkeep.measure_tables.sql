-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION upkeep.measure_tables()
 RETURNS TABLE(name text, live_rows bigint, dead_rows bigint, bytes bigint, may_vacuum boolean)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select
    hot.name::text,
    pg_stat_get_live_tuples(hot.name),
    pg_stat_get_dead_tuples(hot.name),
    pg_total_relation_size(hot.name),
    has_table_privilege(session_user, hot.name, 'maintain')
  from upkeep.hot_tables() as hot;
$function$;

comment on function upkeep.measure_tables() is 'Living and dead rows and the size of the hot tables, as PostgreSQL last counted them, and whether the caller may vacuum them.';

grant execute on function upkeep.measure_tables() to deffatest_scheduler;
