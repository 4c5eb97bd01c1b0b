-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.place_of_cursor(p_cursor text, p_sort_by text, p_types text[])
 RETURNS text[]
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_place jsonb;
  v_value text;
begin
  v_place := convert_from(
    decode(rpad(translate(p_cursor, '-_', '+/'), 4 * ceil(length(p_cursor) / 4.0)::integer, '='), 'base64'), 'utf8'
  )::jsonb;
  if v_place ->> 0 is distinct from p_sort_by or jsonb_array_length(v_place) <> 1 + cardinality(p_types) then
    raise invalid_parameter_value;
  end if;
  for v_key in 1 .. cardinality(p_types) loop
    execute format('select ($1::%s)::text', p_types[v_key]) into strict v_value using v_place ->> v_key;
    if v_value is null then
      raise invalid_parameter_value;
    end if;
  end loop;
  return array(select value from jsonb_array_elements_text(v_place - 0) with ordinality order by ordinality);
exception when data_exception or syntax_error_or_access_rule_violation then
  raise exception using
    errcode = 'PT422',
    constraint = 'invalid_cursor',
    column = 'cursor',
    message = 'The cursor is not one of this list''s.',
    hint = 'Send nextCursor as the page before gave it, with the same sortBy, or leave it out for the first page.';
end;
$function$;

comment on function private.place_of_cursor(text,text,text[]) is 'The keys of the last test that was seen. Raises unless the cursor was made for this order.';

grant execute on function private.place_of_cursor(text,text,text[]) to authenticated;
