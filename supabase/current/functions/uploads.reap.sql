-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION uploads.reap(p_lease_failures integer DEFAULT 3)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_test_id uuid;
  v_reaped integer := 0;
  v_failures integer;
begin
  for v_test_id in
    select test_id from public.uploads where state = 'inspecting' and lease_expires_at < now() order by test_id limit 100
  loop
    -- In the order job, upload; one that is locked is being cancelled or judged.
    perform from queue.jobs where test_id = v_test_id and not ready for update skip locked;
    continue when not found;
    update public.uploads
    set
      state = 'arrived',
      failures = failures + 1,
      inspected_by = null,
      lease_expires_at = null,
      available_at = now() + make_interval(secs => 5 * failures)
    where test_id = v_test_id and state = 'inspecting' and lease_expires_at < now()
    returning failures into v_failures;
    continue when not found;
    v_reaped := v_reaped + 1;
    if v_failures >= p_lease_failures then
      perform queue.refuse_upload(
        v_test_id,
        'The file could not be inspected: the inspection broke off several times. Send it in another test, or ask us.',
        'inspection_failed'
      );
      update public.uploads
      set code = 'inspection_failed', reason = 'The inspection broke off several times.'
      where test_id = v_test_id;
    end if;
  end loop;
  return v_reaped;
end;
$function$;

comment on function uploads.reap(integer) is 'Takes uploads back from inspectors that fell silent; one over which several did is refused. Answers how many.';

grant execute on function uploads.reap(integer) to deffatest_inspector;
