-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.admit_test()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
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
$function$;

comment on function private.admit_test() is 'Before a test is inserted: checks it against the plan, reserves it and sets all that is not the client''s to say.';

-- Executed by its owner alone.
