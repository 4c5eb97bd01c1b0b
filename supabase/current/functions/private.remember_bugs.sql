-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.remember_bugs(p_test_id uuid, p_owner_id uuid, p_result jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_compared jsonb := coalesce(nullif(p_result -> 'comparison', 'null'), '{}');
  v_project text := (select private.project_of(tests) from public.tests where id = p_test_id);
begin
  -- Of two tests of one project that end together, the second waits here.
  insert into public.tested_projects as before (user_id, project, last_test_id, last_tested_at)
  values (p_owner_id, v_project, p_test_id, now())
  on conflict (user_id, project) do update
  set tests = before.tests + 1, last_test_id = excluded.last_test_id, last_tested_at = excluded.last_tested_at;

  insert into public.bug_standings (bug_id, test_id, standing, confidence, reach, first_seen_at, fixed_at)
  select
    detail.bug_id,
    p_test_id,
    coalesce(bug ->> 'standing', 'new'),
    coalesce(bug ->> 'confidence', 'likely'),
    coalesce(array(select jsonb_array_elements_text(bug -> 'reach')), '{}'),
    coalesce((bug ->> 'first_seen_at')::timestamptz, now()),
    (bug ->> 'fixed_at')::timestamptz
  from jsonb_array_elements(p_result -> 'bugs') as bug
  join public.bug_details as detail on detail.test_id = p_test_id and detail.fingerprint = bug ->> 'fingerprint'
  on conflict (bug_id) do nothing;

  insert into public.known_bugs as before (
    user_id, project, fingerprint, rule, category, severity, title, page, trial,
    first_seen_at, first_test_id, last_seen_at, last_test_id
  )
  select
    p_owner_id, v_project, detail.fingerprint, detail.rule, detail.category, report.severity, report.title, detail.page,
    nullif(bug -> 'trial', 'null'), now(), p_test_id, now(), p_test_id
  from jsonb_array_elements(p_result -> 'bugs') as bug
  join public.bug_details as detail on detail.test_id = p_test_id and detail.fingerprint = bug ->> 'fingerprint'
  join public.bug_reports as report on report.id = detail.bug_id
  on conflict (user_id, project, fingerprint) do update
  set
    rule = excluded.rule,
    category = excluded.category,
    severity = excluded.severity,
    title = excluded.title,
    page = excluded.page,
    trial = coalesce(excluded.trial, before.trial),
    tests = before.tests + 1,
    last_seen_at = excluded.last_seen_at,
    last_test_id = excluded.last_test_id,
    fixed_at = null,
    fixed_test_id = null;

  update public.known_bugs
  set fixed_at = now(), fixed_test_id = p_test_id
  where user_id = p_owner_id and project = v_project and fixed_at is null and last_test_id <> p_test_id
    and fingerprint in (select gone ->> 'fingerprint' from jsonb_array_elements(v_compared -> 'fixed') as gone);

  delete from public.known_bugs
  where user_id = p_owner_id and project = v_project and last_seen_at < now() - interval '1 year';

  insert into public.test_comparisons (
    test_id, project, earlier_test_id, earlier_tested_at, new_bugs, known_bugs, regressed_bugs, fixed_bugs,
    not_seen_again, fixed, missed
  )
  select
    p_test_id,
    v_project,
    (v_compared ->> 'test_id')::uuid,
    (v_compared ->> 'tested_at')::timestamptz,
    count(*) filter (where standing = 'new'),
    count(*) filter (where standing = 'known'),
    count(*) filter (where standing = 'regressed'),
    coalesce(jsonb_array_length(v_compared -> 'fixed'), 0),
    coalesce(jsonb_array_length(v_compared -> 'not_seen_again'), 0),
    coalesce(v_compared -> 'fixed', '[]'),
    coalesce(v_compared -> 'not_seen_again', '[]')
  from public.bug_standings
  where test_id = p_test_id;
end;
$function$;

comment on function private.remember_bugs(uuid,uuid,jsonb) is 'Writes down what a completed test''s bugs are to the project, and what the project''s next test will be compared with.';

-- Executed by its owner alone.
