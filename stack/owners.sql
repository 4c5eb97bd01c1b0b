-- Gives what @supabase/lite created to the roles that own it on the hosted platform. May be run again and again.

do $$
declare
  thing record;
begin
  for thing in
    select c.oid::regclass as name, n.nspname as schema
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('auth', 'storage', 'supabase_migrations') and c.relkind in ('r', 'p', 'v')
  loop
    execute format('alter table %s owner to %I', thing.name,
      case thing.schema when 'auth' then 'supabase_auth_admin' when 'storage' then 'supabase_storage_admin' else 'postgres' end);
  end loop;
  for thing in
    select p.oid::regprocedure as name, n.nspname as schema
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname in ('auth', 'storage')
  loop
    execute format('alter function %s owner to %I', thing.name,
      case thing.schema when 'auth' then 'supabase_auth_admin' else 'supabase_storage_admin' end);
  end loop;
end
$$;

grant all on all tables in schema auth to postgres, dashboard_user;
grant all on all sequences in schema auth to postgres, dashboard_user;
grant execute on all functions in schema auth to anon, authenticated, service_role, postgres;
-- @supabase/lite looks up a token's user as the role that it logs in as, before it takes the user's role.
grant usage on schema auth to authenticator, supabase_storage_admin;
grant select on all tables in schema auth to authenticator, supabase_storage_admin;
grant all on all tables in schema storage to anon, authenticated, service_role, postgres, dashboard_user;
grant execute on all functions in schema storage to anon, authenticated, service_role, postgres;
