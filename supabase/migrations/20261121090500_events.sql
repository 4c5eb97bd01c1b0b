-- What happened to a test, in order: the four events that clients see live, kept so that a gap can be read again.

create table public.test_events (
  test_id uuid not null references public.tests (id) on delete cascade,
  sequence integer not null,
  event text not null check (event in ('test.progress', 'test.status_change', 'test.bug_found', 'test.completed')),
  payload jsonb not null,
  created_at timestamptz not null default now(),
  primary key (test_id, sequence)
);

comment on table public.test_events is 'Everything sent to live clients, append-only. After a gap a client reads the rows above the last number it saw.';
comment on column public.test_events.sequence is 'Counts from 1 within one test, without gaps. Live messages carry it as id.';
comment on column public.test_events.payload is 'The event''s data, as the live message has it.';

alter table public.test_events enable row level security, force row level security;

create policy "Users can view the events of their own tests"
on public.test_events for select
to authenticated
using (test_id in (select id from public.tests where user_id = (select auth.uid())));

grant select on public.test_events to authenticated, service_role;

create function private.utc_text(p_at timestamptz)
returns text
language sql
stable
set search_path = ''
as $$
  select to_char(p_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"');
$$;
comment on function private.utc_text(timestamptz) is 'A time as the events write it: 2025-07-01T12:15:00Z.';

create function private.shown_severity(p_severity text)
returns text
language sql
immutable
set search_path = ''
as $$
  select case p_severity when 'critical' then 'critical' when 'high' then 'major' else 'minor' end;
$$;
comment on function private.shown_severity(text) is 'How a stored severity is called in events and reports: critical, major (high), minor (medium and low).';

create function private.broadcast(p_topic text, p_event text, p_payload jsonb)
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform realtime.send(p_payload, p_event, p_topic, true);
exception when others then
  -- The row in test_events is the delivery; a live message that cannot be sent must not undo what it tells of.
  raise warning 'No live message on %: % (%)', p_topic, sqlerrm, sqlstate;
end;
$$;
comment on function private.broadcast(text, text, jsonb) is 'Sends a live message once the transaction commits. Never fails.';

create function private.emit_event(p_test_id uuid, p_event text, p_payload jsonb)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_user_id uuid;
  v_sequence integer;
begin
  -- The lock lets one transaction at a time count on, so a test's numbers have neither gap nor twin.
  select user_id into strict v_user_id from public.tests where id = p_test_id for no key update;

  insert into public.test_events (test_id, sequence, event, payload)
  select p_test_id, coalesce(max(sequence), 0) + 1, p_event, p_payload
  from public.test_events
  where test_id = p_test_id
  returning sequence into v_sequence;

  -- Realtime adds an id of its own to a message without one; ours tells a client which event it has seen last.
  perform private.broadcast(topic, p_event, p_payload || jsonb_build_object('id', v_sequence))
  from unnest(array['test:' || p_test_id, 'user:' || v_user_id]) as topic;
end;
$$;
comment on function private.emit_event(uuid, text, jsonb) is 'Records an event of a test under its next number and sends it to the test''s and the owner''s channel.';
