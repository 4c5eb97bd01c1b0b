-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION upkeep.tables_of_a_test()
 RETURNS TABLE(name text, test_column name)
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  -- Read from the foreign keys: a table that is added later is archived too, instead of being emptied by the cascade.
  with recursive belonging as (
    select conrelid as id, attribute.attname as test_column
    from pg_constraint
    cross join lateral unnest(conkey, confkey) as pairs (key, target)
    join pg_attribute as attribute on attribute.attrelid = conrelid and attribute.attnum = pairs.key
    join pg_attribute as target on target.attrelid = confrelid and target.attnum = pairs.target
    where contype = 'f' and conparentid = 0 and confrelid = 'public.tests'::regclass and target.attname = 'id'
      -- A test that has ended has no job and needs no login, which may be gone when it comes back.
      and conrelid not in ('queue.jobs'::regclass, 'private.test_credentials'::regclass)
  ),
  depths as (
    select id, 1 as depth from belonging
    union
    select belonging.id, depths.depth + 1
    from depths
    join pg_constraint on confrelid = depths.id and contype = 'f' and conrelid <> confrelid
    join belonging on belonging.id = conrelid
  )
  select ordered.name, ordered.test_column
  from (
    select 'public.tests' as name, 'id'::name as test_column, 0 as depth
    union all
    select id::regclass::text, belonging.test_column, max(depth)
    from belonging join depths using (id)
    group by id, belonging.test_column
  ) as ordered
  order by depth, name;
$function$;

comment on function upkeep.tables_of_a_test() is 'The tables that hold a test and all that belongs to it, each after those that it refers to.';

-- Executed by its owner alone.
