-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.is_exception(p_host text, p_port integer, p_address inet)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_host text := case when p_address is not null and family(p_address) = 6 then format('[%s]', p_host) else p_host end;
begin
  return exists (
    select from private.target_exceptions
    where pattern in (p_host, v_host, format('%s:%s', v_host, p_port))
      or case
        when p_address is null or not pg_input_is_valid(pattern, 'inet') then false
        else p_address <<= pattern::inet or private.unwrapped(p_address) <<= pattern::inet
      end
  );
end;
$function$;

comment on function private.is_exception(text,integer,inet) is 'Whether an operator allowed this target by its name, its port or its network.';

-- Executed by its owner alone.
