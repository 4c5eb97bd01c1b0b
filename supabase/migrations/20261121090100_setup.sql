-- What every later file stands on: nothing is open by default, two schemas of our own, a role for the workers and one
-- for the scheduler.
--
--   public   what clients reach through the Data API; every table has row level security and named grants
--   private  trigger functions and the functions behind the public ones; not exposed
--   queue    jobs, slots and leases; not exposed, and entered only through its functions

-- Functions are callable by everybody unless this is said without a schema; the others repeat, for projects made
-- before Supabase stopped granting by default, what new projects start with.
alter default privileges revoke execute on functions from public;
alter default privileges in schema public revoke all on tables from anon, authenticated, service_role;
alter default privileges in schema public revoke all on sequences from anon, authenticated, service_role;
alter default privileges in schema public revoke all on functions from anon, authenticated, service_role;

create extension if not exists pgcrypto with schema extensions;

create schema private;
comment on schema private is 'Trigger functions, and the functions behind the public ones. Not exposed to the Data API.';
grant usage on schema private to authenticated, service_role;

create schema queue;
comment on schema queue is 'Jobs, slots and leases. Its functions are the only way in, and the only thing that changes a test''s status.';
grant usage on schema queue to service_role;

do $$
begin
  -- A role belongs to the whole server, so it may be there from another database or an earlier run.
  if not exists (select from pg_roles where rolname = 'deffatest_worker') then
    create role deffatest_worker nologin;
    comment on role deffatest_worker is 'A worker of the fleet: may execute the functions of schema queue and nothing else. An operator gives it a password.';
  end if;
  if not exists (select from pg_roles where rolname = 'deffatest_scheduler') then
    create role deffatest_scheduler nologin;
    comment on role deffatest_scheduler is 'What runs by the clock: may execute the functions made for it and nothing else. An operator gives it a password.';
  end if;
end
$$;
grant usage on schema queue to deffatest_worker, deffatest_scheduler;
