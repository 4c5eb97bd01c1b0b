-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION queue.credentials(p_job_id uuid, p_attempt integer)
 RETURNS TABLE(credential_id uuid, host text, label text, sealed text)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_job queue.jobs := queue.held_job(p_job_id, p_attempt);
begin
  if v_job.id is null or v_job.kind <> 'test' then
    return;
  end if;

  return query
  with chosen as (
    select login.id
    from public.target_credentials as login
    where login.user_id = v_job.owner_id
      and case
        when exists (select from private.test_credentials as asked where asked.test_id = v_job.test_id)
        then login.id = (select asked.credential_id from private.test_credentials as asked where asked.test_id = v_job.test_id)
        else login.host = (
          select target.host from public.tests, private.read_address(test_source_url) as target where tests.id = v_job.test_id
        )
      end
    order by login.created_at desc
    limit 1
  )
  update public.target_credentials as login
  set used_at = now()
  from chosen
  where login.id = chosen.id
  returning login.id, login.host, login.label, login.sealed;
end;
$function$;

comment on function queue.credentials(uuid,integer) is 'The sealed login for a test: the one it was submitted with, else the owner''s newest for its host. Nothing when there is none, or when this attempt no longer holds the job.';

grant execute on function queue.credentials(uuid,integer) to deffatest_worker;
