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


-- Signed requests -----------------------------------------------------------------------------------------------------

create table doors.signing_secrets (
  key_id uuid primary key references public.api_keys (id) on delete cascade,
  sealed text not null check (sealed like 'v1.%'),
  made_at timestamptz not null default now()
);

comment on table doors.signing_secrets is 'What requests with an API key are signed with. Whoever has only the key cannot use it.';
comment on column doors.signing_secrets.sealed is 'The secret under a key that the functions have and the database has not.';

create table doors.used_nonces (
  key_id uuid not null references public.api_keys (id) on delete cascade,
  nonce text not null check (length(nonce) <= 64),
  used_at timestamptz not null default now(),
  primary key (key_id, nonce)
);

create index used_nonces_by_age on doors.used_nonces (used_at);

comment on table doors.used_nonces is 'Signed requests of the last minutes, so that a recorded one is of no use.';

create function doors.keep_signing_secret(p_user_id uuid, p_key_id uuid, p_sealed text)
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform from public.api_keys where id = p_key_id and user_id = p_user_id;
  if not found then
    raise exception using
      errcode = 'PT404',
      constraint = 'api_key_not_found',
      message = 'There is no such API key.',
      hint = 'Check the id; a key is seen only by its owner.';
  end if;

  insert into doors.signing_secrets (key_id, sealed)
  values (p_key_id, p_sealed)
  on conflict (key_id) do update set sealed = excluded.sealed, made_at = now();
  update public.api_key_details set signs_since = coalesce(signs_since, now()) where key_id = p_key_id;
end;
$$;
comment on function doors.keep_signing_secret(uuid, uuid, text) is 'From now on every request with this key has to be signed with this secret. Raises PT404 for a key that is not this person''s.';
grant execute on function doors.keep_signing_secret(uuid, uuid, text) to deffatest_door;

create function doors.forget_signing_secret(p_user_id uuid, p_key_id uuid)
returns boolean
language plpgsql
security definer
set search_path = ''
as $$
begin
  delete from doors.signing_secrets
  where key_id = (select id from public.api_keys where id = p_key_id and user_id = p_user_id);
  if not found then
    return false;
  end if;
  update public.api_key_details set signs_since = null where key_id = p_key_id;
  return true;
end;
$$;
comment on function doors.forget_signing_secret(uuid, uuid) is 'Requests with this key need no signature any more. False when they needed none.';
grant execute on function doors.forget_signing_secret(uuid, uuid) to deffatest_door;

create function doors.use_nonce(p_key_id uuid, p_nonce text)
returns boolean
language plpgsql
security definer
set search_path = ''
as $$
begin
  insert into doors.used_nonces (key_id, nonce) values (p_key_id, p_nonce) on conflict do nothing;
  return found;
end;
$$;
comment on function doors.use_nonce(uuid, text) is 'Whether a signed request is here for the first time.';
grant execute on function doors.use_nonce(uuid, text) to deffatest_door;

alter table doors.signing_secrets enable row level security, force row level security;
alter table doors.used_nonces enable row level security, force row level security;
create policy "No client reads or writes signing secrets" on doors.signing_secrets for all to anon, authenticated using (false);
create policy "No client reads or writes nonces" on doors.used_nonces for all to anon, authenticated using (false);


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

create function doors.counted(p_by text, p_limit integer, p_remaining integer, p_reset integer)
returns jsonb
language sql
immutable
set search_path = ''
as $$
  select jsonb_build_object('by', p_by, 'limit', p_limit, 'remaining', p_remaining, 'reset', p_reset);
$$;
comment on function doors.counted(text, integer, integer, integer) is 'How one limit stands.';

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
  join auth.users as account on account.id = session.user_id
  join public.profiles as profile on profile.user_id = session.user_id
  where session.id = p_session_id
    and session.user_id = p_user_id
    and coalesce(session.not_after > now(), true)
    and coalesce(account.banned_until <= now(), true)
    and account.deleted_at is null;
$$;
comment on function doors.find_session(uuid, uuid) is 'Who a session belongs to; null once it has ended, by signing out, by time or with its account.';

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

  -- A payment that is due keeps its plan for a time of grace, and so its keys.
  select * into v_profile from public.profiles where user_id = v_key.user_id;
  if v_profile.plan_type is distinct from 'chaos'
    or v_profile.subscription_status not in ('ACTIVE', 'TRIALING', 'PAST_DUE')
  then
    return doors.refusal(401, 'api_access_lost', 'API Access is only available for Chaos Mode users',
      'Upgrade to Chaos Mode, or bring its payment up to date.');
  end if;

  -- Once a minute is enough to know, and spares a write at every request.
  update public.api_key_details
  set last_used_at = now()
  where key_id = v_key.id and coalesce(last_used_at < now() - interval '1 minute', true);

  return (
    select jsonb_build_object(
      'user_id', v_profile.user_id, 'email', v_profile.email, 'plan_type', v_profile.plan_type, 'key_id', v_key.id,
      'key_limit', detail.requests_per_minute, 'signing_secret', signing.sealed
    )
    from public.api_key_details as detail
    left join doors.signing_secrets as signing on signing.key_id = detail.key_id
    where detail.key_id = v_key.id
  );
end;
$$;
comment on function doors.find_key(text) is 'Who a key belongs to, or the refusal: unknown, switched off, expired, or its owner''s plan has no API any more.';

create function doors.network_of(p_address text)
returns text
language sql
immutable
set search_path = ''
as $$
  select case when p_address like '%:%' then network(set_masklen(p_address::inet, 64))::text else p_address end;
$$;
comment on function doors.network_of(text) is 'What is counted as one address: of IPv6 the /64, which is what one customer gets.';

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
  v_per_key integer;
  v_counted jsonb;
  v_remaining integer;
  v_reset integer;
begin
  select * into strict v_limit from doors.limits where name = p_limit;

  select * into v_remaining, v_reset
  from doors.count_request(format('%s address %s', p_limit, doors.network_of(p_address)), v_limit.per_address);
  v_counted := jsonb_build_array(doors.counted('address', v_limit.per_address, v_remaining, v_reset));
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
    select requests_per_minute into strict v_per_account from public.plans where plan_type = v_caller ->> 'plan_type';

    -- The key before the account, so that a key that asks too often does not use up what is its owner's.
    if v_caller ? 'key_id' then
      v_per_key := least(v_per_account, (v_caller ->> 'key_limit')::integer);
      select * into v_remaining, v_reset from doors.count_request(format('%s key %s', p_limit, v_caller ->> 'key_id'), v_per_key);
      v_counted := v_counted || doors.counted('key', v_per_key, v_remaining, v_reset);
    end if;
    if v_remaining >= 0 then
      select * into v_remaining, v_reset
      from doors.count_request(format('%s account %s', p_limit, v_caller ->> 'user_id'), v_per_account);
      v_counted := v_counted || doors.counted('account', v_per_account, v_remaining, v_reset);
    end if;
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
  where user_id = p_user_id and idempotency_key = p_key
    and answered_at < now() - make_interval(hours => (select answers_hours from doors.settings));

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

create index accesses_of_a_person on doors.accesses (user_id, at) where user_id is not null;
create index accesses_by_request on doors.accesses (request_id);

create table doors.accesses_other partition of doors.accesses default;

comment on table doors.accesses_other is 'Requests of a month that has no partition yet; empty while the scheduler runs.';

create function doors.record(p_access jsonb)
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
  -- Who asked need not wait for the disk; a crash of the server loses the last moments' rows, which are in the log too.
  perform set_config('synchronous_commit', 'off', true);
  insert into doors.accesses (request_id, door, method, route, status, code, user_id, key_id, address, user_agent, milliseconds)
  select request_id, door, method, route, status, code, user_id, key_id, address, left(user_agent, 200), milliseconds
  from jsonb_populate_record(null::doors.accesses, p_access);
end;
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


-- Cleaning up, by the clock -------------------------------------------------------------------------------------------

create table doors.settings (
  only_one boolean primary key default true check (only_one),
  accesses_months integer not null default 12 check (accesses_months > 0),
  answers_hours integer not null default 24 check (answers_hours > 0)
);

comment on table doors.settings is 'How long the doors remember. One row, changed by operators.';
comment on column doors.settings.accesses_months is 'Whole months for which accesses are kept, besides the present one.';
comment on column doors.settings.answers_hours is 'For how long a repeat with the same Idempotency-Key gets the same answer.';

insert into doors.settings default values;

alter table doors.settings enable row level security, force row level security;
create policy "No client reads or writes settings" on doors.settings for all to anon, authenticated using (false);

create function doors.forget_the_past()
returns integer
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_total integer := 0;
  v_count integer;
begin
  -- Rows that are in use are left for the next time.
  delete from doors.counters
  where ctid = any (array(
    select ctid from doors.counters where second < extract(epoch from now()) - 61 for update skip locked
  ));
  get diagnostics v_count = row_count;
  v_total := v_total + v_count;

  -- Twice the time for which a signature is taken.
  delete from doors.used_nonces where used_at < now() - interval '10 minutes';
  get diagnostics v_count = row_count;
  v_total := v_total + v_count;

  delete from doors.answered_requests
  using doors.settings
  where answered_at < now() - make_interval(hours => settings.answers_hours);
  get diagnostics v_count = row_count;
  return v_total + v_count;
end;
$$;
comment on function doors.forget_the_past() is 'Deletes counters of more than a minute ago, nonces that no signature could use any more, and answers past their day. Answers how many.';
grant execute on function doors.forget_the_past() to deffatest_scheduler;

create function doors.make_partition(p_month date)
returns boolean
language plpgsql
security definer
set search_path = ''
set lock_timeout = '2s'
as $$
declare
  v_name text := 'accesses_' || to_char(p_month, 'YYYY_MM');
  v_from timestamptz := p_month::timestamp at time zone 'utc';
  v_to timestamptz := (p_month + interval '1 month')::timestamp at time zone 'utc';
begin
  if to_regclass('doors.' || v_name) is not null then
    return false;
  end if;
  execute format('create table doors.%I (like doors.accesses including constraints including defaults)', v_name);
  -- Rows that came before their month had a place.
  execute format('with moved as (delete from doors.accesses_other where at >= %L and at < %L returning *) insert into doors.%I select * from moved',
    v_from, v_to, v_name);
  execute format('alter table doors.accesses attach partition doors.%I for values from (%L) to (%L)', v_name, v_from, v_to);
  execute format('alter table doors.%I enable row level security, force row level security', v_name);
  execute format('create policy "No client reads or writes accesses" on doors.%I for all to anon, authenticated using (false)', v_name);
  return true;
end;
$$;
comment on function doors.make_partition(date) is 'Makes the place for a month''s accesses; the month is given by its first day, in UTC. False when it is there.';

create function doors.turn_pages(out made integer, out dropped integer)
language plpgsql
security definer
set search_path = ''
set lock_timeout = '2s'
as $$
declare
  v_month date := date_trunc('month', now() at time zone 'utc');
  v_oldest date;
  v_name text;
begin
  select (v_month - make_interval(months => accesses_months))::date into strict v_oldest from doors.settings;

  select count(*) filter (where doors.make_partition((v_month + make_interval(months => ahead))::date))
  into made
  from generate_series(0, 2) as ahead;

  dropped := 0;
  for v_name in
    select partition.relname
    from pg_catalog.pg_inherits
    join pg_catalog.pg_class as partition on partition.oid = pg_inherits.inhrelid
    where inhparent = 'doors.accesses'::regclass
      and partition.relname ~ '^accesses_\d{4}_\d\d$'
      and to_date(right(partition.relname, 7), 'YYYY_MM') < v_oldest
  loop
    execute format('drop table doors.%I', v_name);
    dropped := dropped + 1;
  end loop;
  delete from doors.accesses_other where at < v_oldest;
end;
$$;
comment on function doors.turn_pages() is 'Makes places for this month''s accesses and the next two''s, and drops the months that were kept long enough.';
grant execute on function doors.turn_pages() to deffatest_scheduler;
