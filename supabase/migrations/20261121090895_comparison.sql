-- What the tests of one project found before: bugs that are new, known, back, or gone.
--
-- A project is what the same owner tested before at the same place, whatever the test is called:
--
--   a website   its host, without "www.", and its port where that is not the scheme's own; the path does not matter,
--               because a bug is compared only with what was seen of its own page
--   a bundle    the file's name without its ending, version and copy marks; "dist.zip" and other names that every
--               build tool gives say nothing, so with these the test's name has to be the same too
--   an app      its package name
--
-- A bug is the same bug when it has the same fingerprint, which says what is wrong with what. It is known to the project
-- until a test did again what showed it and did not see it; that is judged by the worker, who was there.

create function private.project_of(p_test public.tests)
returns text
language plpgsql
stable
set search_path = ''
as $$
declare
  v_target record;
  v_upload record;
  v_name text;
begin
  if p_test.test_type = 'web_url' then
    select * into v_target from private.read_address(p_test.test_source_url);
    return 'web ' || regexp_replace(coalesce(v_target.host, lower(p_test.test_source_url)), '^www\.', '')
      || case when v_target.port not in (80, 443) then ':' || v_target.port else '' end;
  end if;

  select file_name, details into v_upload from public.uploads where test_id = p_test.id;
  if p_test.test_type = 'android_apk' and v_upload.details ->> 'package' is not null then
    return 'app ' || (v_upload.details ->> 'package');
  end if;

  v_name := lower(coalesce(v_upload.file_name, p_test.test_file_path, ''));
  v_name := regexp_replace(v_name, '^.*[/\\]', '');
  v_name := regexp_replace(v_name, '(\.[a-z0-9]{1,5})+$', '');
  v_name := regexp_replace(v_name, '([ _.-]*(\(\d+\)|v?\d+([._-]\d+)*([._-]?(alpha|beta|rc)\d*)?))+$', '');
  if v_name in (
    '', 'app', 'archive', 'assets', 'build', 'bundle', 'dist', 'export', 'html', 'index', 'out', 'output', 'public',
    'release', 'site', 'static', 'upload', 'web', 'website', 'www'
  ) then
    v_name := v_name || ' / ' || lower(btrim(p_test.test_name));
  end if;
  return case p_test.test_type when 'android_apk' then 'app ' else 'bundle ' end || v_name;
end;
$$;
comment on function private.project_of(public.tests) is 'What a test belongs to: tests of one owner with the same answer are compared.';

create table public.tested_projects (
  user_id uuid not null references public.profiles (user_id) on delete cascade,
  project text not null,
  tests integer not null default 1 check (tests > 0),
  last_test_id uuid not null,
  last_tested_at timestamptz not null,
  primary key (user_id, project)
)
with (fillfactor = 85);

comment on table public.tested_projects is 'What somebody has tested, and when last. Outlives the tests.';
comment on column public.tested_projects.project is 'The same place under test: web and its host, bundle and its name, app and its package.';
comment on column public.tested_projects.last_test_id is 'The last completed test; it may have been archived.';

create table public.known_bugs (
  user_id uuid not null references public.profiles (user_id) on delete cascade,
  project text not null,
  fingerprint text not null,
  rule text not null,
  category text not null check (category in ('functional', 'visual', 'performance', 'accessibility', 'security')),
  severity text not null check (severity in ('low', 'medium', 'high', 'critical')),
  title text not null,
  page text not null,
  trial jsonb,
  tests integer not null default 1 check (tests > 0),
  first_seen_at timestamptz not null,
  first_test_id uuid not null,
  last_seen_at timestamptz not null,
  last_test_id uuid not null,
  fixed_at timestamptz,
  fixed_test_id uuid,
  primary key (user_id, project, fingerprint)
)
with (fillfactor = 85);

comment on table public.known_bugs is 'The bugs that a project''s tests have found, one row a cause. Outlives the tests; forgotten when not seen for a year.';
comment on column public.known_bugs.trial is 'What has to be done again to look for it: {page, how}.';
comment on column public.known_bugs.tests is 'How many tests saw it.';
comment on column public.known_bugs.fixed_at is 'When a test did again what showed it and did not see it; null while it is open.';

create table public.test_comparisons (
  test_id uuid primary key references public.tests (id) on delete cascade,
  project text not null,
  earlier_test_id uuid,
  earlier_tested_at timestamptz,
  new_bugs integer not null check (new_bugs >= 0),
  known_bugs integer not null check (known_bugs >= 0),
  regressed_bugs integer not null check (regressed_bugs >= 0),
  fixed_bugs integer not null check (fixed_bugs >= 0),
  not_seen_again integer not null check (not_seen_again >= 0),
  fixed jsonb not null,
  missed jsonb not null,
  created_at timestamptz not null default now()
);

comment on table public.test_comparisons is 'A completed test beside the project''s earlier ones.';
comment on column public.test_comparisons.earlier_test_id is 'The last test before it; null for the first of a project, all of whose bugs are new.';
comment on column public.test_comparisons.fixed is 'The bugs that are gone: what showed them was done again and they did not show.';
comment on column public.test_comparisons.missed is 'The bugs that were not seen again, and why that does not mean that they are gone: [{bug, why}].';

create table public.bug_standings (
  bug_id uuid primary key references public.bug_reports (id) on delete cascade,
  test_id uuid not null references public.tests (id) on delete cascade,
  standing text not null check (standing in ('new', 'known', 'regressed')),
  confidence text not null check (confidence in ('certain', 'likely', 'seen once')),
  reach text[] not null,
  first_seen_at timestamptz not null,
  fixed_at timestamptz
);

create index bug_standings_of_a_test on public.bug_standings (test_id);

comment on table public.bug_standings is 'What a completed test''s bugs are to the project, how sure they are, and what of their reach counts.';
comment on column public.bug_standings.standing is 'new; known from an earlier test; or regressed: fixed before, and back.';
comment on column public.bug_standings.confidence is 'By its replays: certain when each of several showed it, likely when one did or most did, else seen once.';
comment on column public.bug_standings.first_seen_at is 'When a test of the project first saw it.';
comment on column public.bug_standings.fixed_at is 'Of one that is back: when it was seen to be gone.';

alter table public.tested_projects enable row level security, force row level security;
alter table public.known_bugs enable row level security, force row level security;
alter table public.test_comparisons enable row level security, force row level security;
alter table public.bug_standings enable row level security, force row level security;

create policy "Users can view their own tested projects"
on public.tested_projects for select
to authenticated
using ((select auth.uid()) = user_id);

create policy "Users can view their own known bugs"
on public.known_bugs for select
to authenticated
using ((select auth.uid()) = user_id);

create policy "Users can view the comparisons of their own tests"
on public.test_comparisons for select
to authenticated
using (test_id in (select id from public.tests where user_id = (select auth.uid())));

create policy "Users can view the standings of their own tests' bugs"
on public.bug_standings for select
to authenticated
using (test_id in (select id from public.tests where user_id = (select auth.uid())));

grant select on public.tested_projects, public.known_bugs, public.test_comparisons, public.bug_standings
to authenticated, service_role;

create function queue.earlier_tests(p_job_id uuid, p_attempt integer)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
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
$$;
comment on function queue.earlier_tests(uuid, integer) is 'What the project''s tests before this one found, as a worker compares with it; null for the first, and when the job is not the caller''s any more.';
grant execute on function queue.earlier_tests(uuid, integer) to deffatest_worker;

create function private.remember_bugs(p_test_id uuid, p_owner_id uuid, p_result jsonb)
returns void
language plpgsql
set search_path = ''
as $$
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
$$;
comment on function private.remember_bugs(uuid, uuid, jsonb) is 'Writes down what a completed test''s bugs are to the project, and what the project''s next test will be compared with.';
