-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION uploads.claim(p_inspector text, p_lease_seconds integer)
 RETURNS TABLE(test_id uuid, inspection integer, test_type text, object_key text, file_name text, bytes bigint, max_bytes bigint)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if coalesce(p_inspector, '') = '' or p_lease_seconds < 1 then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = 'A claim needs the inspector''s name and a lease of at least a second.';
  end if;
  return query
  update public.uploads as taken
  set
    state = 'inspecting',
    inspection = taken.inspection + 1,
    inspected_by = p_inspector,
    lease_expires_at = now() + make_interval(secs => p_lease_seconds)
  from public.tests join public.plans on plans.plan_type = tests.plan_type_at_submission
  where tests.id = taken.test_id and taken.test_id = (
    select next.test_id
    from public.uploads as next
    where next.state = 'arrived' and next.available_at <= now()
    order by next.available_at
    limit 1
    for update skip locked
  )
  returning
    taken.test_id, taken.inspection, tests.test_type, taken.object_key, taken.file_name, taken.found_bytes,
    plans.max_upload_bytes;
end;
$function$;

comment on function uploads.claim(text,integer) is 'The next upload for an inspector, oldest first, or no row.';

grant execute on function uploads.claim(text,integer) to deffatest_inspector;
