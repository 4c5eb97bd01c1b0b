-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION upkeep.test_document(p_test_id uuid)
 RETURNS text
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
 SET "TimeZone" TO 'UTC'
AS $function$
declare
  v_table record;
  v_rows jsonb;
  v_document jsonb := '{}';
begin
  for v_table in select * from upkeep.tables_of_a_test() loop
    execute format(
      'select coalesce(jsonb_agg(to_jsonb(found) order by to_jsonb(found)), ''[]'') from %s as found where %I = $1',
      v_table.name, v_table.test_column
    ) into v_rows using p_test_id;
    v_document := v_document || jsonb_build_object(v_table.name, v_rows);
  end loop;
  return v_document::text;
end;
$function$;

comment on function upkeep.test_document(uuid) is 'All rows of a test as one line of JSON, by table. The same rows give the same text.';

grant execute on function upkeep.test_document(uuid) to deffatest_scheduler;
