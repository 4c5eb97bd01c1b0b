-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.read_address(p_address text, OUT problem text, OUT host text, OUT port integer, OUT address inet)
 RETURNS record
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO ''
AS $function$
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
$function$;

comment on function private.read_address(text) is 'What a web address leads to, read as browsers read it; or what is wrong with it.';

-- Executed by its owner alone.
