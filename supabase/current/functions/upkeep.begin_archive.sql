-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION upkeep.begin_archive()
 RETURNS TABLE(archive_id uuid, object_key text, schema_version text)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
#variable_conflict use_column
declare
  v_id uuid := gen_random_uuid();
begin
  insert into upkeep.archives (id, object_key)
  values (v_id, format('archives/%s/%s.jsonl.gz', to_char(now() at time zone 'utc', 'YYYY/MM'), v_id));

  return query
  select id, archives.object_key, (select max(version) from supabase_migrations.schema_migrations)
  from upkeep.archives
  where id = v_id;
end;
$function$;

comment on function upkeep.begin_archive() is 'A new archive''s id and place. Until record_archive it is no more than an intention.';

grant execute on function upkeep.begin_archive() to deffatest_scheduler;
