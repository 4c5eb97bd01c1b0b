-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION upkeep.restore_test(p_archive_id uuid, p_document text)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_document jsonb := p_document;
  v_test_id uuid := v_document #>> '{public.tests,0,id}';
  v_archived upkeep.archived_tests;
  v_table text;
  v_columns text;
  v_unknown text;
begin
  select * into v_archived
  from upkeep.archived_tests
  where test_id = v_test_id and archive_id = p_archive_id and sha256 = sha256(convert_to(p_document, 'UTF8'))
  for update;
  if not found then
    return 'not_archived';
  elsif exists (select from public.tests where id = v_test_id) then
    return 'present';
  end if;

  perform from public.profiles where user_id = v_archived.user_id for key share;
  if not found then
    return 'owner_gone';
  end if;

  select string_agg(name, ', ') into v_unknown
  from jsonb_object_keys(v_document) as name
  where name not in (select tables.name from upkeep.tables_of_a_test() as tables);
  if v_unknown is not null then
    raise exception using
      errcode = 'PT409',
      message = format('Test %s has rows of tables that are no more: %s.', v_test_id, v_unknown),
      hint = 'The archive''s line still has them; carry them over by hand.';
  end if;

  for v_table in select name from upkeep.tables_of_a_test() loop
    continue when coalesce(v_document -> v_table, '[]') = '[]';

    -- Only what the archive has: a column that came later gets its default, a generated one makes itself.
    select
      string_agg(quote_ident(key), ', ') filter (where attgenerated = ''),
      string_agg(key, ', ') filter (where attname is null)
    into v_columns, v_unknown
    from jsonb_object_keys(v_document -> v_table -> 0) as key
    left join pg_attribute
      on attrelid = v_table::regclass and attname = key and attnum > 0 and not attisdropped;
    if v_unknown is not null then
      raise exception using
        errcode = 'PT409',
        message = format('Test %s has columns of %s that are no more: %s.', v_test_id, v_table, v_unknown),
        hint = 'The archive''s line still has them; carry them over by hand.';
    end if;

    execute format(
      'insert into %1$s (%2$s) overriding system value select %2$s from jsonb_populate_recordset(null::%1$s, $1)',
      v_table, v_columns
    ) using v_document -> v_table;
  end loop;

  update upkeep.archived_tests set restored_at = now() where test_id = v_test_id;
  return 'restored';
end;
$function$;

comment on function upkeep.restore_test(uuid,text) is 'Brings a test''s rows back as they were, from its line in the archive. Answers restored, present, owner_gone, or not_archived for a line that is not what was archived.';

grant execute on function upkeep.restore_test(uuid,text) to deffatest_scheduler;
