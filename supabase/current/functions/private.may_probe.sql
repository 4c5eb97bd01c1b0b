-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.may_probe(p_user_id uuid)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select coalesce(jsonb_agg(pattern order by pattern), '[]')
  from (
    select pattern from private.target_exceptions where may_probe
    union
    select unnest(case method when 'dns' then array[host, '*.' || host] else array[host] end)
    from public.target_ownership
    where user_id = p_user_id and state = 'verified' and expires_at > now()
  ) as hosts (pattern);
$function$;

comment on function private.may_probe(uuid) is 'Hosts on which a person''s tests may probe: those they proved to be theirs, and those that an operator allowed.';

-- Executed by its owner alone.
