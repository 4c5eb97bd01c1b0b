-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION upkeep.record_archive(p_archive_id uuid, p_manifest jsonb, p_tests uuid[], p_sha256 bytea[])
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_archived integer;
begin
  perform from upkeep.archives
  where id = p_archive_id and recorded_at is null and abandoned_at is null
  for update;
  if not found then
    raise exception using
      errcode = 'PT409',
      message = format('Archive %s is not being made.', p_archive_id),
      hint = 'It was recorded before, or another scheduler took it for one that broke off. Begin a new one.';
  end if;

  perform from public.tests where id = any (p_tests) order by id for update;

  insert into upkeep.archived_tests (test_id, archive_id, user_id, sha256)
  select tests.id, p_archive_id, tests.user_id, sent.sha256
  from unnest(p_tests, p_sha256) as sent (test_id, sha256)
  join public.tests on tests.id = sent.test_id
  -- What changed since it was read is in the file as it was, and stays in the tables for the next archive.
  where sha256(convert_to(upkeep.test_document(sent.test_id), 'UTF8')) = sent.sha256
  on conflict (test_id) do update
  set archive_id = excluded.archive_id, sha256 = excluded.sha256, restored_at = null;
  get diagnostics v_archived = row_count;

  if v_archived > 0 then
    update upkeep.archives set recorded_at = now(), manifest = p_manifest where id = p_archive_id;
    delete from public.tests
    where id = any (p_tests)
      and id in (select test_id from upkeep.archived_tests where archive_id = p_archive_id);
  end if;
  return v_archived;
end;
$function$;

comment on function upkeep.record_archive(uuid,jsonb,uuid[],bytea[]) is 'The tests are in the file: they leave the tables, and where they are is written down, all or nothing. Answers how many did.';

grant execute on function upkeep.record_archive(uuid,jsonb,uuid[],bytea[]) to deffatest_scheduler;
