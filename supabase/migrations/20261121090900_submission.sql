-- The door a test comes in by, the same for every client: what is asked for is checked, the plan's limits hold, the
-- month's count is reserved and the job is in line, all in the transaction of the insert.

create function private.checked_test_name(p_name text)
returns text
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_name text := btrim(p_name, E' \t\r\n');
begin
  if coalesce(v_name, '') = '' then
    raise exception using
      errcode = 'PT422',
      constraint = 'missing',
      column = 'test_name',
      message = 'A test needs a name.',
      hint = 'Send test_name with at least one letter in it.';
  elsif length(v_name) > 200 then
    raise exception using
      errcode = 'PT422',
      constraint = 'too_long',
      column = 'test_name',
      message = 'The test''s name is too long.',
      detail = format('It has %s characters; 200 are allowed.', length(v_name)),
      hint = 'Shorten test_name.';
  elsif v_name ~ '[[:cntrl:]]' then
    raise exception using
      errcode = 'PT422',
      constraint = 'not_one_line',
      column = 'test_name',
      message = 'The test''s name has a line break or another control character in it.',
      hint = 'Write test_name in one line.';
  end if;
  return v_name;
end;
$$;
comment on function private.checked_test_name(text) is 'The name without surrounding space; raises when it is blank, longer than 200 characters or not one line.';

create function private.check_duration(p_minutes integer, p_plan public.plans)
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
  v_larger public.plans;
begin
  if p_minutes between 1 and p_plan.max_test_duration_minutes then
    return;
  end if;

  select * into v_larger
  from public.plans
  where max_test_duration_minutes >= p_minutes and priority > p_plan.priority
  order by priority
  limit 1;

  raise exception using
    errcode = 'PT422',
    constraint = 'duration_not_allowed',
    column = 'requested_duration_minutes',
    message = format('A test on the %s plan takes 1 to %s minutes.', p_plan.display_name, p_plan.max_test_duration_minutes),
    detail = format('%s minutes were asked for.', coalesce(p_minutes::text, 'No')),
    hint = format('Ask for 1 to %s minutes', p_plan.max_test_duration_minutes)
      || case when v_larger is null then '' else
        format(', or upgrade to %s (up to %s minutes)', v_larger.display_name, v_larger.max_test_duration_minutes)
      end || '.';
end;
$$;
comment on function private.check_duration(integer, public.plans) is 'Raises unless the plan allows a test of that many minutes.';

create function private.check_quota(p_profile public.profiles, p_plan public.plans)
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
  v_used integer := private.tests_used(p_profile);
  v_larger public.plans;
begin
  if v_used < p_plan.monthly_tests then
    return;
  end if;

  select * into v_larger
  from public.plans
  where monthly_tests > v_used and priority > p_plan.priority
  order by priority
  limit 1;

  raise exception using
    errcode = 'PT402',
    constraint = 'quota_used',
    message = format('All %s tests of this month are used.', p_plan.monthly_tests),
    detail = format('The %s plan has %s tests a month; %s were used since %s.',
      p_plan.display_name, p_plan.monthly_tests, v_used, private.utc_text(private.quota_month_start(p_profile))),
    hint = format('The count starts again on %s', private.utc_text(private.quota_month_end(p_profile)))
      || case when v_larger is null then '' else
        format(', or upgrade to %s (%s tests a month)', v_larger.display_name, v_larger.monthly_tests)
      end || '.';
end;
$$;
comment on function private.check_quota(public.profiles, public.plans) is 'Raises when the month''s tests are used.';

create function private.admit_test()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_profile public.profiles;
  v_plan public.plans;
begin
  new.user_id := coalesce(new.user_id, auth.uid());
  -- The policy says so too, but after this function, which must not tell one person how another's month stands.
  if coalesce(auth.role(), '') in ('anon', 'authenticated') and new.user_id is distinct from auth.uid() then
    raise exception using
      errcode = 'insufficient_privilege',
      message = 'A test can be submitted for oneself only.';
  end if;

  new.test_name := private.checked_test_name(new.test_name);

  if new.test_type = 'web_url' then
    new.test_source_url := private.checked_address(new.test_source_url);
  elsif new.test_type in ('web_bundle', 'android_apk') then
    if btrim(new.test_source_url) <> '' then
      raise exception using
        errcode = 'PT422',
        constraint = 'address_of_file',
        column = 'test_source_url',
        message = format('A test of type %s is of an uploaded file and has no address.', new.test_type),
        hint = 'Leave test_source_url out, or use test_type web_url.';
    end if;
    new.test_source_url := null;
  else
    raise exception using
      errcode = 'PT422',
      constraint = 'invalid_choice',
      column = 'test_type',
      message = format('There is no test type %L.', new.test_type),
      hint = 'Use web_url, web_bundle or android_apk.';
  end if;

  -- One submission of a person at a time, so that two cannot share the month's last test.
  select * into v_profile from public.profiles where user_id = new.user_id for no key update;
  if not found then
    raise exception using
      errcode = 'PT404',
      constraint = 'profile_not_found',
      message = 'There is no profile for this account.',
      hint = 'Sign in again, or insert your profile.';
  end if;
  select * into strict v_plan from public.plans where plan_type = v_profile.plan_type;

  perform private.check_duration(new.requested_duration_minutes, v_plan);
  perform private.check_quota(v_profile, v_plan);
  -- Here and not after the insert: a statement with many rows comes by once for each before any of them is in.
  perform private.reserve_test(new.id, new.user_id);

  new.plan_type_at_submission := v_profile.plan_type;
  new.submitted_at := now();
  new.status := 'queued';
  new.progress := 0;
  new.bug_count := 0;
  new.test_file_path := null;
  new.estimated_completion_time := null;
  new.started_at := null;
  new.completed_at := null;
  new.report_download_url := null;
  return new;
end;
$$;
comment on function private.admit_test() is 'Before a test is inserted: checks it against the plan, reserves it and sets all that is not the client''s to say.';

create trigger admit_test
before insert on public.tests
-- Who may insert a test that has ended is no client: it comes back from an archive.
for each row when (new.completed_at is null)
execute function private.admit_test();

create function private.enqueue_test()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform queue.enqueue(new, (select priority from public.plans where plan_type = new.plan_type_at_submission));
  return new;
end;
$$;
comment on function private.enqueue_test() is 'After a test is inserted: its job is in line, in the same transaction.';

create trigger enqueue_test
after insert on public.tests
for each row when (new.completed_at is null)
execute function private.enqueue_test();

create function private.rename_test()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  new.test_name := private.checked_test_name(new.test_name);
  return new;
end;
$$;
comment on function private.rename_test() is 'Before a test is renamed: the new name obeys the same rules.';

create trigger rename_test
before update of test_name on public.tests
for each row execute function private.rename_test();

create function public.submit_test(
  p_test_name text,
  p_test_type text,
  p_test_source_url text default null,
  p_requested_duration_minutes integer default 5,
  p_user_id uuid default null,
  p_credential_id uuid default null
)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_test public.tests;
begin
  insert into public.tests (user_id, test_name, test_type, test_source_url, requested_duration_minutes)
  values (p_user_id, p_test_name, p_test_type, p_test_source_url, p_requested_duration_minutes)
  returning * into v_test;
  if p_credential_id is not null then
    perform private.use_credential(v_test.id, p_credential_id);
  end if;

  return jsonb_build_object('test_id', v_test.id, 'status', v_test.status) || private.queue_place(v_test.id);
end;
$$;
comment on function public.submit_test(text, text, text, integer, uuid, uuid) is 'Submits a test, as an insert into tests does; with the id of one of your logins it signs in. Answers test_id, status, queue_position and estimated_start_time. Only a server names another user.';
grant execute on function public.submit_test(text, text, text, integer, uuid, uuid) to authenticated, service_role;

create function private.cancel_test(p_test_id uuid)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_status text;
begin
  if not exists (
    select from public.tests
    where id = p_test_id and (user_id = auth.uid() or auth.role() = 'service_role')
  ) then
    raise exception using
      errcode = 'PT404',
      constraint = 'test_not_found',
      message = 'There is no such test.',
      hint = 'Look at your tests for its id.';
  end if;

  v_status := queue.cancel(p_test_id);
  return jsonb_build_object(
    'test_id', p_test_id,
    'status', v_status,
    'message', case v_status
      when 'cancelled' then 'The test was cancelled before it started.'
      else 'The test is being cancelled.'
    end
  );
end;
$$;
comment on function private.cancel_test(uuid) is 'Cancels a test of the caller''s, or any for a server; to everybody else it is not there.';
grant execute on function private.cancel_test(uuid) to authenticated, service_role;

create function public.cancel_test(p_test_id uuid)
returns jsonb
language sql
set search_path = ''
as $$
  select private.cancel_test(p_test_id);
$$;
comment on function public.cancel_test(uuid) is 'Cancels a test: at once while it waits, within seconds while it runs; 409 when it has ended. Answers test_id, status and message.';
grant execute on function public.cancel_test(uuid) to authenticated, service_role;
