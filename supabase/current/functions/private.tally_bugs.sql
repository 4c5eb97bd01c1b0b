-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.tally_bugs()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  -- Counted anew rather than counted on: a bug that comes back from an archive is not counted twice. A test that is gone
  -- keeps its tally. Whoever writes bugs holds the test's job, so no two transactions meet here.
  insert into private.bug_tallies (test_id, user_id, critical, high, medium, low)
  select
    tests.id,
    tests.user_id,
    count(*) filter (where severity = 'critical'),
    count(*) filter (where severity = 'high'),
    count(*) filter (where severity = 'medium'),
    count(*) filter (where severity = 'low')
  from (select distinct test_id from changed) as touched
  join public.tests on tests.id = touched.test_id
  left join public.bug_reports on bug_reports.test_id = tests.id
  group by tests.id
  on conflict (test_id) do update
  set critical = excluded.critical, high = excluded.high, medium = excluded.medium, low = excluded.low;
  return null;
end;
$function$;

comment on function private.tally_bugs() is 'After bugs are written or deleted: the tallies of their tests follow.';

-- Executed by its owner alone.
