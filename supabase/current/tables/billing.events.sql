-- Generated from the migrations by `make generate`; change those, not this.

create table billing.events (
  event_id text not null,
  event_type text not null,
  occurred_at timestamp with time zone not null,
  received_at timestamp with time zone not null default now(),
  deliveries integer not null default 1,
  customer_id text,
  subscription_id text,
  payload jsonb not null,
  problem text,
  constraint events_pkey PRIMARY KEY (event_id),
  constraint events_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.processed_webhooks(id) ON DELETE CASCADE
);

comment on table billing.events is 'Paddle''s messages as they came, beside processed_webhooks, which says how each of them ended.';
comment on column billing.events.occurred_at is 'When it happened at Paddle, in microseconds; when it was signed where the message does not say.';
comment on column billing.events.deliveries is 'How often it came. Only the first changes anything.';
comment on column billing.events.problem is 'Why it could not be processed, in words for operators.';

CREATE INDEX events_of_a_customer ON billing.events USING btree (customer_id);
CREATE INDEX events_with_a_message ON billing.events USING btree (received_at) WHERE (payload <> '{}'::jsonb);

alter table billing.events enable row level security;
alter table billing.events force row level security;

create policy "No client reads or writes events"
on billing.events as permissive for all
to anon, authenticated
using (false);
