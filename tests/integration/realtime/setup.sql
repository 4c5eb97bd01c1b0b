-- What the conformance checks need in the database; everything is in one schema, and two policies on realtime.messages.
drop schema if exists conformance cascade;
drop policy if exists "conformance: receive" on realtime.messages;
drop policy if exists "conformance: send" on realtime.messages;

create schema conformance;
grant usage on schema conformance to anon, authenticated, service_role;

-- Topics say in their names what they allow to whoever signed in.
create table conformance.writers (topic text primary key);
grant select on conformance.writers to authenticated;

create policy "conformance: receive" on realtime.messages for select to authenticated using (
  extension = 'broadcast' and (
    realtime.topic() ~ '^(read|write|table):' or realtime.topic() like 'of:' || auth.uid() || ':%'
  )
  or extension = 'presence' and realtime.topic() like 'presence:%'
);
create policy "conformance: send" on realtime.messages for insert to authenticated with check (
  extension = 'broadcast' and (
    realtime.topic() like 'write:%' or realtime.topic() in (select topic from conformance.writers)
  )
  or extension = 'presence' and realtime.topic() like 'presence:%'
);

create table conformance.todos (id bigint primary key, task text);
create table conformance.plain (id bigint primary key, task text);
create table conformance.whole (id bigint primary key, task text);
create table conformance.whole_guarded (id bigint primary key, task text);
create table conformance.types (
  id bigint primary key, n numeric, b boolean, j jsonb, a integer[], t timestamp, z timestamptz, y bytea, u uuid, nothing text
);
create table conformance.filtered (id bigint primary key, label text, number integer, flag boolean);
create table conformance.owned (id bigint primary key, owner uuid, note text);
create table conformance.switched (id bigint primary key, owner uuid, note text);
create table conformance.partly (id bigint primary key, name text, secret text);
create table conformance.keyless_reader (id bigint primary key, name text);
create table conformance.without_key (name text);
create table conformance.selected (id bigint primary key, name text, secret text);
create table conformance.doubled (id bigint primary key, name text);
create table conformance.traced (id bigint primary key, name text);
create table conformance.python (id bigint primary key, name text);
create table conformance.unpublished (id bigint primary key);

alter table conformance.whole replica identity full;
alter table conformance.whole_guarded replica identity full;
alter table conformance.whole_guarded enable row level security;
create policy everybody on conformance.whole_guarded for select using (true);
alter table conformance.owned enable row level security;
create policy owner on conformance.owned for select using (auth.uid() = owner);
alter table conformance.switched enable row level security;
create policy owner on conformance.switched for select using (auth.uid() = owner);

grant select on all tables in schema conformance to anon, authenticated, service_role;
revoke select on conformance.partly, conformance.keyless_reader from anon, authenticated;
grant select (id, name) on conformance.partly to authenticated;
grant select (name) on conformance.keyless_reader to authenticated;

alter publication supabase_realtime add table
  conformance.todos, conformance.plain, conformance.whole, conformance.whole_guarded, conformance.types, conformance.filtered,
  conformance.owned, conformance.switched, conformance.partly, conformance.keyless_reader, conformance.without_key,
  conformance.selected, conformance.doubled, conformance.python;

create function conformance.trace() returns trigger language plpgsql security definer as $$
begin
  perform realtime.broadcast_changes('write:traced', tg_op, tg_op, tg_table_name, tg_table_schema, new, old);
  return null;
end
$$;
create trigger trace after insert or update or delete on conformance.traced
  for each row execute function conformance.trace();
