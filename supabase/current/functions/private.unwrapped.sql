-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.unwrapped(p_address inet)
 RETURNS inet
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO ''
AS $function$
  -- IPv4-mapped (RFC 4291), IPv4-translated (RFC 2765), NAT64 (RFC 6052), 6to4 (RFC 3056): the last 32 bits, or those
  -- after the first 16. inet_send: four bytes of head, then the address.
  select case
    when p_address <<= '::ffff:0:0/96' or p_address <<= '::ffff:0:0:0/96' or p_address <<= '64:ff9b::/96'
    then '0.0.0.0'::inet + (p_address - network(set_masklen(p_address, 96)))
    when p_address <<= '2002::/16'
    then '0.0.0.0'::inet + ('x' || encode(substring(inet_send(p_address) from 7 for 4), 'hex'))::bit(32)::bigint
    else p_address
  end;
$function$;

comment on function private.unwrapped(inet) is 'The IPv4 address that an IPv6 one stands for; any other as it is.';

-- Executed by its owner alone.
