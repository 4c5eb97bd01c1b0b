-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.check_choice(p_field text, p_value text, p_choices text[])
 RETURNS void
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  if p_value <> all (p_choices) then
    raise exception using
      errcode = 'PT422',
      constraint = 'invalid_choice',
      column = p_field,
      message = format('%s has no choice %s.', p_field, quote_literal(left(p_value, 40))),
      hint = format('Use one of %s.', array_to_string(p_choices, ', '));
  end if;
end;
$function$;

comment on function private.check_choice(text,text,text[]) is 'Raises unless the value is one of the choices. Null passes.';

grant execute on function private.check_choice(text,text,text[]) to authenticated;
