-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.read_host(p_text text, OUT problem text, OUT host text, OUT address inet)
 RETURNS record
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO ''
AS $function$
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
$function$;

comment on function private.read_host(text) is 'A host as browsers write it, and the network address if it is one; or what is wrong with it.';

-- Executed by its owner alone.
