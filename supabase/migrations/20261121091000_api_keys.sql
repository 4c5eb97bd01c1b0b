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

create function private.mint_api_key()
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
      message = 'API Access is only available for Chaos Mode users',
      detail = format('Your plan is %s and your subscription %s.',
        coalesce(v_profile.plan_type, 'unknown'), coalesce(v_profile.subscription_status, 'unknown')),
      hint = 'Upgrade to Chaos Mode, or bring its payment up to date.';
  end if;

  insert into public.api_keys (user_id, name, api_key_hash)
  values (v_profile.user_id, 'df_' || left(v_random, 8), encode(sha256(convert_to(v_secret, 'utf8')), 'hex'))
  returning * into v_key;

  return jsonb_build_object(
    'id', v_key.id,
    'api_key', v_secret,
    'name', v_key.name,
    'is_active', v_key.is_active,
    'created_at', v_key.created_at
  );
end;
$$;
comment on function private.mint_api_key() is 'Makes a key for the caller and answers it, the only time it can be seen.';
grant execute on function private.mint_api_key() to authenticated;

create function public.generate_api_key()
returns json
language sql
set search_path = ''
as $$
  select private.mint_api_key()::json;
$$;
comment on function public.generate_api_key() is 'Makes an API key for the caller, who must be on an active Chaos plan. The whole key is answered this once.';
grant execute on function public.generate_api_key() to authenticated;
