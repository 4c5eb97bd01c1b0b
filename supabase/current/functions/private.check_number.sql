-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.check_number(p_field text, p_value integer, p_lowest integer, p_highest integer)
 RETURNS void
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  if p_value not between p_lowest and p_highest then
    raise exception using
      errcode = 'PT422',
      constraint = 'out_of_range',
      column = p_field,
      message = format('%s is a whole number from %s to %s.', p_field, p_lowest, p_highest),
      detail = format('This was sent: %s', p_value);
  end if;
end;
$function$;

comment on function private.check_number(text,integer,integer,integer) is 'Raises unless the number is within its bounds. Null passes.';

grant execute on function private.check_number(text,integer,integer,integer) to authenticated;
