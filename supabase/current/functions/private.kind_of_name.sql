-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.kind_of_name(p_name text)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO ''
AS $function$
declare
  v_service text;
begin
  -- RFC 6761, RFC 6762, RFC 8375, and the names that ICANN never gives out; then the metadata names of clouds.
  if p_name !~ '\.' or private.ends_with_name(p_name, array[
    'localhost', 'localdomain', 'local', 'internal', 'intranet', 'lan', 'home', 'corp', 'private', 'svc',
    'home.arpa', 'metadata.goog'
  ]) is not null then
    return 'a name that only its own network knows';
  end if;
  -- Public names that lead to 127.0.0.1, with all below them.
  if private.ends_with_name(p_name, array[
    'localtest.me', 'lvh.me', 'vcap.me', 'lacolhost.com', 'localho.st', 'fuf.me', 'local.gd'
  ]) is not null then
    return 'this machine';
  end if;
  -- Services that answer with the address that stands in the name.
  v_service := private.ends_with_name(p_name, array['nip.io', 'sslip.io', 'xip.io', 'traefik.me', 'backname.io']);
  return case
    when v_service is not null then private.kind_of_embedded(left(p_name, length(p_name) - length(v_service)))
  end;
end;
$function$;

comment on function private.kind_of_name(text) is 'Where a name leads that is not on the open internet, as far as the name itself tells; null when it does not.';

-- Executed by its owner alone.
