-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION sign_in.network_of(p_account bytea, p_address text)
 RETURNS bytea
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
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
$function$;

comment on function sign_in.network_of(bytea,text) is 'What an account''s network is counted under: an IPv4 address, or the first half of one of IPv6.';

-- Executed by its owner alone.
