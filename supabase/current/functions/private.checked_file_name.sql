-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.checked_file_name(p_name text)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  -- Some browsers send the whole path.
  v_name text := btrim(regexp_replace(p_name, '^.*[/\\]', ''), E' \t\r\n');
begin
  if coalesce(v_name, '') = '' then
    raise exception using
      errcode = 'PT422',
      message = 'The file needs a name.',
      hint = 'Send file_name, such as shop.zip.',
      constraint = 'invalid_file_name';
  elsif length(v_name) > 200 or v_name ~ '[[:cntrl:]]' then
    raise exception using
      errcode = 'PT422',
      message = 'The file''s name is too long or has a control character in it.',
      detail = format('It has %s characters; 200 are allowed.', length(v_name)),
      hint = 'Give the file a plain name, such as shop.zip.',
      constraint = 'invalid_file_name';
  end if;
  return v_name;
end;
$function$;

comment on function private.checked_file_name(text) is 'The name without folders; raises when it is blank, longer than 200 characters or not one line.';

-- Executed by its owner alone.
