-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.checked_line(p_field text, p_value text, p_longest integer)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  v_value text := nullif(btrim(p_value, E' \t\r\n'), '');
begin
  if length(v_value) > p_longest then
    raise exception using
      errcode = 'PT422',
      constraint = 'too_long',
      column = p_field,
      message = format('%s is too long.', p_field),
      detail = format('It has %s characters; %s are allowed.', length(v_value), p_longest);
  elsif v_value ~ '[[:cntrl:]]' then
    raise exception using
      errcode = 'PT422',
      constraint = 'not_one_line',
      column = p_field,
      message = format('%s has a line break or another control character in it.', p_field),
      hint = 'Write it in one line.';
  end if;
  return v_value;
end;
$function$;

comment on function private.checked_line(text,text,integer) is 'The value without surrounding space, null when nothing is left; raises when it is too long or not one line.';

-- Executed by its owner alone.
