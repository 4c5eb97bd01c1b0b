-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION sign_in.remember_network(p_user_id uuid, p_address text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_account bytea := sign_in.account_of_user(p_user_id);
begin
  perform sign_in.one_at_a_time(v_account);
  perform sign_in.count_success(v_account, sign_in.network_of(v_account, p_address));
end;
$function$;

comment on function sign_in.remember_network(uuid,text) is 'Makes a network known that its owner set a new password from: who is locked out by others gets in again by a reset.';

grant execute on function sign_in.remember_network(uuid,text) to deffatest_door;
