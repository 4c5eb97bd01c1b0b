-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.check_upload_size(p_bytes bigint, p_plan_type text)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_plan public.plans;
  v_larger public.plans;
begin
  select * into strict v_plan from public.plans where plan_type = p_plan_type;
  if p_bytes is null or p_bytes < 1 then
    raise exception using
      errcode = 'PT422',
      message = 'The file is empty, or its size was not said.',
      hint = 'Send file_size in bytes.',
      constraint = 'invalid_file_size';
  elsif p_bytes > v_plan.max_upload_bytes then
    select * into v_larger
    from public.plans
    where max_upload_bytes >= p_bytes and priority > v_plan.priority
    order by priority
    limit 1;

    raise exception using
      errcode = 'PT413',
      message = format('The file is larger than the %s plan allows.', v_plan.display_name),
      detail = format('It has %s bytes; %s are allowed.', p_bytes, v_plan.max_upload_bytes),
      hint = 'Leave out of it what the app does not need'
        || coalesce(format(', or upgrade to %s (up to %s)', v_larger.display_name, pg_size_pretty(v_larger.max_upload_bytes)), '') || '.',
      constraint = 'upload_too_large';
  end if;
end;
$function$;

comment on function private.check_upload_size(bigint,text) is 'Raises unless the plan allows an upload of that many bytes.';

-- Executed by its owner alone.
