-- Generated from the migrations by `make generate`; change those, not this.

create table billing.transaction_snapshots (
  event_id text not null,
  transaction_id text not null,
  subscription_id text,
  customer_id text,
  occurred_at timestamp with time zone not null,
  status text not null,
  origin text,
  period_starts_at timestamp with time zone,
  amount numeric,
  currency text,
  problem text,
  constraint transaction_snapshots_pkey PRIMARY KEY (event_id),
  constraint transaction_snapshots_event_id_fkey FOREIGN KEY (event_id) REFERENCES billing.events(event_id) ON DELETE CASCADE
);

comment on table billing.transaction_snapshots is 'What a payment looked like when something happened to it. Append-only. It opens nothing: the subscription''s own events say what was bought.';
comment on column billing.transaction_snapshots.amount is 'The grand total in whole units of the currency.';
comment on column billing.transaction_snapshots.problem is 'Paddle''s code for why the last attempt to pay failed, such as declined.';

CREATE INDEX snapshots_of_a_transaction ON billing.transaction_snapshots USING btree (transaction_id);
CREATE INDEX transactions_of_a_subscription ON billing.transaction_snapshots USING btree (subscription_id);

alter table billing.transaction_snapshots enable row level security;
alter table billing.transaction_snapshots force row level security;

create policy "No client reads or writes transactions"
on billing.transaction_snapshots as permissive for all
to anon, authenticated
using (false);
