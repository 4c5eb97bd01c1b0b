-- Who hears what live. Messages of private.emit_event go to private channels: test:<test id> for one test, user:<user id>
-- for all of a person's tests. Whoever would rather have rows subscribes to the changes of tests and bug_reports.

create function private.may_receive(p_topic text)
returns boolean
language sql
stable
security definer
set search_path = ''
as $$
  select case
    when p_topic = 'user:' || auth.uid() then true
    -- The cast lets the test be found by its key; the pattern lets the cast never fail.
    when p_topic ~ '^test:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then exists (
      select from public.tests where id = substr(p_topic, 6)::uuid and user_id = auth.uid()
    )
    else false
  end;
$$;
comment on function private.may_receive(text) is 'Whether the caller may join this live channel. The one place that says so.';
grant execute on function private.may_receive(text) to authenticated;

-- Realtime asks it when a client joins a private channel, and when the client's token changes. Without a policy for
-- insert, nobody signed in sends anything there.
create policy "Users can receive the events of their own tests"
on realtime.messages for select
to authenticated
using (extension = 'broadcast' and (select private.may_receive((select realtime.topic()))));

-- Row level security and the grants of columns decide who gets a change, as they decide who reads the row; therefore
-- no list of columns here. A deletion is told to every subscriber, as Realtime can no longer ask whose row it was: with
-- the default replica identity it says the random id and nothing else.
do $$
declare
  v_table regclass;
begin
  -- On the hosted platform the publication is there, and may have been set to all tables by hand.
  if not exists (select from pg_publication where pubname = 'supabase_realtime') then
    create publication supabase_realtime;
  end if;
  foreach v_table in array array['public.tests', 'public.bug_reports']::regclass[] loop
    if not exists (
      select from pg_publication_tables
      where pubname = 'supabase_realtime' and format('%I.%I', schemaname, tablename)::regclass = v_table
    ) then
      execute format('alter publication supabase_realtime add table %s', v_table);
    end if;
  end loop;
end
$$;
