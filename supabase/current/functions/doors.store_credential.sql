-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION doors.store_credential(p_user_id uuid, p_id uuid, p_host text, p_label text, p_sealed text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_read record;
begin
  select * into v_read from private.read_host(btrim(coalesce(p_host, ''), E' \t\r\n'));
  if v_read.problem is not null or v_read.host ~ '[^\x01-\x7f]' then
    raise exception using
      errcode = 'PT422',
      message = 'The login''s host is no host name.',
      detail = coalesce(v_read.problem, 'It has letters in it that DNS does not have.'),
      hint = 'Send the host on whose pages it is typed, without https://, such as shop.example.com; an international one in its xn-- form.',
      constraint = 'invalid_host',
      column = 'host';
  end if;

  -- One of a person at a time, so that the count holds.
  perform from public.profiles where user_id = p_user_id for no key update;
  if (select count(*) from public.target_credentials where user_id = p_user_id) >= 100 then
    raise exception using
      errcode = 'PT409',
      message = 'There are 100 logins already.',
      hint = 'Delete one that you no longer need.',
      constraint = 'too_many_credentials';
  end if;

  insert into public.target_credentials (id, user_id, host, label, sealed)
  values (p_id, p_user_id, v_read.host, p_label, p_sealed);
  return private.credential_as_shown(p_id);
end;
$function$;

comment on function doors.store_credential(uuid,uuid,text,text,text) is 'Keeps a login that was sealed for this id. Answers what its owner may see of it.';

grant execute on function doors.store_credential(uuid,uuid,text,text,text) to deffatest_door;
