-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.project_of(p_test public.tests)
 RETURNS text
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_target record;
  v_upload record;
  v_name text;
begin
  if p_test.test_type = 'web_url' then
    select * into v_target from private.read_address(p_test.test_source_url);
    return 'web ' || regexp_replace(coalesce(v_target.host, lower(p_test.test_source_url)), '^www\.', '')
      || case when v_target.port not in (80, 443) then ':' || v_target.port else '' end;
  end if;

  select file_name, details into v_upload from public.uploads where test_id = p_test.id;
  if p_test.test_type = 'android_apk' and v_upload.details ->> 'package' is not null then
    return 'app ' || (v_upload.details ->> 'package');
  end if;

  v_name := lower(coalesce(v_upload.file_name, p_test.test_file_path, ''));
  v_name := regexp_replace(v_name, '^.*[/\\]', '');
  v_name := regexp_replace(v_name, '(\.[a-z0-9]{1,5})+$', '');
  v_name := regexp_replace(v_name, '([ _.-]*(\(\d+\)|v?\d+([._-]\d+)*([._-]?(alpha|beta|rc)\d*)?))+$', '');
  if v_name in (
    '', 'app', 'archive', 'assets', 'build', 'bundle', 'dist', 'export', 'html', 'index', 'out', 'output', 'public',
    'release', 'site', 'static', 'upload', 'web', 'website', 'www'
  ) then
    v_name := v_name || ' / ' || lower(btrim(p_test.test_name));
  end if;
  return case p_test.test_type when 'android_apk' then 'app ' else 'bundle ' end || v_name;
end;
$function$;

comment on function private.project_of(public.tests) is 'What a test belongs to: tests of one owner with the same answer are compared.';

-- Executed by its owner alone.
