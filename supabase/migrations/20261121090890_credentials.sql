-- How tests sign in to what they test. The secrets are sealed before they come here, with keys that the database does not
-- have; they go to the worker that holds a test's lease and to nobody else, never back to a client.

create table public.target_credentials (
  id uuid primary key,
  user_id uuid not null references public.profiles (user_id) on delete cascade,
  host text not null,
  label text not null check (length(label) between 1 and 100 and label !~ '[[:cntrl:]]'),
  sealed text not null check (length(sealed) < 20000 and sealed ~ '^v1\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{16}\.[A-Za-z0-9_-]{22,}$'),
  key_id text not null generated always as (split_part(sealed, '.', 2)) stored,
  created_at timestamptz not null default now(),
  rotated_at timestamptz,
  used_at timestamptz
);

create index credentials_of_a_host on public.target_credentials (user_id, host, created_at desc);
create index credentials_of_a_key on public.target_credentials (key_id);

comment on table public.target_credentials is 'Logins for tests to use, one account on one host each. Written by the API alone, which seals them.';
comment on column public.target_credentials.id is 'Chosen by who seals, because it is sealed in: what is copied into another row does not open.';
comment on column public.target_credentials.host is 'Where the login may be typed: on pages of this host alone.';
comment on column public.target_credentials.label is 'What the owner calls it.';
comment on column public.target_credentials.sealed is 'v1.<key id>.<nonce>.<ciphertext>, AES-256-GCM, of JSON with username, password and perhaps totp_secret and fields. Readable by no client.';
comment on column public.target_credentials.key_id is 'Which key it was sealed with.';
comment on column public.target_credentials.rotated_at is 'When it was last replaced, or sealed again with a newer key.';
comment on column public.target_credentials.used_at is 'When a worker last got it.';

alter table public.target_credentials enable row level security, force row level security;

create policy "Users can view their own credentials"
on public.target_credentials for select
to authenticated
using ((select auth.uid()) = user_id);

create policy "Users can delete their own credentials"
on public.target_credentials for delete
to authenticated
using ((select auth.uid()) = user_id);

-- Not the sealed text, and no write: a client could not seal, and what it wrote would lie here in the clear.
grant select (id, user_id, host, label, created_at, rotated_at, used_at) on public.target_credentials to authenticated, service_role;
grant delete on public.target_credentials to authenticated;

create table private.test_credentials (
  test_id uuid primary key references public.tests (id) on delete cascade,
  credential_id uuid not null references public.target_credentials (id) on delete cascade
);

create index tests_of_a_credential on private.test_credentials (credential_id);

comment on table private.test_credentials is 'Which login a test was submitted with. Without one, the newest of the owner''s for the test''s host is used.';

alter table private.test_credentials enable row level security, force row level security;
create policy "No client reads or writes tests' credentials" on private.test_credentials for all to anon, authenticated using (false);

create function doors.store_credential(p_user_id uuid, p_id uuid, p_host text, p_label text, p_sealed text)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_read record;
begin
  select * into v_read from private.read_host(btrim(coalesce(p_host, ''), E' \t\r\n'));
  if v_read.problem is not null or v_read.host ~ '[^\x01-\x7f]' then
    raise exception using
      errcode = 'PT422',
      message = 'The login''s host is no host name.',
      detail = coalesce(v_read.problem, 'It has letters in it that DNS does not have.'),
      hint = 'Send the host on whose pages it is typed, without https://, such as shop.example.com; an international one in its xn-- form.',
      constraint = 'invalid_host',
      column = 'host';
  end if;

  -- One of a person at a time, so that the count holds.
  perform from public.profiles where user_id = p_user_id for no key update;
  if (select count(*) from public.target_credentials where user_id = p_user_id) >= 100 then
    raise exception using
      errcode = 'PT409',
      message = 'There are 100 logins already.',
      hint = 'Delete one that you no longer need.',
      constraint = 'too_many_credentials';
  end if;

  insert into public.target_credentials (id, user_id, host, label, sealed)
  values (p_id, p_user_id, v_read.host, p_label, p_sealed);
  return private.credential_as_shown(p_id);
end;
$$;
comment on function doors.store_credential(uuid, uuid, text, text, text) is 'Keeps a login that was sealed for this id. Answers what its owner may see of it.';

create function doors.replace_credential(p_user_id uuid, p_id uuid, p_label text, p_sealed text)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
begin
  update public.target_credentials
  set label = coalesce(p_label, label), sealed = p_sealed, rotated_at = now()
  where id = p_id and user_id = p_user_id;
  if not found then
    perform private.refuse_credential();
  end if;
  return private.credential_as_shown(p_id);
end;
$$;
comment on function doors.replace_credential(uuid, uuid, text, text) is 'Puts a newly sealed login in the place of an old one, as after a change of password.';

grant execute on function
  doors.store_credential(uuid, uuid, text, text, text), doors.replace_credential(uuid, uuid, text, text)
to deffatest_door;

create function private.credential_as_shown(p_id uuid)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'id', id, 'host', host, 'label', label, 'created_at', created_at, 'rotated_at', rotated_at, 'used_at', used_at
  )
  from public.target_credentials
  where id = p_id;
$$;
comment on function private.credential_as_shown(uuid) is 'What the owner of a login may see of it.';

create function private.refuse_credential()
returns void
language plpgsql
set search_path = ''
as $$
begin
  raise exception using
    errcode = 'PT404',
    message = 'There is no such login.',
    hint = 'Look at your logins for its id.',
    constraint = 'credential_not_found';
end;
$$;
comment on function private.refuse_credential() is 'Says that a login is not there, or not the caller''s.';

create function private.use_credential(p_test_id uuid, p_credential_id uuid)
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
  insert into private.test_credentials (test_id, credential_id)
  select tests.id, target_credentials.id
  from public.tests join public.target_credentials using (user_id)
  where tests.id = p_test_id
    and tests.status = 'queued'
    and target_credentials.id = p_credential_id
    and (tests.user_id = auth.uid() or auth.role() = 'service_role')
  on conflict (test_id) do update set credential_id = excluded.credential_id;
  if not found then
    perform private.refuse_credential();
  end if;
end;
$$;
comment on function private.use_credential(uuid, uuid) is 'Has a waiting test of the caller''s sign in with one of the owner''s logins.';
grant execute on function private.use_credential(uuid, uuid) to authenticated, service_role;

create function queue.credentials(p_job_id uuid, p_attempt integer)
returns table (credential_id uuid, host text, label text, sealed text)
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_job queue.jobs := queue.held_job(p_job_id, p_attempt);
begin
  if v_job.id is null or v_job.kind <> 'test' then
    return;
  end if;

  return query
  with chosen as (
    select login.id
    from public.target_credentials as login
    where login.user_id = v_job.owner_id
      and case
        when exists (select from private.test_credentials as asked where asked.test_id = v_job.test_id)
        then login.id = (select asked.credential_id from private.test_credentials as asked where asked.test_id = v_job.test_id)
        else login.host = (
          select target.host from public.tests, private.read_address(test_source_url) as target where tests.id = v_job.test_id
        )
      end
    order by login.created_at desc
    limit 1
  )
  update public.target_credentials as login
  set used_at = now()
  from chosen
  where login.id = chosen.id
  returning login.id, login.host, login.label, login.sealed;
end;
$$;
comment on function queue.credentials(uuid, integer) is 'The sealed login for a test: the one it was submitted with, else the owner''s newest for its host. Nothing when there is none, or when this attempt no longer holds the job.';
grant execute on function queue.credentials(uuid, integer) to deffatest_worker;
