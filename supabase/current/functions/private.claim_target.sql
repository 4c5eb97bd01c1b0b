-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.claim_target(p_host text)
 RETURNS public.target_ownership
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
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
$function$;

comment on function private.claim_target(text) is 'The caller''s claim of a host, new or as it stands, with the challenge to publish.';

grant execute on function private.claim_target(text) to authenticated;
