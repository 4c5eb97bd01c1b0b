-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.checked_address(p_address text)
 RETURNS text
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_target record;
  v_kind text;
begin
  select * into v_target from private.read_address(p_address);
  if v_target.problem is not null then
    raise exception using
      errcode = 'PT422',
      message = 'The address cannot be tested.',
      detail = v_target.problem,
      hint = 'Send test_source_url as a whole address, such as https://example.com/shop.',
      constraint = 'invalid_address',
      column = 'test_source_url';
  end if;

  v_kind := case
    when v_target.address is not null then private.kind_of_special(v_target.address)
    else private.kind_of_name(v_target.host)
  end;
  if v_kind is not null and not private.is_exception(v_target.host, v_target.port, v_target.address) then
    raise exception using
      errcode = 'PT422',
      message = 'The address is not on the open internet, so it cannot be tested from here.',
      detail = format('%s leads to %s.', v_target.host, v_kind),
      hint = 'Send an address that everybody can open, such as that of a preview or staging site. Whoever runs this platform can allow a private one.',
      constraint = 'private_target',
      column = 'test_source_url';
  end if;
  return btrim(p_address, E' \t\r\n');
end;
$function$;

comment on function private.checked_address(text) is 'The address without surrounding space; raises unless it is a web address on the open internet, or one that an operator allowed.';

-- Executed by its owner alone.
