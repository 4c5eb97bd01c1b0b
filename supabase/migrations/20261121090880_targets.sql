-- Which addresses may be tested, and on whose hosts more may be tried than looking. Addresses are read here as browsers
-- read them (deffatest/targets.py does the same for the workers); where a name really leads is known only when a
-- connection is made, and is judged there.

-- Addresses that are not on the internet ------------------------------------------------------------------------------

create function private.special_networks()
returns table (network inet, kind text)
language sql
immutable
parallel safe
set search_path = ''
as $$
  -- The registries of special-purpose addresses (RFC 6890 and later). The first network that holds an address names it.
  values
    ('0.0.0.0/8'::inet, 'this machine'),
    ('127.0.0.0/8', 'this machine'),
    ('::/127', 'this machine'),
    ('10.0.0.0/8', 'a private network'),
    ('172.16.0.0/12', 'a private network'),
    ('192.168.0.0/16', 'a private network'),
    ('fc00::/7', 'a private network'),
    ('fec0::/10', 'a private network'),
    ('64:ff9b:1::/48', 'a private network'),
    ('100.64.0.0/10', 'a provider''s own network'),
    -- Clouds keep the keys of their machines at 169.254.169.254 and fd00:ec2::254, Azure more at 168.63.129.16.
    ('169.254.0.0/16', 'the local link or a cloud''s metadata'),
    ('fe80::/10', 'the local link or a cloud''s metadata'),
    ('168.63.129.16/32', 'the local link or a cloud''s metadata'),
    ('224.0.0.0/4', 'many receivers at once'),
    ('ff00::/8', 'many receivers at once'),
    ('192.0.0.0/24', 'no place on the internet'),
    ('192.0.2.0/24', 'no place on the internet'),
    ('192.88.99.0/24', 'no place on the internet'),
    ('198.18.0.0/15', 'no place on the internet'),
    ('198.51.100.0/24', 'no place on the internet'),
    ('203.0.113.0/24', 'no place on the internet'),
    ('240.0.0.0/4', 'no place on the internet'),
    ('2001::/23', 'no place on the internet'),
    ('2001:db8::/32', 'no place on the internet'),
    ('3fff::/20', 'no place on the internet'),
    -- Beyond 2000::/3 nothing was ever given out as an address of the internet.
    ('::/3', 'no place on the internet'),
    ('4000::/2', 'no place on the internet'),
    ('8000::/1', 'no place on the internet');
$$;
comment on function private.special_networks() is 'Networks that the open internet does not reach, and where they lead, in words that follow "leads to".';

create function private.unwrapped(p_address inet)
returns inet
language sql
immutable
parallel safe
set search_path = ''
as $$
  -- IPv4-mapped (RFC 4291), IPv4-translated (RFC 2765), NAT64 (RFC 6052), 6to4 (RFC 3056): the last 32 bits, or those
  -- after the first 16. inet_send: four bytes of head, then the address.
  select case
    when p_address <<= '::ffff:0:0/96' or p_address <<= '::ffff:0:0:0/96' or p_address <<= '64:ff9b::/96'
    then '0.0.0.0'::inet + (p_address - network(set_masklen(p_address, 96)))
    when p_address <<= '2002::/16'
    then '0.0.0.0'::inet + ('x' || encode(substring(inet_send(p_address) from 7 for 4), 'hex'))::bit(32)::bigint
    else p_address
  end;
$$;
comment on function private.unwrapped(inet) is 'The IPv4 address that an IPv6 one stands for; any other as it is.';

create function private.kind_of_special(p_address inet)
returns text
language sql
immutable
parallel safe
set search_path = ''
as $$
  select kind from private.special_networks() where private.unwrapped(p_address) <<= network limit 1;
$$;
comment on function private.kind_of_special(inet) is 'Where an address leads that is not on the open internet; null for a public one.';

create function private.ends_with_name(p_name text, p_suffixes text[])
returns text
language sql
immutable
parallel safe
set search_path = ''
as $$
  select suffix from unnest(p_suffixes) as suffix where p_name = suffix or right(p_name, length(suffix) + 1) = '.' || suffix limit 1;
$$;
comment on function private.ends_with_name(text, text[]) is 'Which of these names the name is or lies below.';

create function private.kind_of_embedded(p_text text)
returns text
language sql
immutable
parallel safe
set search_path = ''
as $$
  with
    parts as (
      select part, place
      from regexp_split_to_table(p_text, '[.-]') with ordinality as split (part, place)
    ),
    windows as (
      select string_agg(part, '.') over four as address, bool_and(part ~ '^[0-9]{1,3}$') over four as numeric_, count(*) over four as parts
      from parts
      window four as (order by place rows between current row and 3 following)
    ),
    candidates as (
      select regexp_replace(address, '(^|\.)0+(?=[0-9])', '\1', 'g') as address from windows where numeric_ and parts = 4
      union all
      select ('0.0.0.0'::inet + ('x' || part)::bit(32)::bigint)::text from parts where part ~ '^[0-9a-f]{8}$'
      union all
      select replace(label, '-', ':') from regexp_split_to_table(p_text, '\.') as label where label ~ '^[0-9a-f-]*-[0-9a-f-]*$'
    )
  select private.kind_of_special(address::inet)
  from candidates
  where case when pg_input_is_valid(address, 'inet') then private.kind_of_special(address::inet) is not null else false end
  limit 1;
$$;
comment on function private.kind_of_embedded(text) is 'Where the addresses that stand in a name''s labels lead (10-0-0-1, 0a000001, --1); null when all are public.';

create function private.kind_of_name(p_name text)
returns text
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
declare
  v_service text;
begin
  -- RFC 6761, RFC 6762, RFC 8375, and the names that ICANN never gives out; then the metadata names of clouds.
  if p_name !~ '\.' or private.ends_with_name(p_name, array[
    'localhost', 'localdomain', 'local', 'internal', 'intranet', 'lan', 'home', 'corp', 'private', 'svc',
    'home.arpa', 'metadata.goog'
  ]) is not null then
    return 'a name that only its own network knows';
  end if;
  -- Public names that lead to 127.0.0.1, with all below them.
  if private.ends_with_name(p_name, array[
    'localtest.me', 'lvh.me', 'vcap.me', 'lacolhost.com', 'localho.st', 'fuf.me', 'local.gd'
  ]) is not null then
    return 'this machine';
  end if;
  -- Services that answer with the address that stands in the name.
  v_service := private.ends_with_name(p_name, array['nip.io', 'sslip.io', 'xip.io', 'traefik.me', 'backname.io']);
  return case
    when v_service is not null then private.kind_of_embedded(left(p_name, length(p_name) - length(v_service)))
  end;
end;
$$;
comment on function private.kind_of_name(text) is 'Where a name leads that is not on the open internet, as far as the name itself tells; null when it does not.';


-- Reading an address as browsers do -----------------------------------------------------------------------------------

create function private.read_ipv4(p_name text)
returns inet
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
declare
  v_parts text[] := string_to_array(p_name, '.');
  v_part text;
  v_digits text;
  v_base integer;
  v_number numeric;
  v_address numeric := 0;
  v_place integer := 0;
begin
  -- WHATWG URL, "IPv4 parser": one to four parts, decimal, octal (0177) or hexadecimal (0x7f); the last one fills up.
  if cardinality(v_parts) > 4 then
    return null;
  end if;
  foreach v_part in array v_parts loop
    v_place := v_place + 1;
    if v_part ~ '^0x[0-9a-f]*$' then
      v_base := 16;
      v_digits := substring(v_part from 3);
    elsif v_part ~ '^0[0-7]*$' then
      v_base := 8;
      v_digits := v_part;
    elsif v_part ~ '^[0-9]+$' and v_part !~ '^0' then
      v_base := 10;
      v_digits := v_part;
    else
      return null;
    end if;

    v_digits := ltrim(v_digits, '0');
    if length(v_digits) > 11 then
      return null;
    end if;
    v_number := 0;
    for i in 1 .. length(v_digits) loop
      v_number := v_number * v_base + strpos('0123456789abcdef', substr(v_digits, i, 1)) - 1;
    end loop;

    if v_place < cardinality(v_parts) then
      if v_number > 255 then
        return null;
      end if;
      v_address := v_address + v_number * 256 ^ (4 - v_place);
    elsif v_number >= 256 ^ (5 - v_place) then
      return null;
    else
      v_address := v_address + v_number;
    end if;
  end loop;
  return '0.0.0.0'::inet + v_address::bigint;
end;
$$;
comment on function private.read_ipv4(text) is 'An IPv4 address in any spelling that browsers accept; null when it is none.';

create function private.read_host(p_text text, out problem text, out host text, out address inet)
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
begin
  if starts_with(p_text, '[') then
    host := btrim(p_text, '[]');
    if host !~ '^[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*$' or not pg_input_is_valid(host, 'inet') then
      problem := 'Its host is no IPv6 address.';
      return;
    end if;
    address := host::inet;
    host := host(address);
    return;
  end if;

  -- Characters that are dropped from names without a trace (UTS #46 calls them ignored), or allowed in few places.
  if p_text ~ '[\u00ad\u034f\u180b-\u180f\u200b-\u200f\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]' then
    problem := 'Its host has a character in it that nobody can see.';
    return;
  end if;
  -- Domain names are mapped before they are looked at (UTS #46): full-width digits are digits. Of the letters only those
  -- of ASCII matter here, because no rule of ours knows others.
  host := lower(replace(normalize(p_text, NFKC), U&'\3002', '.') collate "C");
  host := regexp_replace(host, '\.$', '');
  if host = '' or host ~ '^\.' or host ~ '\.$' or host ~ '\.\.' or length(host) > 253 then
    problem := 'It names no host.';
  elsif regexp_replace(host, '[^\x01-\x7f]', '', 'g') !~ '^[a-z0-9_.-]*$' then
    problem := 'Its host has a character in it that hosts do not have.';
  elsif host ~ '(^|\.)([0-9]+|0x[0-9a-f]*)$' then
    address := private.read_ipv4(host);
    host := host(address);
    problem := case when address is null then 'Its host ends in a number and is no IPv4 address.' end;
  end if;
end;
$$;
comment on function private.read_host(text) is 'A host as browsers write it, and the network address if it is one; or what is wrong with it.';

create function private.read_address(p_address text, out problem text, out host text, out port integer, out address inet)
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
declare
  v_address text := btrim(p_address, E' \t\r\n');
  v_authority text := substring(v_address from '^https?://([^/?#]*)');
  v_parts text[] := regexp_match(v_authority, '^(\[[0-9A-Fa-f:.]+\]|[^]:@%[]+)(?::([0-9]{1,5}))?$');
begin
  -- What browsers and servers read differently is refused rather than guessed at.
  problem := case
    when coalesce(v_address, '') = '' then 'It is missing.'
    when length(v_address) > 2048 then format('It has %s characters; 2048 are allowed.', length(v_address))
    when v_address ~ '[\x01-\x20\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\\<>"{}|^`]'
    then 'It has a space or another character in it that addresses do not have.'
    when v_authority is null then 'It does not start with http:// or https://.'
    when strpos(v_authority, '@') > 0 then 'It has a user name or a password in it, which would be kept and shown.'
    when strpos(v_authority, '%') > 0 then 'Its host is percent-encoded or names a zone.'
    when v_parts is null then 'It names no host.'
  end;
  if problem is not null then
    return;
  end if;

  select * into problem, host, address from private.read_host(v_parts[1]);
  port := coalesce(v_parts[2]::integer, case when v_address like 'https%' then 443 else 80 end);
  if problem is null and port not between 1 and 65535 then
    problem := 'Its port is not between 1 and 65535.';
  end if;
end;
$$;
comment on function private.read_address(text) is 'What a web address leads to, read as browsers read it; or what is wrong with it.';


-- What an operator allows ---------------------------------------------------------------------------------------------

create table private.target_exceptions (
  pattern text primary key,
  may_probe boolean not null default false,
  note text not null default '',
  created_at timestamptz not null default now(),
  check (pattern = lower(pattern) and pattern <> '' and pattern !~ '[[:space:]]')
);

comment on table private.target_exceptions is 'Targets that are allowed although they are not on the open internet, and hosts of our own that may be probed. Written by operators with SQL; the worker''s DEFFATEST_ALLOWED_PRIVATE_TARGETS has to let them through as well.';
comment on column private.target_exceptions.pattern is 'A host, host:port (IPv6 in brackets), or a network such as 10.0.0.0/8, which means hosts written as numbers.';
comment on column private.target_exceptions.may_probe is 'Whether anybody''s test may probe it actively, without proving that it is theirs.';

alter table private.target_exceptions enable row level security, force row level security;
create policy "No client reads or writes exceptions" on private.target_exceptions for all to anon, authenticated using (false);

create function private.is_exception(p_host text, p_port integer, p_address inet)
returns boolean
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_host text := case when p_address is not null and family(p_address) = 6 then format('[%s]', p_host) else p_host end;
begin
  return exists (
    select from private.target_exceptions
    where pattern in (p_host, v_host, format('%s:%s', v_host, p_port))
      or case
        when p_address is null or not pg_input_is_valid(pattern, 'inet') then false
        else p_address <<= pattern::inet or private.unwrapped(p_address) <<= pattern::inet
      end
  );
end;
$$;
comment on function private.is_exception(text, integer, inet) is 'Whether an operator allowed this target by its name, its port or its network.';

create function private.checked_address(p_address text)
returns text
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_target record;
  v_kind text;
begin
  select * into v_target from private.read_address(p_address);
  if v_target.problem is not null then
    raise exception using
      errcode = 'PT422',
      message = 'The address cannot be tested.',
      detail = v_target.problem,
      hint = 'Send test_source_url as a whole address, such as https://example.com/shop.',
      constraint = 'invalid_address',
      column = 'test_source_url';
  end if;

  v_kind := case
    when v_target.address is not null then private.kind_of_special(v_target.address)
    else private.kind_of_name(v_target.host)
  end;
  if v_kind is not null and not private.is_exception(v_target.host, v_target.port, v_target.address) then
    raise exception using
      errcode = 'PT422',
      message = 'The address is not on the open internet, so it cannot be tested from here.',
      detail = format('%s leads to %s.', v_target.host, v_kind),
      hint = 'Send an address that everybody can open, such as that of a preview or staging site. Whoever runs this platform can allow a private one.',
      constraint = 'private_target',
      column = 'test_source_url';
  end if;
  return btrim(p_address, E' \t\r\n');
end;
$$;
comment on function private.checked_address(text) is 'The address without surrounding space; raises unless it is a web address on the open internet, or one that an operator allowed.';


-- Whose hosts they are ------------------------------------------------------------------------------------------------

create table public.target_ownership (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references public.profiles (user_id) on delete cascade,
  host text not null,
  challenge text not null,
  state text not null default 'pending' check (state in ('pending', 'verified', 'refused', 'lost')),
  method text check (method in ('dns', 'file')),
  outcome text not null default 'Not checked yet.',
  created_at timestamptz not null default now(),
  checked_at timestamptz,
  verified_at timestamptz,
  expires_at timestamptz,
  check_at timestamptz,
  constraint one_claim_of_a_host unique (user_id, host),
  check (state <> 'verified' or (method is not null and verified_at is not null and expires_at is not null))
);

create index target_checks_in_time on public.target_ownership (check_at) where check_at is not null;

comment on table public.target_ownership is 'Hosts that people say are theirs, and whether they proved it: only there do their tests probe actively. Several people may prove the same host.';
comment on column public.target_ownership.challenge is 'What the DNS record or the file has to hold. Different for each person and host.';
comment on column public.target_ownership.state is 'pending: not proved yet; verified: proved, until expires_at; lost: the proof was taken away or ran out; refused: nobody can own it.';
comment on column public.target_ownership.method is 'How it was proved last: dns covers the host and all below it, file the host alone.';
comment on column public.target_ownership.outcome is 'What came of the last check, in words.';
comment on column public.target_ownership.check_at is 'When it is to be checked next; null for never.';

alter table public.target_ownership enable row level security, force row level security;
create policy "Users can view their own targets"
on public.target_ownership for select
to authenticated
using ((select auth.uid()) = user_id);
grant select on public.target_ownership to authenticated, service_role;

create function private.claim_target(p_host text)
returns public.target_ownership
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_read record;
  v_claim public.target_ownership;
begin
  select * into v_read from private.read_host(btrim(coalesce(p_host, ''), E' \t\r\n'));
  if v_read.problem is not null or v_read.address is not null or v_read.host ~ '[^\x01-\x7f]'
    or v_read.host !~ '^([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$'
    or private.kind_of_name(v_read.host) is not null
  then
    raise exception using
      errcode = 'PT422',
      message = 'Nobody can prove that they own this host.',
      detail = coalesce(v_read.problem, case
        when v_read.address is not null then 'It is a network address, which has no DNS records of its own.'
        when v_read.host ~ '[^\x01-\x7f]' then 'It has letters in it that DNS does not have.'
        when private.kind_of_name(v_read.host) is not null then format('It leads to %s.', private.kind_of_name(v_read.host))
        else 'It is no domain name.'
      end),
      hint = 'Send the name of a public host without https://, such as shop.example.com; an international one in its xn-- form.',
      constraint = 'invalid_host',
      column = 'host';
  end if;

  -- One claim of a person at a time, so that the count holds.
  perform from public.profiles where user_id = auth.uid() for no key update;
  select * into v_claim from public.target_ownership where user_id = auth.uid() and host = v_read.host;
  if found then
    return v_claim;
  elsif (select count(*) from public.target_ownership where user_id = auth.uid()) >= 100 then
    raise exception using
      errcode = 'PT409',
      message = 'There are 100 targets already.',
      hint = 'Delete one that you no longer need, or prove a domain by DNS: that covers all its subdomains.',
      constraint = 'too_many_targets';
  end if;

  insert into public.target_ownership (user_id, host, challenge)
  values (auth.uid(), v_read.host, 'deffatest-' || encode(extensions.gen_random_bytes(20), 'hex'))
  returning * into v_claim;
  return v_claim;
end;
$$;
comment on function private.claim_target(text) is 'The caller''s claim of a host, new or as it stands, with the challenge to publish.';
grant execute on function private.claim_target(text) to authenticated;

create function public.claim_target(p_host text)
returns public.target_ownership
language sql
set search_path = ''
as $$
  select private.claim_target(p_host);
$$;
comment on function public.claim_target(text) is 'Says that a host is yours. Answers the row of target_ownership with the challenge: publish it as TXT record _deffatest-challenge.<host> or at https://<host>/.well-known/deffatest-challenge.txt, then call verify_target.';
grant execute on function public.claim_target(text) to authenticated;

create function private.verify_target(p_target_id uuid)
returns public.target_ownership
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_claim public.target_ownership;
begin
  -- Asked again and again, it is checked every ten seconds.
  update public.target_ownership
  set check_at = greatest(now(), checked_at + interval '10 seconds'), outcome = 'Waiting to be checked.'
  where id = p_target_id and user_id = auth.uid()
  returning * into v_claim;
  if not found then
    raise exception using
      errcode = 'PT404',
      message = 'There is no such target.',
      hint = 'Look at your targets for its id.',
      constraint = 'target_not_found';
  end if;
  perform pg_notify('target_checks', '');
  return v_claim;
end;
$$;
comment on function private.verify_target(uuid) is 'Has a claim of the caller''s checked soon.';
grant execute on function private.verify_target(uuid) to authenticated;

create function public.verify_target(p_target_id uuid)
returns public.target_ownership
language sql
set search_path = ''
as $$
  select private.verify_target(p_target_id);
$$;
comment on function public.verify_target(uuid) is 'Asks for the challenge to be looked for, which happens within seconds: read state and outcome in target_ownership.';
grant execute on function public.verify_target(uuid) to authenticated;

create function private.forget_target(p_target_id uuid)
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
  delete from public.target_ownership where id = p_target_id and user_id = auth.uid();
  if not found then
    raise exception using
      errcode = 'PT404',
      message = 'There is no such target.',
      hint = 'Look at your targets for its id.',
      constraint = 'target_not_found';
  end if;
end;
$$;
comment on function private.forget_target(uuid) is 'Deletes a claim of the caller''s.';
grant execute on function private.forget_target(uuid) to authenticated;

create function public.forget_target(p_target_id uuid)
returns void
language sql
set search_path = ''
as $$
  select private.forget_target(p_target_id);
$$;
comment on function public.forget_target(uuid) is 'Deletes a target of yours; tests no longer probe it.';
grant execute on function public.forget_target(uuid) to authenticated;

create function private.may_probe(p_user_id uuid)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select coalesce(jsonb_agg(pattern order by pattern), '[]')
  from (
    select pattern from private.target_exceptions where may_probe
    union
    select unnest(case method when 'dns' then array[host, '*.' || host] else array[host] end)
    from public.target_ownership
    where user_id = p_user_id and state = 'verified' and expires_at > now()
  ) as hosts (pattern);
$$;
comment on function private.may_probe(uuid) is 'Hosts on which a person''s tests may probe: those they proved to be theirs, and those that an operator allowed.';
