-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.may_receive(p_topic text)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select case
    when p_topic = 'user:' || auth.uid() then true
    -- The cast lets the test be found by its key; the pattern lets the cast never fail.
    when p_topic ~ '^test:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then exists (
      select from public.tests where id = substr(p_topic, 6)::uuid and user_id = auth.uid()
    )
    else false
  end;
$function$;

comment on function private.may_receive(text) is 'Whether the caller may join this live channel. The one place that says so.';

grant execute on function private.may_receive(text) to authenticated;
