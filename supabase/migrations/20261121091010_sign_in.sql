-- Who may try a password, and when. Supabase Auth keeps passwords and sessions; here is what it lacks: failures are
-- counted, waits grow, and the fifth failure closes the account to strangers for a quarter of an hour.
--
-- A try is counted once, whichever door it came through:
--
--   our function    start_attempt ──▶ Supabase Auth looks at the password ──▶ finish_attempt
--                                        │ asks the hook, where it has hooks: the attempt is known already
--   supabase-js     ─────────────────▶ Supabase Auth looks at the password ──▶ asks the hook, which judges
--
-- Guards. Each account has one guard for the whole world, and one for each of the few networks that it signed in from
-- lately. A try is judged by its own network's guard, or by the world's where it has none. So whoever guesses from
-- elsewhere closes the account to strangers only, and its owner still gets in from home.

create schema sign_in;
comment on schema sign_in is 'Who may try a password, and when. Not exposed to the Data API.';
grant usage on schema sign_in to deffatest_door, supabase_auth_admin;

create table sign_in.settings (
  only_row boolean primary key default true check (only_row),
  failures_allowed integer not null default 5 check (failures_allowed > 0),
  locked_for interval not null default '15 minutes',
  first_wait interval not null default '1 second',
  networks_known integer not null default 5 check (networks_known >= 0),
  known_for interval not null default '90 days',
  attempt_lasts interval not null default '1 minute',
  fresh_for interval not null default '24 hours',
  session_lasts interval not null default '7 days',
  token_reuse interval not null default '10 seconds',
  hash_key bytea not null default extensions.gen_random_bytes(32)
);

comment on table sign_in.settings is 'The rules of signing in, in one row. Changed by operators with an update, and felt at once.';
comment on column sign_in.settings.failures_allowed is 'The failure of this number locks.';
comment on column sign_in.settings.locked_for is 'How long a lock lasts; also after how long a failure is forgotten.';
comment on column sign_in.settings.first_wait is 'How long after the second failure in a row the next try is looked at; doubles with each failure.';
comment on column sign_in.settings.networks_known is 'How many networks an account keeps guards for, the latest ones.';
comment on column sign_in.settings.known_for is 'How long a network stays known after signing in from it.';
comment on column sign_in.settings.attempt_lasts is 'After how long an attempt that nobody finished counts as a failure.';
comment on column sign_in.settings.fresh_for is 'How old a session may be that sets a new password without the old one.';
comment on column sign_in.settings.session_lasts is 'How long after signing in a session can be refreshed. As timebox in config.toml, which not every plan of the platform has.';
comment on column sign_in.settings.token_reuse is 'How long a used refresh token is still taken: two tabs may refresh at once. As refresh_token_reuse_interval in config.toml.';
comment on column sign_in.settings.hash_key is 'What accounts and networks are hashed with, so that no address lies in the guards.';

insert into sign_in.settings default values;

create table sign_in.guards (
  account bytea not null,
  network bytea not null,
  failures integer not null default 0 check (failures >= 0),
  failed_at timestamptz,
  locked_until timestamptz,
  known_until timestamptz,
  kept_until timestamptz not null,
  primary key (account, network),
  check ((failures = 0) = (failed_at is null)),
  check (network <> '' or known_until is null)
);

create index guards_by_end on sign_in.guards (kept_until);

comment on table sign_in.guards is 'How often a password was missed lately, for accounts that exist and for addresses that do not, and which networks an account is used from.';
comment on column sign_in.guards.account is 'Keyed hash of the e-mail address.';
comment on column sign_in.guards.network is 'Keyed hash of an account''s network; empty for the whole world.';
comment on column sign_in.guards.failures is 'In a row, none of them longer ago than settings.locked_for.';
comment on column sign_in.guards.known_until is 'Until when this network is judged by itself.';
comment on column sign_in.guards.kept_until is 'When the row says nothing any more and may go.';

create table sign_in.attempts (
  id uuid primary key default gen_random_uuid(),
  account bytea not null,
  network bytea not null,
  begun_at timestamptz not null default clock_timestamp(),
  met_by_hook boolean not null default false
);

create index attempts_of_an_account on sign_in.attempts (account);

comment on table sign_in.attempts is 'Passwords that Supabase Auth is looking at for our function, a row for each while it does.';
comment on column sign_in.attempts.met_by_hook is 'Whether the hook has been asked about it already.';

alter table sign_in.settings enable row level security, force row level security;
alter table sign_in.guards enable row level security, force row level security;
alter table sign_in.attempts enable row level security, force row level security;

create policy "No client reads or writes the rules" on sign_in.settings for all to anon, authenticated using (false);
create policy "No client reads or writes guards" on sign_in.guards for all to anon, authenticated using (false);
create policy "No client reads or writes attempts" on sign_in.attempts for all to anon, authenticated using (false);


-- Whose, and from where -----------------------------------------------------------------------------------------------

create function sign_in.account_of(p_email text)
returns bytea
language sql
stable
set search_path = ''
as $$
  select extensions.hmac(convert_to(lower(trim(p_email)), 'utf8'), hash_key, 'sha256') from sign_in.settings;
$$;
comment on function sign_in.account_of(text) is 'What an e-mail address is counted under, whether it has an account or not.';

create function sign_in.account_of_user(p_user_id uuid)
returns bytea
language sql
stable
set search_path = ''
as $$
  -- Who signs in by something else than an e-mail address is counted under their id.
  select sign_in.account_of(coalesce(nullif(email, ''), id::text)) from auth.users where id = p_user_id;
$$;
comment on function sign_in.account_of_user(uuid) is 'What a user is counted under; null where there is no such user.';

create function sign_in.network_of(p_account bytea, p_address text)
returns bytea
language sql
stable
set search_path = ''
as $$
  select case
    -- An address that cannot be read is nobody's own: it is judged with the rest of the world.
    when not pg_input_is_valid(coalesce(p_address, ''), 'inet') then ''::bytea
    else extensions.hmac(
      -- A household has 64 bits of IPv6 and changes the rest daily.
      p_account || convert_to(
        network(set_masklen(p_address::inet, case family(p_address::inet) when 4 then 32 else 64 end))::text, 'utf8'),
      hash_key, 'sha256')
  end
  from sign_in.settings;
$$;
comment on function sign_in.network_of(bytea, text) is 'What an account''s network is counted under: an IPv4 address, or the first half of one of IPv6.';

create function sign_in.one_at_a_time(p_account bytea)
returns void
language sql
volatile
set search_path = ''
as $$
  select pg_advisory_xact_lock(('x' || encode(substr(p_account, 1, 8), 'hex'))::bit(64)::bigint);
$$;
comment on function sign_in.one_at_a_time(bytea) is 'Holds an account''s guards until the transaction ends; they may be rows that are not there yet.';


-- Judging -------------------------------------------------------------------------------------------------------------

create function sign_in.wait_for(p_account bytea, p_network bytea)
returns interval
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_settings sign_in.settings;
  v_guard sign_in.guards;
  v_now timestamptz := clock_timestamp();
  v_failures integer := 0;
  v_under_way integer;
begin
  select * into v_settings from sign_in.settings;
  select * into v_guard
  from sign_in.guards
  where account = p_account and (network = '' or network = p_network and known_until > v_now)
  order by network desc -- its own before the world's
  limit 1;

  if v_guard.locked_until > v_now then
    return v_guard.locked_until - v_now;
  end if;
  if v_guard.locked_until is null and v_guard.failed_at > v_now - v_settings.locked_for then
    v_failures := v_guard.failures;
    -- The first is a slip of the fingers.
    if v_failures > 1 and v_guard.failed_at + v_settings.first_wait * 2 ^ (v_failures - 2) > v_now then
      return v_guard.failed_at + v_settings.first_wait * 2 ^ (v_failures - 2) - v_now;
    end if;
  end if;

  -- Each that is under way may be a failure in a moment: together they must not get past the limit.
  select count(*) into v_under_way from sign_in.attempts where account = p_account;
  if v_failures + v_under_way >= v_settings.failures_allowed then
    return v_settings.first_wait;
  end if;
  return interval '0';
end;
$$;
comment on function sign_in.wait_for(bytea, bytea) is 'How long until a password may be tried; nothing where it may be now. The caller holds the account.';

create function sign_in.count_failure(p_account bytea, p_network bytea)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_settings sign_in.settings;
  v_now timestamptz := clock_timestamp();
begin
  select * into v_settings from sign_in.settings;

  insert into sign_in.guards (account, network, kept_until) values (p_account, '', v_now)
  on conflict (account, network) do nothing;

  -- The world's guard counts all failures, a known network's its own. A lock that stands is not made longer: nobody
  -- shall be kept out for as long as somebody else goes on trying.
  update sign_in.guards
  set
    failures = counted.failures,
    failed_at = v_now,
    locked_until = case when counted.failures >= v_settings.failures_allowed then v_now + v_settings.locked_for end,
    kept_until = greatest(guards.kept_until, v_now + v_settings.locked_for)
  from (
    select
      network,
      case when locked_until is null and failed_at > v_now - v_settings.locked_for then failures + 1 else 1 end as failures
    from sign_in.guards
    where account = p_account
  ) as counted
  where guards.account = p_account
    and guards.network = counted.network
    and (guards.network = '' or guards.network = p_network)
    and coalesce(guards.locked_until <= v_now, true);

  -- Whoever adds a row takes away old ones: addresses that are made up cannot fill the table.
  delete from sign_in.guards
  where ctid = any (array(
    select ctid from sign_in.guards
    where kept_until < v_now and account <> p_account
    order by kept_until
    limit 10
    for update skip locked
  ));
end;
$$;
comment on function sign_in.count_failure(bytea, bytea) is 'Counts one failure, and locks with the last that is allowed. The caller holds the account.';

create function sign_in.count_success(p_account bytea, p_network bytea)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_settings sign_in.settings;
  v_now timestamptz := clock_timestamp();
begin
  select * into v_settings from sign_in.settings;

  delete from sign_in.guards where account = p_account and network = '';
  if p_network <> '' then
    insert into sign_in.guards (account, network, known_until, kept_until)
    values (p_account, p_network, v_now + v_settings.known_for, v_now + v_settings.known_for)
    on conflict (account, network) do update set
      failures = 0,
      failed_at = null,
      locked_until = null,
      known_until = excluded.known_until,
      kept_until = excluded.kept_until;
  end if;

  delete from sign_in.guards
  where account = p_account and network in (
    select network from sign_in.guards
    where account = p_account and network <> ''
    order by known_until desc
    offset v_settings.networks_known
  );
end;
$$;
comment on function sign_in.count_success(bytea, bytea) is 'Clears the counters and makes the network known. The caller holds the account.';


create function sign_in.describe_person(p_user_id uuid)
returns jsonb
language sql
stable
security definer
set search_path = ''
as $$
  select jsonb_build_object('full_name', full_name, 'plan_type', plan_type)
  from public.profiles
  where user_id = p_user_id;
$$;
comment on function sign_in.describe_person(uuid) is 'What the answer to signing in says of a person beside their tokens.';
grant execute on function sign_in.describe_person(uuid) to deffatest_door;


-- Through our function ------------------------------------------------------------------------------------------------

create function sign_in.start_attempt(
  p_email text, p_address text,
  out attempt_id uuid, out retry_after_seconds integer
)
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_account bytea := sign_in.account_of(p_email);
  v_network bytea := sign_in.network_of(v_account, p_address);
  v_broken_off bytea;
  v_wait interval;
begin
  perform sign_in.one_at_a_time(v_account);

  -- Nobody knows what came of these: a caller who can make us break off must not get tries for nothing.
  for v_broken_off in
    delete from sign_in.attempts
    using sign_in.settings
    where account = v_account and begun_at < clock_timestamp() - settings.attempt_lasts
    returning attempts.network
  loop
    perform sign_in.count_failure(v_account, v_broken_off);
  end loop;

  v_wait := sign_in.wait_for(v_account, v_network);
  if v_wait > interval '0' then
    retry_after_seconds := ceil(extract(epoch from v_wait));
    return;
  end if;
  insert into sign_in.attempts (account, network) values (v_account, v_network) returning id into attempt_id;
end;
$$;
comment on function sign_in.start_attempt(text, text) is 'Before a password is looked at: an attempt to finish, or how many seconds to wait. The same for addresses that have no account.';
grant execute on function sign_in.start_attempt(text, text) to deffatest_door;

create function sign_in.finish_attempt(p_attempt_id uuid, p_outcome text, p_user_id uuid default null)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_attempt sign_in.attempts;
begin
  if p_outcome not in ('succeeded', 'failed', 'withdrawn') or (p_outcome = 'succeeded') <> (p_user_id is not null) then
    raise exception using
      errcode = '22023',
      message = format('%L is no outcome of an attempt, or the user does not go with it.', p_outcome),
      hint = 'Use failed or withdrawn, or succeeded and the user''s id.';
  end if;

  select * into v_attempt from sign_in.attempts where id = p_attempt_id;
  if found then
    perform sign_in.one_at_a_time(v_attempt.account);
    delete from sign_in.attempts where id = p_attempt_id;
    -- Gone already where it lasted so long that another start took it for a failure.
    if found and p_outcome = 'failed' then
      perform sign_in.count_failure(v_attempt.account, v_attempt.network);
    elsif p_outcome = 'succeeded' then
      perform sign_in.count_success(v_attempt.account, v_attempt.network);
    end if;
  end if;

  return sign_in.describe_person(p_user_id);
end;
$$;
comment on function sign_in.finish_attempt(uuid, text, uuid) is 'After a password was looked at: counts it, or takes the attempt back when nothing was looked at. Describes who signed in.';
grant execute on function sign_in.finish_attempt(uuid, text, uuid) to deffatest_door;


-- Directly, by the hook of Supabase Auth ------------------------------------------------------------------------------

create function sign_in.password_verification_attempt(event jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_account bytea := sign_in.account_of_user((event ->> 'user_id')::uuid);
  v_network bytea := sign_in.network_of(v_account, event -> 'metadata' ->> 'ip_address');
  v_go_on constant jsonb := '{"decision": "continue"}';
begin
  if v_account is null then
    -- Auth takes this for a refusal: what cannot be counted is not let through.
    raise no_data_found using message = 'There is no such user.', detail = event ->> 'user_id';
  end if;
  perform sign_in.one_at_a_time(v_account);

  -- Our function has been here before: it was let in then, and is counted when it has finished.
  update sign_in.attempts
  set met_by_hook = true
  where id = (
    select id
    from sign_in.attempts
    cross join sign_in.settings
    where account = v_account and not met_by_hook and begun_at > clock_timestamp() - attempt_lasts
    order by (network = v_network) desc, begun_at
    limit 1
  );
  if found then
    return v_go_on;
  end if;

  if sign_in.wait_for(v_account, v_network) > interval '0' then
    -- In the words of a wrong password: this is asked for accounts that exist, and must not tell that they do.
    return jsonb_build_object(
      'decision', 'reject', 'message', 'Invalid login credentials', 'should_logout_user', false);
  end if;
  if (event ->> 'valid')::boolean then
    perform sign_in.count_success(v_account, v_network);
  else
    perform sign_in.count_failure(v_account, v_network);
  end if;
  return v_go_on;
end;
$$;
comment on function sign_in.password_verification_attempt(jsonb) is 'The hook that Supabase Auth asks after it has looked at a password. Refuses during a wait or a lock, a right password too.';
revoke execute on function sign_in.password_verification_attempt(jsonb) from public, anon, authenticated;
grant execute on function sign_in.password_verification_attempt(jsonb) to supabase_auth_admin;


-- Passwords and sessions ----------------------------------------------------------------------------------------------

create function sign_in.forgive()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  -- Runs inside the change of the password, which only a signed-in owner or the reader of the owner's mail can make.
  update sign_in.guards
  set failures = 0, failed_at = null, locked_until = null
  where account = sign_in.account_of_user(new.id);
  return new;
end;
$$;
comment on function sign_in.forgive() is 'After a new password: earlier failures were of the old one, and a lock ends.';

create trigger forgive
after update of encrypted_password on auth.users
for each row
when (new.encrypted_password is distinct from old.encrypted_password)
execute function sign_in.forgive();

create function sign_in.remember_network(p_user_id uuid, p_address text)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_account bytea := sign_in.account_of_user(p_user_id);
begin
  perform sign_in.one_at_a_time(v_account);
  perform sign_in.count_success(v_account, sign_in.network_of(v_account, p_address));
end;
$$;
comment on function sign_in.remember_network(uuid, text) is 'Makes a network known that its owner set a new password from: who is locked out by others gets in again by a reset.';
grant execute on function sign_in.remember_network(uuid, text) to deffatest_door;

create function sign_in.is_fresh(p_session_id uuid)
returns boolean
language sql
stable
security definer
set search_path = ''
as $$
  select exists (
    select from auth.sessions cross join sign_in.settings
    where sessions.id = p_session_id and sessions.created_at > now() - settings.fresh_for
  );
$$;
comment on function sign_in.is_fresh(uuid) is 'Whether a session is young enough to set a new password without the old one.';
grant execute on function sign_in.is_fresh(uuid) to deffatest_door;

create function sign_in.end_sessions(p_user_id uuid, p_session_id uuid, p_scope text)
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
  if p_scope not in ('local', 'others', 'global') then
    raise exception using
      errcode = '22023', message = format('%L is no scope of sessions.', p_scope), hint = 'Use local, others or global.';
  end if;
  -- A session that has ended has no say over others.
  if not exists (select from auth.sessions where id = p_session_id and user_id = p_user_id) then
    return;
  end if;
  delete from auth.sessions
  where user_id = p_user_id
    and case p_scope when 'local' then id = p_session_id when 'others' then id <> p_session_id else true end;
end;
$$;
comment on function sign_in.end_sessions(uuid, uuid, text) is 'Ends a session, a person''s others, or all of them, with their refresh tokens. Does nothing where it has ended.';
grant execute on function sign_in.end_sessions(uuid, uuid, text) to deffatest_door;

create function sign_in.check_refresh_token(p_refresh_token text)
returns text
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_settings sign_in.settings;
  v_token auth.refresh_tokens;
  v_signed_in_at timestamptz;
  v_problem text;
begin
  select * into v_settings from sign_in.settings;
  select * into v_token from auth.refresh_tokens where token = p_refresh_token;
  select created_at into v_signed_in_at from auth.sessions where id = v_token.session_id;
  v_problem := case
    when v_signed_in_at < now() - v_settings.session_lasts then 'expired'
    -- Either its owner or a thief holds an old one, and nobody knows which (RFC 9700, 4.14.2).
    when v_token.revoked and v_token.updated_at < now() - v_settings.token_reuse then 'used'
  end;
  if v_problem is not null then
    delete from auth.sessions where id = v_token.session_id;
  end if;
  return v_problem;
end;
$$;
comment on function sign_in.check_refresh_token(text) is 'Why a refresh token is good for nothing, and then ends its session: expired, or used before. What it does not know, Supabase Auth decides.';
grant execute on function sign_in.check_refresh_token(text) to deffatest_door;
