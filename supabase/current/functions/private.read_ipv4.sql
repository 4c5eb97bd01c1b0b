-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.read_ipv4(p_name text)
 RETURNS inet
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO ''
AS $function$
declare
  v_parts text[] := string_to_array(p_name, '.');
  v_part text;
  v_digits text;
  v_base integer;
  v_number numeric;
  v_address numeric := 0;
  v_place integer := 0;
begin
  -- WHATWG URL, "IPv4 parser": one to four parts, decimal, octal (0177) or hexadecimal (0x7f); the last one fills up.
  if cardinality(v_parts) > 4 then
    return null;
  end if;
  foreach v_part in array v_parts loop
    v_place := v_place + 1;
    if v_part ~ '^0x[0-9a-f]*$' then
      v_base := 16;
      v_digits := substring(v_part from 3);
    elsif v_part ~ '^0[0-7]*$' then
      v_base := 8;
      v_digits := v_part;
    elsif v_part ~ '^[0-9]+$' and v_part !~ '^0' then
      v_base := 10;
      v_digits := v_part;
    else
      return null;
    end if;

    v_digits := ltrim(v_digits, '0');
    if length(v_digits) > 11 then
      return null;
    end if;
    v_number := 0;
    for i in 1 .. length(v_digits) loop
      v_number := v_number * v_base + strpos('0123456789abcdef', substr(v_digits, i, 1)) - 1;
    end loop;

    if v_place < cardinality(v_parts) then
      if v_number > 255 then
        return null;
      end if;
      v_address := v_address + v_number * 256 ^ (4 - v_place);
    elsif v_number >= 256 ^ (5 - v_place) then
      return null;
    else
      v_address := v_address + v_number;
    end if;
  end loop;
  return '0.0.0.0'::inet + v_address::bigint;
end;
$function$;

comment on function private.read_ipv4(text) is 'An IPv4 address in any spelling that browsers accept; null when it is none.';

-- Executed by its owner alone.
