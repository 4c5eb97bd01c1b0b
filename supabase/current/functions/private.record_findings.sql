-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.record_findings(p_test_id uuid, p_findings jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_finding jsonb;
  v_bug_count integer;
begin
  if jsonb_typeof(p_findings) is distinct from 'array' then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = 'Bugs are sent as a JSON array.',
      detail = format('This was sent: %s', left(p_findings::text, 200));
  end if;

  for v_finding in select value from jsonb_array_elements(p_findings) loop
    if (v_finding ->> 'confirmed')::boolean then
      perform private.record_bug(p_test_id, jsonb_populate_record(null::private.finding, v_finding));
    else
      insert into public.unconfirmed_findings (test_id, fingerprint, finding)
      select p_test_id, v_finding ->> 'fingerprint', v_finding
      -- What came back once stays confirmed.
      where not exists (
        select from public.bug_details
        where test_id = p_test_id and fingerprint = v_finding ->> 'fingerprint'
      )
      on conflict (test_id, fingerprint) do update set finding = excluded.finding;
    end if;
  end loop;

  select count(*) into v_bug_count from public.bug_reports where test_id = p_test_id;
  update public.tests set bug_count = v_bug_count where id = p_test_id and bug_count <> v_bug_count;
end;
$function$;

comment on function private.record_findings(uuid,jsonb) is 'Writes what a worker sends, confirmed and not. The same finding may come any number of times.';

-- Executed by its owner alone.
