-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.record_bug(p_test_id uuid, p_finding private.finding)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
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
$function$;

comment on function private.record_bug(uuid,private.finding) is 'Writes a confirmed bug, or writes it anew; test.bug_found is sent the first time.';

-- Executed by its owner alone.
