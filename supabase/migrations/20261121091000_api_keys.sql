-- Keys for programs. Only a hash is kept, and only generate_api_key makes one.

create table public.api_keys (
  id uuid primary key default gen_random_uuid(),
  user_id uuid references public.profiles (user_id) on delete cascade not null,
  name text not null,
  api_key_hash text not null,
  is_active boolean default true not null,
  created_at timestamptz default now() not null,
  expires_at timestamptz
);

create unique index api_key_of_a_hash on public.api_keys (api_key_hash);
create index api_keys_of_a_user on public.api_keys (user_id);

comment on table public.api_keys is 'API keys, by their hashes. A key works while it is active, has not expired and its owner is on an active Chaos plan.';
comment on column public.api_keys.name is 'What the owner calls it; at first df_ and the key''s first eight characters after its prefix.';
comment on column public.api_keys.api_key_hash is 'SHA-256 of the whole key, in hex. Read by servers only.';

alter table public.api_keys enable row level security, force row level security;

create policy "Users can view their own API keys"
on public.api_keys for select
to authenticated
using ((select auth.uid()) = user_id);

create policy "Users can create their own API keys"
on public.api_keys for insert
to authenticated
with check ((select auth.uid()) = user_id);

create policy "Users can revoke their own API keys"
on public.api_keys for update
to authenticated
using ((select auth.uid()) = user_id)
with check ((select auth.uid()) = user_id);

create policy "Users can delete their own API keys"
on public.api_keys for delete
to authenticated
using ((select auth.uid()) = user_id);

-- The policy for inserts stands, and nobody has the privilege: a client could choose a hash.
grant select (id, user_id, name, is_active, created_at, expires_at) on public.api_keys to authenticated;
grant update (name, is_active), delete on public.api_keys to authenticated;
grant select, update (name, is_active, expires_at), delete on public.api_keys to service_role;

create table public.api_key_details (
  key_id uuid primary key references public.api_keys (id) on delete cascade,
  shown_hash text not null,
  requests_per_minute integer check (requests_per_minute > 0),
  signs_since timestamptz,
  last_used_at timestamptz
);

comment on table public.api_key_details is 'What is known of an API key beyond the table of the spec.';
comment on column public.api_key_details.shown_hash is 'The first digits of the key''s hash: tells keys apart, and is no use to anybody else.';
comment on column public.api_key_details.requests_per_minute is 'The owner''s own limit for this key; null, or more than the plan allows, is the plan''s limit.';
comment on column public.api_key_details.signs_since is 'Since when every request with this key has to be signed; null when it need not.';
comment on column public.api_key_details.last_used_at is 'When it was last used, to the minute.';

alter table public.api_key_details enable row level security, force row level security;

create policy "Users can view the details of their own API keys"
on public.api_key_details for select
to authenticated
using (key_id in (select id from public.api_keys where user_id = (select auth.uid())));

create policy "Users can limit their own API keys"
on public.api_key_details for update
to authenticated
using (key_id in (select id from public.api_keys where user_id = (select auth.uid())))
with check (key_id in (select id from public.api_keys where user_id = (select auth.uid())));

grant select, update (requests_per_minute) on public.api_key_details to authenticated;
grant select on public.api_key_details to service_role;

create function private.add_api_key_details()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  insert into public.api_key_details (key_id, shown_hash) values (new.id, 'sha256:' || left(new.api_key_hash, 8));
  return new;
end;
$$;
comment on function private.add_api_key_details() is 'After a key is made: it gets its details.';

create trigger add_api_key_details
after insert on public.api_keys
for each row execute function private.add_api_key_details();

create function private.random_characters(p_length integer)
returns text
language sql
volatile
set search_path = ''
as $$
  -- 32 characters to choose from, so that a byte's remainder favours none: five bits each.
  select string_agg(substr('abcdefghijklmnopqrstuvwxyz234567', 1 + get_byte(random.bytes, place) % 32, 1), '' order by place)
  from extensions.gen_random_bytes(p_length) as random (bytes)
  cross join generate_series(0, p_length - 1) as place;
$$;
comment on function private.random_characters(integer) is 'Characters of a to z and 2 to 7 that nobody can foresee.';

create function private.mint_api_key(p_expires_at timestamptz)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_profile public.profiles;
  v_random text := private.random_characters(32);
  v_secret text := 'sk-deffatest-' || v_random;
  v_key public.api_keys;
begin
  select * into v_profile from public.profiles where user_id = auth.uid();

  -- Written so that a missing profile or plan is refused, not let through.
  if v_profile.plan_type is distinct from 'chaos'
    or coalesce(v_profile.subscription_status not in ('ACTIVE', 'TRIALING'), true)
  then
    raise exception using
      errcode = 'PT403',
      constraint = 'api_access_needed',
      message = 'API Access is only available for Chaos Mode users',
      detail = format('Your plan is %s and your subscription %s.',
        coalesce(v_profile.plan_type, 'unknown'), coalesce(v_profile.subscription_status, 'unknown')),
      hint = 'Upgrade to Chaos Mode, or bring its payment up to date.';
  end if;

  if p_expires_at <= now() then
    raise exception using
      errcode = 'PT422',
      constraint = 'expiry_in_the_past',
      message = 'A key cannot expire before it is made.',
      hint = 'Give a later time, or none for a key that does not expire.';
  end if;

  insert into public.api_keys (user_id, name, api_key_hash, expires_at)
  values (
    v_profile.user_id, 'df_' || left(v_random, 8), encode(sha256(convert_to(v_secret, 'utf8')), 'hex'), p_expires_at
  )
  returning * into v_key;

  return jsonb_build_object(
    'id', v_key.id,
    'api_key', v_secret,
    'name', v_key.name,
    'is_active', v_key.is_active,
    'created_at', v_key.created_at
  ) || case when p_expires_at is null then '{}' else jsonb_build_object('expires_at', v_key.expires_at) end;
end;
$$;
comment on function private.mint_api_key(timestamptz) is 'Makes a key for the caller and answers it, the only time it can be seen.';
grant execute on function private.mint_api_key(timestamptz) to authenticated;

create function public.generate_api_key(p_expires_at timestamptz default null)
returns json
language sql
set search_path = ''
as $$
  select private.mint_api_key(p_expires_at)::json;
$$;
comment on function public.generate_api_key(timestamptz) is 'Makes an API key for the caller, who must be on an active Chaos plan. The whole key is answered this once. Without a time it does not expire.';
grant execute on function public.generate_api_key(timestamptz) to authenticated;
