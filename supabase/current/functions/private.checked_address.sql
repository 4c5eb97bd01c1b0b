-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.checked_address(p_address text)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  v_address text := btrim(p_address, E' \t\r\n');
  v_authority text := substring(v_address from '^https?://([^/?#]*)');
  v_problem text;
begin
  -- Characters that browsers and servers read differently are refused rather than guessed at.
  v_problem := case
    when coalesce(v_address, '') = '' then 'It is missing.'
    when length(v_address) > 2048 then format('It has %s characters; 2048 are allowed.', length(v_address))
    when v_address ~ '[[:space:][:cntrl:]\\<>"{}|^`]' then 'It has a space or another character in it that addresses do not have.'
    when v_authority is null then 'It does not start with http:// or https://.'
    when v_authority like '%@%' then 'It has a user name or a password in it, which would be kept and shown.'
    when v_authority !~ '^(\[[0-9A-Fa-f:.]+\]|[^]:@%.[][^]:@%[]*)(:[0-9]{1,5})?$' then 'It names no host.'
    when v_authority ~ '\.\.' then 'Its host has two dots in a row.'
    when substring(v_authority from ':([0-9]+)$')::integer not between 1 and 65535 then 'Its port is not between 1 and 65535.'
  end;

  if v_problem is not null then
    raise exception using
      errcode = 'PT422',
      message = 'The address cannot be tested.',
      detail = v_problem,
      hint = 'Send test_source_url as a whole address, such as https://example.com/shop.';
  end if;
  return v_address;
end;
$function$;

comment on function private.checked_address(text) is 'The address without surrounding space; raises unless it is http or https with a host and without credentials.';

-- Executed by its owner alone.
