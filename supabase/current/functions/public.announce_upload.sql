-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION public.announce_upload(p_test_id uuid, p_file_name text, p_file_size bigint)
 RETURNS jsonb
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select jsonb_build_object(
    'test_id', announced.test_id,
    'file_name', announced.file_name,
    'file_size', announced.announced_bytes,
    'state', announced.state
  )
  from private.announce_upload(p_test_id, p_file_name, p_file_size) as announced;
$function$;

comment on function public.announce_upload(uuid,text,bigint) is 'Says which file a waiting test will get and how many bytes it has; 413 when the plan allows less. The addresses to send it to are answered by GET /api/tests/{id}/upload.';

grant execute on function public.announce_upload(uuid,text,bigint) to authenticated;
grant execute on function public.announce_upload(uuid,text,bigint) to service_role;
