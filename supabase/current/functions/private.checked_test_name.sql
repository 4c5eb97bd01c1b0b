-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.checked_test_name(p_name text)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  v_name text := btrim(p_name, E' \t\r\n');
begin
  if coalesce(v_name, '') = '' then
    raise exception using
      errcode = 'PT422',
      constraint = 'missing',
      column = 'test_name',
      message = 'A test needs a name.',
      hint = 'Send test_name with at least one letter in it.';
  elsif length(v_name) > 200 then
    raise exception using
      errcode = 'PT422',
      constraint = 'too_long',
      column = 'test_name',
      message = 'The test''s name is too long.',
      detail = format('It has %s characters; 200 are allowed.', length(v_name)),
      hint = 'Shorten test_name.';
  elsif v_name ~ '[[:cntrl:]]' then
    raise exception using
      errcode = 'PT422',
      constraint = 'not_one_line',
      column = 'test_name',
      message = 'The test''s name has a line break or another control character in it.',
      hint = 'Write test_name in one line.';
  end if;
  return v_name;
end;
$function$;

comment on function private.checked_test_name(text) is 'The name without surrounding space; raises when it is blank, longer than 200 characters or not one line.';

-- Executed by its owner alone.
