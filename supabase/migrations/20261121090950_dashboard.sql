-- What a person reads of their own tests, plan and profile: one function for each page of the dashboard, the same for
-- supabase-js and for the API. All of them run with the caller's own rights, so row level security says whose rows.
--
-- A page costs what it shows, not what lies in the tables: every read starts from an index on the person. A search looks
-- through that person's rows alone: with row level security an index of trigrams could not be used (pattern matching is
-- not leakproof, so PostgreSQL asks the policy first), and who sees all rows asks for none.

-- What the tests of a person found, by severity ------------------------------------------------------------------------

create table private.bug_tallies (
  test_id uuid primary key,
  user_id uuid not null references public.profiles (user_id) on delete cascade,
  critical integer not null,
  high integer not null,
  medium integer not null,
  low integer not null
);

create index bug_tallies_of_a_user on private.bug_tallies (user_id) include (critical, high, medium, low);

comment on table private.bug_tallies is 'How many bugs of each severity a test has: a row for each test with any. Stays when the test goes to the archive.';
comment on column private.bug_tallies.test_id is 'Not a foreign key: what an archived test found still counts.';

alter table private.bug_tallies enable row level security, force row level security;

create policy "No client reads or writes the tallies"
on private.bug_tallies for all
to anon, authenticated
using (false);

create function private.tally_bugs()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
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
$$;
comment on function private.tally_bugs() is 'After bugs are written or deleted: the tallies of their tests follow.';

create trigger tally_new_bugs
after insert on public.bug_reports
referencing new table as changed
for each statement execute function private.tally_bugs();

create trigger tally_changed_bugs
after update on public.bug_reports
referencing new table as changed
for each statement execute function private.tally_bugs();

create trigger tally_deleted_bugs
after delete on public.bug_reports
referencing old table as changed
for each statement execute function private.tally_bugs();


-- The person ------------------------------------------------------------------------------------------------------------

create function private.own_month()
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_profile public.profiles;
  v_plan public.plans;
  v_used integer;
begin
  select * into v_profile from public.profiles where user_id = auth.uid();
  if not found then
    raise exception using
      errcode = 'PT404',
      constraint = 'profile_not_found',
      message = 'There is no profile for this account.',
      hint = 'Sign in again, or insert your profile.';
  end if;
  select * into strict v_plan from public.plans where plan_type = v_profile.plan_type;

  -- From the ledger: the copy in the profile waits for the daily reset when a month has turned.
  v_used := private.tests_used(v_profile);
  return jsonb_build_object(
    'used', v_used, 'limit', v_plan.monthly_tests, 'remaining', greatest(v_plan.monthly_tests - v_used, 0)
  );
end;
$$;
comment on function private.own_month() is 'The caller''s tests of this billing month: used, limit and remaining.';
grant execute on function private.own_month() to authenticated;

create function public.my_profile()
returns json
language plpgsql
stable
set search_path = ''
as $$
declare
  v_month jsonb := private.own_month();
begin
  return (
    select json_build_object(
      'user_id', user_id,
      'email', email,
      'full_name', full_name,
      'company_name', company_name,
      'industry', industry,
      'plan_type', plan_type,
      'created_at', private.utc_text(created_at),
      'subscription_status', subscription_status,
      'tests_this_month_count', v_month -> 'used',
      'concurrent_test_slots', concurrent_test_slots,
      'phone_number', phone_number,
      'country', country
    )
    from public.profiles
    where user_id = (select auth.uid())
  );
end;
$$;
comment on function public.my_profile() is 'The caller''s profile, with the month''s tests as they are at this moment.';
grant execute on function public.my_profile() to authenticated;

create function public.my_plan()
returns json
language plpgsql
stable
set search_path = ''
as $$
declare
  v_month jsonb := private.own_month();
begin
  return (
    select json_build_object(
      'plan_type', plan_type,
      'subscription_status', subscription_status,
      'current_billing_period_ends_at', private.utc_text(current_billing_period_ends_at),
      'tests_this_month_count', v_month -> 'used',
      'testsThisMonthRemaining', v_month -> 'remaining',
      'concurrent_test_slots', profiles.concurrent_test_slots,
      'paddle_customer_id', paddle_customer_id,
      'max_test_duration_minutes', profiles.max_test_duration_minutes,
      'available_durations', available_durations,
      'features', features
    )
    from public.profiles join public.plans using (plan_type)
    where user_id = (select auth.uid())
  );
end;
$$;
comment on function public.my_plan() is 'The caller''s plan: its limits, what is left of the month, the durations a form offers and its features.';
grant execute on function public.my_plan() to authenticated;


-- Their tests ------------------------------------------------------------------------------------------------------------

-- How functions that run as the caller write times.
grant execute on function private.utc_text(timestamptz) to authenticated;

create function private.shown_test(p_test public.tests)
returns json
language plpgsql
stable
set search_path = ''
as $$
begin
  return json_build_object(
    'id', p_test.id,
    'user_id', p_test.user_id,
    'test_name', p_test.test_name,
    'test_type', p_test.test_type,
    'test_source_url', p_test.test_source_url,
    'requested_duration_minutes', p_test.requested_duration_minutes,
    'status', p_test.status,
    'progress', p_test.progress,
    'submitted_at', private.utc_text(p_test.submitted_at),
    'completed_at', private.utc_text(p_test.completed_at),
    'bug_count', p_test.bug_count,
    'report_download_url', p_test.report_download_url
  );
end;
$$;
comment on function private.shown_test(public.tests) is 'A test as lists of tests show it.';
grant execute on function private.shown_test(public.tests) to authenticated;

create type private.history_order as (
  keys text[],
  types text[],
  descending boolean
);
comment on type private.history_order is 'An order of the history: what it goes by, the last of which is unique; the types of that; and which way.';

create function private.order_of_history(p_sort_by text)
returns private.history_order
language plpgsql
immutable
set search_path = ''
as $$
begin
  return case p_sort_by
    when 'newest' then row('{submitted_at,id}', '{timestamptz,uuid}', true)::private.history_order
    when 'oldest' then row('{submitted_at,id}', '{timestamptz,uuid}', false)::private.history_order
    when 'bugs' then row('{bug_count,submitted_at,id}', '{integer,timestamptz,uuid}', true)::private.history_order
    when 'duration' then
      row('{requested_duration_minutes,submitted_at,id}', '{integer,timestamptz,uuid}', true)::private.history_order
    -- As people sort names, whatever the database's own collation.
    when 'name' then row(array['test_name collate "und-x-icu"', 'id'], '{text,uuid}', false)::private.history_order
  end;
end;
$$;
comment on function private.order_of_history(text) is 'What a sortBy of the history means; null for an unknown one.';
grant execute on function private.order_of_history(text) to authenticated;

create function private.time_of_range(p_field text, p_text text, p_is_end boolean)
returns timestamptz
language plpgsql
stable
set search_path = ''
-- A time that names no zone is in UTC.
set timezone = 'UTC'
as $$
declare
  v_step interval;
begin
  -- PostgreSQL reads far more than this, "tomorrow" too.
  if p_text !~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?$' then
    raise invalid_datetime_format;
  end if;

  -- An end is the first moment that is no longer meant: of a day its whole, of a second, as times are shown, its whole.
  v_step := case
    when not p_is_end then '0'
    when length(p_text) = 10 then '1 day'
    when p_text ~ '[.]' then '1 microsecond'
    else '1 second'
  end;
  return p_text::timestamptz + v_step;
exception when invalid_datetime_format or datetime_field_overflow or invalid_time_zone_displacement_value then
  raise exception using
    errcode = 'PT422',
    constraint = 'invalid_date',
    column = p_field,
    message = format('%s is not a date or a time.', p_field),
    detail = format('This was sent: %s', left(p_text, 40)),
    hint = 'Write 2025-07-01 for the whole day in UTC, or 2025-07-01T12:00:00Z.';
end;
$$;
comment on function private.time_of_range(text, text, boolean) is 'The moment at which a range of dates begins, or the first after its end. Raises unless it is a date or a time.';
grant execute on function private.time_of_range(text, text, boolean) to authenticated;

create function private.check_choice(p_field text, p_value text, p_choices text[])
returns void
language plpgsql
immutable
set search_path = ''
as $$
begin
  if p_value <> all (p_choices) then
    raise exception using
      errcode = 'PT422',
      constraint = 'invalid_choice',
      column = p_field,
      message = format('%s has no choice %s.', p_field, quote_literal(left(p_value, 40))),
      hint = format('Use one of %s.', array_to_string(p_choices, ', '));
  end if;
end;
$$;
comment on function private.check_choice(text, text, text[]) is 'Raises unless the value is one of the choices. Null passes.';
grant execute on function private.check_choice(text, text, text[]) to authenticated;

create function private.check_number(p_field text, p_value integer, p_lowest integer, p_highest integer)
returns void
language plpgsql
immutable
set search_path = ''
as $$
begin
  if p_value not between p_lowest and p_highest then
    raise exception using
      errcode = 'PT422',
      constraint = 'out_of_range',
      column = p_field,
      message = format('%s is a whole number from %s to %s.', p_field, p_lowest, p_highest),
      detail = format('This was sent: %s', p_value);
  end if;
end;
$$;
comment on function private.check_number(text, integer, integer, integer) is 'Raises unless the number is within its bounds. Null passes.';
grant execute on function private.check_number(text, integer, integer, integer) to authenticated;

create function private.place_of_cursor(p_cursor text, p_sort_by text, p_types text[])
returns text[]
language plpgsql
stable
set search_path = ''
as $$
declare
  v_place jsonb;
  v_value text;
begin
  v_place := convert_from(
    decode(rpad(translate(p_cursor, '-_', '+/'), 4 * ceil(length(p_cursor) / 4.0)::integer, '='), 'base64'), 'utf8'
  )::jsonb;
  if v_place ->> 0 is distinct from p_sort_by or jsonb_array_length(v_place) <> 1 + cardinality(p_types) then
    raise invalid_parameter_value;
  end if;
  for v_key in 1 .. cardinality(p_types) loop
    execute format('select ($1::%s)::text', p_types[v_key]) into strict v_value using v_place ->> v_key;
    if v_value is null then
      raise invalid_parameter_value;
    end if;
  end loop;
  return array(select value from jsonb_array_elements_text(v_place - 0) with ordinality order by ordinality);
exception when data_exception or syntax_error_or_access_rule_violation then
  raise exception using
    errcode = 'PT422',
    constraint = 'invalid_cursor',
    column = 'cursor',
    message = 'The cursor is not one of this list''s.',
    hint = 'Send nextCursor as the page before gave it, with the same sortBy, or leave it out for the first page.';
end;
$$;
comment on function private.place_of_cursor(text, text, text[]) is 'The keys of the last test that was seen. Raises unless the cursor was made for this order.';
grant execute on function private.place_of_cursor(text, text, text[]) to authenticated;

create function public.test_history(
  p_offset integer default 0,
  p_limit integer default 10,
  p_sort_by text default 'newest',
  p_filter_by_type text default 'all',
  p_filter_by_status text default 'all',
  p_search text default '',
  p_start_date text default '',
  p_end_date text default '',
  p_cursor text default ''
)
returns json
language plpgsql
stable
set search_path = ''
as $$
declare
  v_offset integer := coalesce(p_offset, 0);
  v_limit integer := coalesce(p_limit, 10);
  v_sort_by text := coalesce(nullif(p_sort_by, ''), 'newest');
  v_type text := nullif(coalesce(nullif(p_filter_by_type, ''), 'all'), 'all');
  v_status text := nullif(coalesce(nullif(p_filter_by_status, ''), 'all'), 'all');
  v_search text := lower(nullif(btrim(p_search), ''));
  v_from timestamptz := private.time_of_range('startDate', nullif(p_start_date, ''), false);
  v_before timestamptz := private.time_of_range('endDate', nullif(p_end_date, ''), true);
  v_order private.history_order := private.order_of_history(v_sort_by);
  v_place text[];
  v_wanted text;
  v_sorted text;
  v_total bigint;
  v_shown json[];
  v_last jsonb;
begin
  perform private.check_choice('sortBy', v_sort_by, '{newest,oldest,name,bugs,duration}');
  perform private.check_choice('filterByType', v_type, '{web_url,web_bundle,android_apk,all}');
  perform private.check_choice(
    'filterByStatus', v_status, '{queued,running,processing_results,completed,failed,cancelled,all}'
  );
  perform private.check_number('offset', v_offset, 0, 1000000);
  perform private.check_number('limit', v_limit, 1, 100);
  if length(v_search) > 200 then
    raise exception using
      errcode = 'PT422',
      constraint = 'too_long',
      column = 'search',
      message = 'search is too long.',
      detail = format('It has %s characters; 200 are allowed.', length(v_search));
  elsif v_from >= v_before then
    raise exception using
      errcode = 'PT422',
      constraint = 'inverted_range',
      column = 'endDate',
      message = 'endDate lies before startDate.',
      hint = 'Swap them; both are within the range.';
  elsif p_cursor <> '' and v_offset > 0 then
    raise exception using
      errcode = 'PT422',
      constraint = 'cursor_with_offset',
      column = 'offset',
      message = 'A page is found by its cursor or by its offset, not by both.',
      hint = 'Leave offset out.';
  end if;
  if p_cursor <> '' then
    v_place := private.place_of_cursor(p_cursor, v_sort_by, v_order.types);
  end if;

  -- Only the conditions that are asked for, so that each question gets a plan of its own. Nothing of the caller's is in
  -- the text: values are parameters.
  v_wanted := concat_ws(' and ',
    'user_id = (select auth.uid())',
    case when v_type is not null then 'test_type = $1' end,
    case when v_status is not null then 'status = $2' end,
    case when v_from is not null then 'submitted_at >= $3' end,
    case when v_before is not null then 'submitted_at < $4' end,
    case when v_search is not null then '(strpos(lower(test_name), $5) > 0 or strpos(lower(test_source_url), $5) > 0)' end
  );

  execute format('select count(*) from public.tests where %s', v_wanted)
  into v_total
  using v_type, v_status, v_from, v_before, v_search;

  v_sorted := (
    select string_agg(key || case when v_order.descending then ' desc' else '' end, ', ') from unnest(v_order.keys) as key
  );
  execute format(
    'select
      array_agg(private.shown_test(tests) order by %2$s),
      jsonb_agg(jsonb_build_array(%1$s) order by %2$s) -> ($7 - 1)
    from public.tests
    where id in (select id from public.tests where %3$s order by %2$s limit $7 + 1 offset $8)',
    array_to_string(v_order.keys, ', '),
    v_sorted,
    v_wanted || case when v_place is not null then format(' and (%s) %s (%s)',
      array_to_string(v_order.keys, ', '),
      case when v_order.descending then '<' else '>' end,
      (
        select string_agg(format('$6[%s]::%s', place, type), ', ' order by place)
        from unnest(v_order.types) with ordinality as types (type, place)
      )
    ) else '' end
  )
  into v_shown, v_last
  using v_type, v_status, v_from, v_before, v_search, v_place, v_limit, v_offset;

  return json_build_object(
    'data', coalesce(to_json(v_shown[1:v_limit]), '[]'),
    'pagination', json_build_object(
      'page', v_offset / v_limit + 1,
      'limit', v_limit,
      'total', v_total,
      'hasMore', coalesce(cardinality(v_shown), 0) > v_limit,
      'nextCursor', case when cardinality(v_shown) > v_limit then
        translate(encode(convert_to((jsonb_build_array(v_sort_by) || v_last)::text, 'utf8'), 'base64'), E'+/=\n', '-_')
      end
    )
  );
end;
$$;
comment on function public.test_history(integer, integer, text, text, text, text, text, text, text) is 'The caller''s tests, a page of them: data and pagination {page, limit, total, hasMore, nextCursor}. Empty text means unset; dates are UTC and within the range.';
grant execute on function public.test_history(integer, integer, text, text, text, text, text, text, text) to authenticated;

create function public.live_tests()
returns json
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select coalesce(
      json_agg(
        json_build_object(
          'id', id,
          'test_name', test_name,
          'test_type', test_type,
          'status', status,
          'submitted_at', private.utc_text(submitted_at),
          'estimated_completion_time', private.utc_text(estimated_completion_time),
          'progress', progress
        )
        order by started_at, submitted_at, id
      ),
      '[]'
    )
    from (
      select *
      from public.tests
      where user_id = (select auth.uid()) and completed_at is null
      order by started_at, submitted_at
      limit 500
    ) as under_way
  );
end;
$$;
comment on function public.live_tests() is 'The caller''s tests that have not ended, first those that run, then those that wait, oldest first; 500 at most.';
grant execute on function public.live_tests() to authenticated;

create function public.test_status(p_test_id uuid)
returns json
language plpgsql
stable
set search_path = ''
as $$
declare
  v_test public.tests;
  v_place jsonb;
begin
  select * into v_test from public.tests where id = p_test_id and user_id = (select auth.uid());
  if not found then
    raise exception using
      errcode = 'PT404',
      constraint = 'test_not_found',
      message = 'There is no such test.',
      hint = 'Check the id; a test is seen only by who submitted it.';
  end if;

  if v_test.status = 'queued' then
    v_place := private.queue_place(v_test.id);
  end if;
  return json_build_object(
    'test_id', v_test.id,
    'status', v_test.status,
    'progress', v_test.progress,
    'estimated_completion_time', private.utc_text(v_test.estimated_completion_time),
    'queue_position', v_place -> 'queue_position',
    'estimated_start_time', v_place -> 'estimated_start_time'
  );
end;
$$;
comment on function public.test_status(uuid) is 'Where a test of the caller''s stands; while it waits, also its place in line and when it will probably start.';
grant execute on function public.test_status(uuid) to authenticated;

create function private.own_totals()
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'tests', (select count(*) from private.quota_ledger where user_id = auth.uid()),
      'bugs', coalesce(sum(critical + high + medium + low), 0),
      'critical', coalesce(sum(critical), 0),
      'major', coalesce(sum(high), 0),
      'minor', coalesce(sum(medium + low), 0)
    )
    from private.bug_tallies
    where user_id = auth.uid()
  );
end;
$$;
comment on function private.own_totals() is 'All that the caller has ever submitted and found, archived tests included.';
grant execute on function private.own_totals() to authenticated;

create function public.dashboard_summary()
returns json
language plpgsql
stable
set search_path = ''
as $$
declare
  v_month jsonb := private.own_month();
  v_totals jsonb := private.own_totals();
begin
  return json_build_object(
    'totalTestsRun', v_totals -> 'tests',
    'totalBugsFound', v_totals -> 'bugs',
    'testsThisMonth', json_build_object('count', v_month -> 'used', 'limit', v_month -> 'limit'),
    'bugSeverityDistribution', json_build_object(
      'critical', v_totals -> 'critical', 'major', v_totals -> 'major', 'minor', v_totals -> 'minor'
    ),
    'planInfo', (select json_build_object('plan_type', plan_type) from public.profiles where user_id = (select auth.uid())),
    'recentActivity', (
      select coalesce(json_agg(private.shown_test(test) order by place), '[]')
      from (
        select tests as test, row_number() over (order by submitted_at desc, id desc) as place
        from public.tests
        where user_id = (select auth.uid())
        order by submitted_at desc, id desc
        limit 5
      ) as newest
    )
  );
end;
$$;
comment on function public.dashboard_summary() is 'The caller''s dashboard: totals since sign-up, this month, bugs by severity as they are shown, plan, and the five newest tests.';
grant execute on function public.dashboard_summary() to authenticated;
