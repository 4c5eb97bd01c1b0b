-- Which of Paddle's messages have been seen. Servers only.

create table public.processed_webhooks (
  id text primary key,
  event_type text not null,
  processed_at timestamptz default now() not null,
  status text default 'success' not null
);

comment on table public.processed_webhooks is 'Webhooks by their event id, so that one sent twice works once.';
comment on column public.processed_webhooks.status is 'processing, then success; ignored (no business of ours), unknown, parked (whose it is nobody knows yet), unknown_price or failed. billing.events has what they said.';

alter table public.processed_webhooks enable row level security, force row level security;

-- No policy would mean the same; said aloud, nobody takes it for forgotten.
create policy "No client reads or writes webhooks"
on public.processed_webhooks for all
to anon, authenticated
using (false);

grant select, insert, update on public.processed_webhooks to service_role;
