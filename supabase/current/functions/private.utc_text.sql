-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.utc_text(p_at timestamp with time zone)
 RETURNS text
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select to_char(p_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"');
$function$;

comment on function private.utc_text(timestamp with time zone) is 'A time as the events write it: 2025-07-01T12:15:00Z.';

grant execute on function private.utc_text(timestamp with time zone) to authenticated;
