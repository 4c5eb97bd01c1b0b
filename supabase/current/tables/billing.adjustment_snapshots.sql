-- Generated from the migrations by `make generate`; change those, not this.

create table billing.adjustment_snapshots (
  event_id text not null,
  adjustment_id text not null,
  transaction_id text not null,
  occurred_at timestamp with time zone not null,
  action text not null,
  status text not null,
  is_full boolean not null,
  constraint adjustment_snapshots_pkey PRIMARY KEY (event_id),
  constraint adjustment_snapshots_event_id_fkey FOREIGN KEY (event_id) REFERENCES billing.events(event_id) ON DELETE CASCADE
);

comment on table billing.adjustment_snapshots is 'What a refund, chargeback or credit looked like when something happened to it. Append-only.';

CREATE INDEX adjustments_of_a_transaction ON billing.adjustment_snapshots USING btree (transaction_id);

alter table billing.adjustment_snapshots enable row level security;
alter table billing.adjustment_snapshots force row level security;

create policy "No client reads or writes adjustments"
on billing.adjustment_snapshots as permissive for all
to anon, authenticated
using (false);
