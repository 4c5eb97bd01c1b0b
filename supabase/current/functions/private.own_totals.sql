-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.own_totals()
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return (
    select jsonb_build_object(
      'tests', (select count(*) from private.quota_ledger where user_id = auth.uid()),
      'bugs', coalesce(sum(critical + high + medium + low), 0),
      'critical', coalesce(sum(critical), 0),
      'major', coalesce(sum(high), 0),
      'minor', coalesce(sum(medium + low), 0)
    )
    from private.bug_tallies
    where user_id = auth.uid()
  );
end;
$function$;

comment on function private.own_totals() is 'All that the caller has ever submitted and found, archived tests included.';

grant execute on function private.own_totals() to authenticated;
