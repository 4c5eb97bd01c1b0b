-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION queue.earlier_tests(p_job_id uuid, p_attempt integer)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_job queue.jobs := queue.held_job(p_job_id, p_attempt);
  v_project text;
begin
  if v_job.id is null or v_job.kind <> 'test' then
    return null;
  end if;
  v_project := (select private.project_of(tests) from public.tests where id = v_job.test_id);

  return (
    select jsonb_build_object(
      -- In words for a report: what kind of place it is, is plain there.
      'project', regexp_replace(project, '^[a-z]+ ', ''),
      'test_id', last_test_id,
      'tested_at', last_tested_at,
      'bugs', (
        select coalesce(jsonb_agg(to_jsonb(known) order by known.first_seen_at, known.fingerprint), '[]')
        from (
          select fingerprint, rule, category, severity, title, page, trial, first_seen_at, last_seen_at, fixed_at
          from public.known_bugs
          where user_id = v_job.owner_id and known_bugs.project = v_project
          order by last_seen_at desc
          limit 1000
        ) as known
      )
    )
    from public.tested_projects
    where user_id = v_job.owner_id and project = v_project
  );
end;
$function$;

comment on function queue.earlier_tests(uuid,integer) is 'What the project''s tests before this one found, as a worker compares with it; null for the first, and when the job is not the caller''s any more.';

grant execute on function queue.earlier_tests(uuid,integer) to deffatest_worker;
