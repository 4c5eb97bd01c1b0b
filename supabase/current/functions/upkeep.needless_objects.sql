-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION upkeep.needless_objects(p_keys text[])
 RETURNS SETOF text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  with objects as materialized (
    select
      key,
      case when split_part(key, '/', 2) ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
        then split_part(key, '/', 2)::uuid
      end as test_id
    from unnest(p_keys) as key
    where split_part(key, '/', 1) in ('test-reports', 'test-uploads', 'quarantine')
  )
  select key
  from objects
  left join public.tests on tests.id = objects.test_id
  left join public.test_reports on test_reports.test_id = objects.test_id
  where objects.test_id is not null
    -- What was found harmful is kept for a month, for whoever wants to look into it.
    and not exists (
      select from public.uploads
      where uploads.test_id = objects.test_id and state = 'quarantined' and object_key = key
        and inspected_at > now() - interval '30 days'
    )
    and (
      tests.id is null
      or tests.status in ('completed', 'failed', 'cancelled') and (
        test_reports.test_id is null
        or test_reports.files_deleted_at is not null
        -- Left by an earlier attempt, which found a bug that the report does not have.
        or starts_with(key, format('test-reports/%s/bugs/', tests.id)) and not exists (
          select from public.bug_details
          where bug_details.test_id = tests.id and (key = recording or key = any (screenshots))
        )
      )
    );
$function$;

comment on function upkeep.needless_objects(text[]) is 'Of these object keys those that no test needs: there is no such test, or it has ended and its report does not name them. Keys that no test could have are not among them.';

grant execute on function upkeep.needless_objects(text[]) to deffatest_scheduler;
