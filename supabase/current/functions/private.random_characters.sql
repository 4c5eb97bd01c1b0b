-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.random_characters(p_length integer)
 RETURNS text
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  -- 32 characters to choose from, so that a byte's remainder favours none: five bits each.
  select string_agg(substr('abcdefghijklmnopqrstuvwxyz234567', 1 + get_byte(random.bytes, place) % 32, 1), '' order by place)
  from extensions.gen_random_bytes(p_length) as random (bytes)
  cross join generate_series(0, p_length - 1) as place;
$function$;

comment on function private.random_characters(integer) is 'Characters of a to z and 2 to 7 that nobody can foresee.';

-- Executed by its owner alone.
