-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.kind_of_embedded(p_text text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO ''
AS $function$
  with
    parts as (
      select part, place
      from regexp_split_to_table(p_text, '[.-]') with ordinality as split (part, place)
    ),
    windows as (
      select string_agg(part, '.') over four as address, bool_and(part ~ '^[0-9]{1,3}$') over four as numeric_, count(*) over four as parts
      from parts
      window four as (order by place rows between current row and 3 following)
    ),
    candidates as (
      select regexp_replace(address, '(^|\.)0+(?=[0-9])', '\1', 'g') as address from windows where numeric_ and parts = 4
      union all
      select ('0.0.0.0'::inet + ('x' || part)::bit(32)::bigint)::text from parts where part ~ '^[0-9a-f]{8}$'
      union all
      select replace(label, '-', ':') from regexp_split_to_table(p_text, '\.') as label where label ~ '^[0-9a-f-]*-[0-9a-f-]*$'
    )
  select private.kind_of_special(address::inet)
  from candidates
  where case when pg_input_is_valid(address, 'inet') then private.kind_of_special(address::inet) is not null else false end
  limit 1;
$function$;

comment on function private.kind_of_embedded(text) is 'Where the addresses that stand in a name''s labels lead (10-0-0-1, 0a000001, --1); null when all are public.';

-- Executed by its owner alone.
