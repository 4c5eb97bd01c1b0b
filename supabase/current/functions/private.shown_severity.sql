-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.shown_severity(p_severity text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select case p_severity when 'critical' then 'critical' when 'high' then 'major' else 'minor' end;
$function$;

comment on function private.shown_severity(text) is 'How a stored severity is called in events and reports: critical, major (high), minor (medium and low).';

-- Executed by its owner alone.
