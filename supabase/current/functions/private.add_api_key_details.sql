-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.add_api_key_details()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  insert into public.api_key_details (key_id, shown_hash) values (new.id, 'sha256:' || left(new.api_key_hash, 8));
  return new;
end;
$function$;

comment on function private.add_api_key_details() is 'After a key is made: it gets its details.';

-- Executed by its owner alone.
