-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.ends_with_name(p_name text, p_suffixes text[])
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO ''
AS $function$
  select suffix from unnest(p_suffixes) as suffix where p_name = suffix or right(p_name, length(suffix) + 1) = '.' || suffix limit 1;
$function$;

comment on function private.ends_with_name(text,text[]) is 'Which of these names the name is or lies below.';

-- Executed by its owner alone.
