-- Generated from the migrations by `make generate`; change those, not this.

create table public.processed_webhooks (
  id text not null,
  event_type text not null,
  processed_at timestamp with time zone not null default now(),
  status text not null default 'success'::text,
  constraint processed_webhooks_pkey PRIMARY KEY (id)
);

comment on table public.processed_webhooks is 'Webhooks by their event id, so that one sent twice works once.';
comment on column public.processed_webhooks.status is 'processing, then success; ignored (no business of ours), unknown, parked (whose it is nobody knows yet), unknown_price or failed. billing.events has what they said.';

alter table public.processed_webhooks enable row level security;
alter table public.processed_webhooks force row level security;

create policy "No client reads or writes webhooks"
on public.processed_webhooks as permissive for all
to anon, authenticated
using (false);

grant insert, select, update on public.processed_webhooks to service_role;
