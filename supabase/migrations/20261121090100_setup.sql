-- What every later file stands on: nothing is open by default, schemas of our own, and roles for the workers, the
-- scheduler and the edge functions.
--
--   public   what clients reach through the Data API; every table has row level security and named grants
--   private  trigger functions and the functions behind the public ones; not exposed
--   queue    jobs, slots and leases; not exposed, and entered only through its functions
--   doors    what the edge functions call before and after their work; not exposed, and entered only through its functions

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
  if not exists (select from pg_roles where rolname = 'deffatest_door') then
    create role deffatest_door nologin noinherit;
    comment on role deffatest_door is 'The edge functions: may execute the functions made for them, and become the person who calls. An operator gives it a password.';
  end if;
end
$$;
-- The caller's own role is taken for one transaction at a time; nothing of it is inherited.
grant anon, authenticated to deffatest_door with inherit false, set true;
-- A statement that hangs must not keep one of the few connections for ever.
alter role deffatest_door set statement_timeout = '8s';
alter role deffatest_door set lock_timeout = '5s';
alter role deffatest_door set idle_in_transaction_session_timeout = '30s';

create schema doors;
comment on schema doors is 'What the edge functions call on everybody''s behalf: who calls, how often, and the record of it. Not exposed to the Data API.';
grant usage on schema doors to deffatest_door, deffatest_scheduler;

grant usage on schema queue to deffatest_worker, deffatest_scheduler;
