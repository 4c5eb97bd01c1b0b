-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION upkeep.replace_archive(p_old uuid, p_new uuid, p_manifest jsonb, p_tests uuid[])
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_erased integer;
begin
  perform from upkeep.archives
  where id in (p_old, p_new) and abandoned_at is null and (recorded_at is null) = (id = p_new)
  order by id
  for update;
  get diagnostics v_erased = row_count;
  if v_erased < 2 then
    raise exception using
      errcode = 'PT409',
      message = format('Archive %s cannot take the place of %s.', p_new, p_old),
      hint = 'Another scheduler took one of them for one that broke off, or was faster. Begin anew.';
  end if;

  update upkeep.archived_tests set archive_id = p_new where archive_id = p_old and test_id = any (p_tests);
  delete from upkeep.archived_tests where archive_id = p_old;
  get diagnostics v_erased = row_count;

  update upkeep.archives set recorded_at = now(), manifest = p_manifest where id = p_new;
  update upkeep.archives
  set recorded_at = null, manifest = null, abandoned_at = now()
  where id = p_old or id = p_new and p_tests = '{}';
  return v_erased;
end;
$function$;

comment on function upkeep.replace_archive(uuid,uuid,jsonb,uuid[]) is 'The new archive has these tests of the old one; the old one is given up, and with it all others; so is the new one if it has none. Answers how many those are.';

grant execute on function upkeep.replace_archive(uuid,uuid,jsonb,uuid[]) to deffatest_scheduler;
