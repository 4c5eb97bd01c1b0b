-- What a test found. A bug was seen again in a replay from a clean start; what was not is kept apart and never counted.

create table public.bug_reports (
  id uuid primary key default gen_random_uuid(),
  test_id uuid references public.tests (id) on delete cascade not null,
  severity text not null check (severity in ('low', 'medium', 'high', 'critical')),
  title text not null,
  description text not null,
  reproduction_steps text not null,
  screenshot_url text,
  video_url text,
  created_at timestamptz default now()
);

create index bug_reports_of_a_test on public.bug_reports (test_id);

comment on table public.bug_reports is 'The confirmed bugs of a test.';
comment on column public.bug_reports.severity is 'low, medium, high or critical; shown as critical, major (high) and minor (medium and low).';
comment on column public.bug_reports.reproduction_steps is 'One step a line, in words a person would use.';
comment on column public.bug_reports.screenshot_url is 'Object key of the first screenshot; an address is signed when it is read.';
comment on column public.bug_reports.video_url is 'Object key of the recording; an address is signed when it is read.';

create table public.bug_details (
  bug_id uuid primary key references public.bug_reports (id) on delete cascade,
  test_id uuid not null references public.tests (id) on delete cascade,
  fingerprint text not null,
  ordinal integer not null check (ordinal > 0),
  report_bug_id text not null generated always as ('bug-' || ordinal) stored,
  category text not null check (category in ('functional', 'visual', 'performance', 'accessibility', 'security')),
  rule text not null,
  page text not null,
  pages text[] not null,
  screenshots text[] not null,
  recording text,
  video_offset_ms integer,
  cause text not null,
  fix text not null,
  tags text[] not null,
  reproduced integer not null,
  attempts integer not null,
  unique (test_id, fingerprint),
  check (reproduced between 1 and attempts)
);

comment on table public.bug_details is 'What is known of a bug beyond bug_reports.';
comment on column public.bug_details.fingerprint is 'The same cause has the same fingerprint, in this test and in the next.';
comment on column public.bug_details.ordinal is 'The bug''s place in the report. Not unique while a retried test is under way: its list is made anew.';
comment on column public.bug_details.report_bug_id is 'The bug''s name in the report, the events and the object keys: bug-1.';
comment on column public.bug_details.rule is 'The detector that found it.';
comment on column public.bug_details.page is 'The address where it was first seen; pages has all of them.';
comment on column public.bug_details.screenshots is 'Object keys, first the one with the problem outlined.';
comment on column public.bug_details.recording is 'Object key of the replay''s video.';
comment on column public.bug_details.video_offset_ms is 'Where in the run''s video it was first seen, in milliseconds.';
comment on column public.bug_details.tags is 'Outside names for the problem, such as WCAG criteria and CWE numbers.';
comment on column public.bug_details.reproduced is 'How many of the attempts to replay it from a clean start showed it again; at least one.';

create table public.unconfirmed_findings (
  test_id uuid not null references public.tests (id) on delete cascade,
  fingerprint text not null,
  finding jsonb not null,
  created_at timestamptz not null default now(),
  primary key (test_id, fingerprint)
);

comment on table public.unconfirmed_findings is 'What was seen once and did not come back, or has not been replayed yet. Counted nowhere; gone from here once confirmed.';
comment on column public.unconfirmed_findings.finding is 'The finding as the worker sent it.';

create table public.test_reports (
  test_id uuid primary key references public.tests (id) on delete cascade,
  object_key text not null,
  summary jsonb not null,
  environment jsonb not null,
  performance_metrics jsonb not null,
  security_findings jsonb not null,
  coverage jsonb not null,
  created_at timestamptz not null default now(),
  files_deleted_at timestamptz
);

comment on table public.test_reports is 'What a completed test''s report says, and where its file lies.';
comment on column public.test_reports.object_key is 'Object key of full_report.zip.';
comment on column public.test_reports.summary is 'What summary.json says; answered when the file itself has been cleaned up.';
comment on column public.test_reports.files_deleted_at is 'When its files, and the upload that was tested, were deleted from the object storage; null while they are there.';
comment on column public.test_reports.environment is 'What the run truly ran on: browser, os, device and more.';

alter table public.bug_reports enable row level security, force row level security;
alter table public.bug_details enable row level security, force row level security;
alter table public.unconfirmed_findings enable row level security, force row level security;
alter table public.test_reports enable row level security, force row level security;

create policy "Users can view the bugs of their own tests"
on public.bug_reports for select
to authenticated
using (test_id in (select id from public.tests where user_id = (select auth.uid())));

create policy "Users can view the bug details of their own tests"
on public.bug_details for select
to authenticated
using (test_id in (select id from public.tests where user_id = (select auth.uid())));

create policy "Users can view the unconfirmed findings of their own tests"
on public.unconfirmed_findings for select
to authenticated
using (test_id in (select id from public.tests where user_id = (select auth.uid())));

create policy "Users can view the reports of their own tests"
on public.test_reports for select
to authenticated
using (test_id in (select id from public.tests where user_id = (select auth.uid())));

grant select on public.bug_reports, public.bug_details, public.unconfirmed_findings, public.test_reports
to authenticated, service_role;

create function private.check_object_key(p_test_id uuid, p_key text)
returns void
language plpgsql
set search_path = ''
as $$
begin
  -- Addresses are signed for the keys stored here, so a test must not be able to name another test's files.
  if not starts_with(p_key, format('test-reports/%s/', p_test_id)) or p_key like '%/../%' then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('%L is not an object key of test %s.', p_key, p_test_id),
      hint = format('Keys of this test start with test-reports/%s/.', p_test_id);
  end if;
end;
$$;
comment on function private.check_object_key(uuid, text) is 'Raises unless the key lies in the test''s own folder. Null passes: there is no such file.';

create type private.finding as (
  ordinal integer,
  rule text,
  category text,
  severity text,
  title text,
  description text,
  page text,
  pages text[],
  fingerprint text,
  steps text[],
  screenshots text[],
  recording text,
  video_offset_ms integer,
  cause text,
  fix text,
  tags text[],
  reproduced integer,
  attempts integer,
  confirmed boolean
);
comment on type private.finding is 'One bug as a worker sends it; its screenshots and recording are object keys.';

create function private.record_bug(p_test_id uuid, p_finding private.finding)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_bug_id uuid;
  -- One step a line: a line break inside a step would make two of it.
  v_steps text := (
    select string_agg(regexp_replace(step, '\s*[\r\n]+\s*', ' ', 'g'), E'\n' order by place)
    from unnest(p_finding.steps) with ordinality as steps (step, place)
  );
begin
  perform private.check_object_key(p_test_id, key)
  from unnest(p_finding.screenshots || p_finding.recording) as key;

  select bug_id into v_bug_id
  from public.bug_details
  where test_id = p_test_id and fingerprint = p_finding.fingerprint;

  if found then
    update public.bug_reports
    set
      severity = p_finding.severity,
      title = p_finding.title,
      description = p_finding.description,
      reproduction_steps = coalesce(v_steps, ''),
      screenshot_url = p_finding.screenshots[1],
      video_url = p_finding.recording
    where id = v_bug_id;
    delete from public.bug_details where bug_id = v_bug_id;
  else
    insert into public.bug_reports (
      test_id, severity, title, description, reproduction_steps, screenshot_url, video_url
    )
    values (
      p_test_id, p_finding.severity, p_finding.title, p_finding.description, coalesce(v_steps, ''),
      p_finding.screenshots[1], p_finding.recording
    )
    returning id into v_bug_id;

    perform private.emit_event(p_test_id, 'test.bug_found', jsonb_build_object(
      'test_id', p_test_id,
      'bug_id', 'bug-' || p_finding.ordinal,
      'severity', private.shown_severity(p_finding.severity),
      'title', p_finding.title,
      'timestamp', private.utc_text(now())
    ));
  end if;

  insert into public.bug_details (
    bug_id, test_id, fingerprint, ordinal, category, rule, page, pages, screenshots, recording, video_offset_ms,
    cause, fix, tags, reproduced, attempts
  )
  values (
    v_bug_id, p_test_id, p_finding.fingerprint, p_finding.ordinal, p_finding.category, p_finding.rule,
    p_finding.page, coalesce(p_finding.pages, array[p_finding.page]), coalesce(p_finding.screenshots, '{}'),
    p_finding.recording, p_finding.video_offset_ms, p_finding.cause, p_finding.fix, coalesce(p_finding.tags, '{}'),
    p_finding.reproduced, p_finding.attempts
  );

  delete from public.unconfirmed_findings
  where test_id = p_test_id and fingerprint = p_finding.fingerprint;
end;
$$;
comment on function private.record_bug(uuid, private.finding) is 'Writes a confirmed bug, or writes it anew; test.bug_found is sent the first time.';

create function private.record_findings(p_test_id uuid, p_findings jsonb)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_finding jsonb;
  v_bug_count integer;
begin
  if jsonb_typeof(p_findings) is distinct from 'array' then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = 'Bugs are sent as a JSON array.',
      detail = format('This was sent: %s', left(p_findings::text, 200));
  end if;

  for v_finding in select value from jsonb_array_elements(p_findings) loop
    if (v_finding ->> 'confirmed')::boolean then
      perform private.record_bug(p_test_id, jsonb_populate_record(null::private.finding, v_finding));
    else
      insert into public.unconfirmed_findings (test_id, fingerprint, finding)
      select p_test_id, v_finding ->> 'fingerprint', v_finding
      -- What came back once stays confirmed.
      where not exists (
        select from public.bug_details
        where test_id = p_test_id and fingerprint = v_finding ->> 'fingerprint'
      )
      on conflict (test_id, fingerprint) do update set finding = excluded.finding;
    end if;
  end loop;

  select count(*) into v_bug_count from public.bug_reports where test_id = p_test_id;
  update public.tests set bug_count = v_bug_count where id = p_test_id and bug_count <> v_bug_count;
end;
$$;
comment on function private.record_findings(uuid, jsonb) is 'Writes what a worker sends, confirmed and not. The same finding may come any number of times.';
