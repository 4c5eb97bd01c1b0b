-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION queue.refuse_upload(p_test_id uuid, p_reason text, p_code text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform queue.finish(queue.waiting_upload(p_test_id), 'failed', p_reason, p_code, true);
end;
$function$;

comment on function queue.refuse_upload(uuid,text,text) is 'The file did not come or did not pass inspection: the test fails before its start and is given back.';

grant execute on function queue.refuse_upload(uuid,text,text) to service_role;
