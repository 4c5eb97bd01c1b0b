-- The gate of the edge functions: who calls, how often, and the record of it. One call before a request's work, one after.

-- How often -----------------------------------------------------------------------------------------------------------

create table doors.limits (
  name text primary key,
  per_address integer not null check (per_address > 0),
  counts_accounts boolean not null
);

comment on table doors.limits is 'Requests a minute, for each kind of route. Changed by operators, and felt at once.';
comment on column doors.limits.per_address is 'Requests in any 60 seconds from one address (IPv6: from one /64).';
comment on column doors.limits.counts_accounts is 'Whether plans.requests_per_minute applies too, to the account and to each of its keys.';

insert into doors.limits (name, per_address, counts_accounts) values
  ('auth', 10, false),
  ('api', 1200, true),
  ('webhook', 600, false);

create unlogged table doors.counters (
  subject text primary key,
  second bigint not null,
  counts integer[] not null
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

comment on table doors.counters is 'Requests of the last 61 seconds, for each address, account and key that made any. Lost when the server crashes, which only forgives.';
comment on column doors.counters.second is 'When it last counted, in seconds since 1970.';
comment on column doors.counters.counts is 'Requests in that second, in the second before it, and so on.';

create function doors.count_request(p_subject text, p_limit integer, out remaining integer, out reset integer)
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_second bigint;
  v_counter doors.counters;
  v_used integer;
  v_oldest integer;
begin
  loop
    -- The lock makes those who ask at once count one after the other.
    select * into v_counter from doors.counters where subject = p_subject for update;
    v_second := floor(extract(epoch from clock_timestamp()));
    exit when found;
    insert into doors.counters (subject, second, counts)
    values (p_subject, v_second, array_fill(0, array[61]))
    on conflict (subject) do nothing;
  end loop;

  -- 61, because the second of a minute ago is not over for those who came late in it: in no 60 seconds are there more.
  v_counter.counts := (
    array_fill(0, array[least(greatest(v_second - v_counter.second, 0), 61)::integer]) || v_counter.counts
  )[1:61];
  select sum(requests), max(age) filter (where requests > 0)
  into v_used, v_oldest
  from unnest(v_counter.counts) with ordinality as counted (requests, age);

  if v_used >= p_limit then
    -- A refused request is not counted and writes nothing.
    remaining := -1;
  else
    remaining := p_limit - v_used - 1;
    v_counter.counts[1] := v_counter.counts[1] + 1;
    update doors.counters
    set second = greatest(v_second, second), counts = v_counter.counts
    where subject = p_subject;
  end if;
  reset := 62 - coalesce(v_oldest, 1);
end;
$$;
comment on function doors.count_request(text, integer) is 'Counts a request of somebody and answers how many more they may make now, -1 when this one is too many, and in how many seconds the oldest is forgotten.';


-- Who calls -----------------------------------------------------------------------------------------------------------

create function doors.refusal(p_status integer, p_code text, p_message text, p_hint text)
returns jsonb
language sql
immutable
set search_path = ''
as $$
  select jsonb_build_object('status', p_status, 'code', p_code, 'message', p_message, 'hint', p_hint);
$$;
comment on function doors.refusal(integer, text, text, text) is 'Why a request does not get in. Answered, not raised, so that it still counts.';

create function doors.find_session(p_user_id uuid, p_session_id uuid)
returns jsonb
language sql
stable
security definer
set search_path = ''
as $$
  select jsonb_build_object(
    'user_id', profile.user_id, 'email', profile.email, 'plan_type', profile.plan_type, 'session_id', session.id
  )
  from auth.sessions as session
  join public.profiles as profile on profile.user_id = session.user_id
  where session.id = p_session_id
    and session.user_id = p_user_id
    and (session.not_after is null or session.not_after > now());
$$;
comment on function doors.find_session(uuid, uuid) is 'Who a session belongs to; null once it has ended, by signing out or by time.';

create function doors.find_key(p_hash text)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_key public.api_keys;
  v_profile public.profiles;
begin
  select * into v_key from public.api_keys where api_key_hash = p_hash;
  if not found then
    return doors.refusal(401, 'api_key_unknown', 'There is no such API key.', 'Check that the whole key was sent, or make a new one.');
  elsif not v_key.is_active then
    return doors.refusal(401, 'api_key_off', 'This API key is switched off.', 'Switch it on again, or use another one.');
  elsif v_key.expires_at <= now() then
    return doors.refusal(401, 'api_key_expired', 'This API key has expired.', 'Make a new one.');
  end if;

  select * into v_profile from public.profiles where user_id = v_key.user_id;
  if v_profile.plan_type is distinct from 'chaos' or v_profile.subscription_status not in ('ACTIVE', 'TRIALING') then
    return doors.refusal(403, 'api_access_lost', 'API Access is only available for Chaos Mode users',
      'Upgrade to Chaos Mode, or bring its payment up to date.');
  end if;
  return jsonb_build_object(
    'user_id', v_profile.user_id, 'email', v_profile.email, 'plan_type', v_profile.plan_type, 'key_id', v_key.id
  );
end;
$$;
comment on function doors.find_key(text) is 'Who a key belongs to, or the refusal: unknown, switched off, expired, or its owner''s plan has no API any more.';

create function doors.enter(
  p_limit text, p_access text, p_address text, p_user_id uuid, p_session_id uuid, p_key_hash text
)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_limit doors.limits;
  v_caller jsonb;
  v_per_account integer;
  v_counted jsonb := '[]';
  v_remaining integer;
  v_reset integer;
  v_subject text;
begin
  select * into strict v_limit from doors.limits where name = p_limit;

  select * into v_remaining, v_reset from doors.count_request(p_limit || ' address ' || p_address, v_limit.per_address);
  v_counted := jsonb_build_array(jsonb_build_object('by', 'address', 'limit', v_limit.per_address, 'remaining', v_remaining, 'reset', v_reset));
  if v_remaining < 0 or p_access = 'everyone' then
    return jsonb_build_object('counted', v_counted);
  end if;

  v_caller := case
    when p_key_hash is not null and p_access = 'person'
      then doors.refusal(403, 'person_needed', 'An API key cannot do this.', 'Sign in and send the access token instead.')
    when p_key_hash is not null then doors.find_key(p_key_hash)
    when p_session_id is not null
      then coalesce(doors.find_session(p_user_id, p_session_id),
        doors.refusal(401, 'session_ended', 'This session has ended.', 'Sign in again.'))
    else doors.refusal(401, 'unauthorized', 'A valid access token is needed.',
      'Sign in and send the token as `Authorization: Bearer <access token>`; refresh it when it has expired.')
  end;
  if v_caller ? 'status' then
    return jsonb_build_object('counted', v_counted, 'refusal', v_caller);
  end if;

  if v_limit.counts_accounts then
    select requests_per_minute into v_per_account from public.plans where plan_type = v_caller ->> 'plan_type';
    -- The key before the account, so that a key that asks too often does not use up what is its owner's.
    foreach v_subject in array array['key', 'account'] loop
      continue when v_subject = 'key' and not v_caller ? 'key_id';
      select * into v_remaining, v_reset from doors.count_request(
        p_limit || ' ' || v_subject || ' ' || (v_caller ->> case v_subject when 'key' then 'key_id' else 'user_id' end),
        v_per_account
      );
      v_counted := v_counted || jsonb_build_object('by', v_subject, 'limit', v_per_account, 'remaining', v_remaining, 'reset', v_reset);
      exit when v_remaining < 0;
    end loop;
  end if;
  return jsonb_build_object('caller', v_caller, 'counted', v_counted);
end;
$$;
comment on function doors.enter(text, text, text, uuid, uuid, text) is 'Counts a request and answers who calls, or why it does not get in.';
grant execute on function doors.enter(text, text, text, uuid, uuid, text) to deffatest_door;


-- Once, however often it is asked -------------------------------------------------------------------------------------

create table doors.answered_requests (
  user_id uuid not null references public.profiles (user_id) on delete cascade,
  idempotency_key text not null check (length(idempotency_key) <= 255),
  request_hash text not null,
  status smallint not null,
  body text not null,
  content_type text not null,
  answered_at timestamptz not null default now(),
  primary key (user_id, idempotency_key)
);

create index answered_requests_by_age on doors.answered_requests (answered_at);

comment on table doors.answered_requests is 'Answers to requests with an Idempotency-Key, kept for a day. Written in the transaction that did the work.';
comment on column doors.answered_requests.request_hash is 'SHA-256 of method, address and content: the same key for another request is refused.';

alter table doors.answered_requests enable row level security, force row level security;
create policy "No client reads or writes answered requests" on doors.answered_requests for all to anon, authenticated using (false);

create function doors.begin_once(p_user_id uuid, p_key text, p_request_hash text)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_known doors.answered_requests;
begin
  -- Held until the transaction ends: whoever gets it is the only one at work, and sees what those before committed.
  if not pg_try_advisory_xact_lock(hashtextextended(p_user_id || ' ' || p_key, 0)) then
    raise exception using
      errcode = 'PT409',
      constraint = 'request_under_way',
      message = 'The same request is being worked on.',
      hint = 'Send it again in a moment, with the same Idempotency-Key, for its answer.';
  end if;

  delete from doors.answered_requests
  where user_id = p_user_id and idempotency_key = p_key and answered_at < now() - interval '24 hours';

  select * into v_known from doors.answered_requests where user_id = p_user_id and idempotency_key = p_key;
  if not found then
    return null;
  elsif v_known.request_hash <> p_request_hash then
    raise exception using
      errcode = 'PT422',
      constraint = 'idempotency_key_reused',
      message = 'This Idempotency-Key was used for another request.',
      hint = 'Use a new key for each new request.';
  end if;
  return jsonb_build_object('status', v_known.status, 'body', v_known.body, 'content_type', v_known.content_type);
end;
$$;
comment on function doors.begin_once(uuid, text, text) is 'The answer that a request was given, or null for a new one, which is then this transaction''s alone. Raises PT409 while another works on it, PT422 when the key belongs to another request.';
grant execute on function doors.begin_once(uuid, text, text) to deffatest_door;

create function doors.end_once(
  p_user_id uuid, p_key text, p_request_hash text, p_status integer, p_body text, p_content_type text
)
returns void
language sql
security definer
set search_path = ''
as $$
  insert into doors.answered_requests (user_id, idempotency_key, request_hash, status, body, content_type)
  values (p_user_id, p_key, p_request_hash, p_status, p_body, p_content_type);
$$;
comment on function doors.end_once(uuid, text, text, integer, text, text) is 'Keeps the answer of the request that begin_once began.';
grant execute on function doors.end_once(uuid, text, text, integer, text, text) to deffatest_door;


-- The record ----------------------------------------------------------------------------------------------------------

create table doors.accesses (
  id bigint generated always as identity,
  at timestamptz not null default now(),
  request_id text not null,
  door text not null,
  method text not null,
  route text,
  status smallint not null,
  code text,
  user_id uuid,
  key_id uuid,
  address text not null,
  user_agent text,
  milliseconds integer not null,
  primary key (id, at)
) partition by range (at);

comment on table doors.accesses is 'Every request to the edge functions, the refused ones too: who, what, outcome, address. No secrets. A partition a month.';
comment on column doors.accesses.route is 'The route as it is declared, such as /tests/{testId}/report; null where there is none.';
comment on column doors.accesses.code is 'The error''s code; null when it went well.';
comment on column doors.accesses.user_agent is 'The first 200 characters of what the client calls itself.';

create table doors.accesses_other partition of doors.accesses default;

create function doors.record(p_access jsonb)
returns void
language sql
security definer
set search_path = ''
as $$
  insert into doors.accesses (request_id, door, method, route, status, code, user_id, key_id, address, user_agent, milliseconds)
  select request_id, door, method, route, status, code, user_id, key_id, address, left(user_agent, 200), milliseconds
  from jsonb_populate_record(null::doors.accesses, p_access);
$$;
comment on function doors.record(jsonb) is 'Records a request and its outcome.';
grant execute on function doors.record(jsonb) to deffatest_door;

alter table doors.limits enable row level security, force row level security;
alter table doors.counters enable row level security, force row level security;
alter table doors.accesses enable row level security, force row level security;
alter table doors.accesses_other enable row level security, force row level security;

create policy "No client reads or writes limits" on doors.limits for all to anon, authenticated using (false);
create policy "No client reads or writes counters" on doors.counters for all to anon, authenticated using (false);
create policy "No client reads or writes accesses" on doors.accesses for all to anon, authenticated using (false);
create policy "No client reads or writes other accesses" on doors.accesses_other for all to anon, authenticated using (false);
