-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION public.submit_test(p_test_name text, p_test_type text, p_test_source_url text DEFAULT NULL::text, p_requested_duration_minutes integer DEFAULT 5, p_user_id uuid DEFAULT NULL::uuid, p_credential_id uuid DEFAULT NULL::uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_test public.tests;
begin
  insert into public.tests (user_id, test_name, test_type, test_source_url, requested_duration_minutes)
  values (p_user_id, p_test_name, p_test_type, p_test_source_url, p_requested_duration_minutes)
  returning * into v_test;
  if p_credential_id is not null then
    perform private.use_credential(v_test.id, p_credential_id);
  end if;

  return jsonb_build_object('test_id', v_test.id, 'status', v_test.status) || private.queue_place(v_test.id);
end;
$function$;

comment on function public.submit_test(text,text,text,integer,uuid,uuid) is 'Submits a test, as an insert into tests does; with the id of one of your logins it signs in. Answers test_id, status, queue_position and estimated_start_time. Only a server names another user.';

grant execute on function public.submit_test(text,text,text,integer,uuid,uuid) to authenticated;
grant execute on function public.submit_test(text,text,text,integer,uuid,uuid) to service_role;
