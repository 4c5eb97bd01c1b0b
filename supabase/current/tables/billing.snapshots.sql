-- Generated from the migrations by `make generate`; change those, not this.

create table billing.snapshots (
  event_id text not null,
  subscription_id text not null,
  customer_id text not null,
  occurred_at timestamp with time zone not null,
  status text not null,
  price_ids text[] not null,
  plan_type text,
  amount numeric,
  currency text,
  period_starts_at timestamp with time zone,
  period_ends_at timestamp with time zone,
  change_action text,
  change_at timestamp with time zone,
  constraint snapshots_pkey PRIMARY KEY (event_id),
  constraint snapshots_event_id_fkey FOREIGN KEY (event_id) REFERENCES billing.events(event_id) ON DELETE CASCADE
);

comment on table billing.snapshots is 'What a subscription looked like when something happened to it. Append-only.';
comment on column billing.snapshots.plan_type is 'The highest plan that its prices buy; null while plans.paddle_price_ids knows none of them, and then the plan stays what it was.';
comment on column billing.snapshots.amount is 'The plan''s price in whole units of the currency.';
comment on column billing.snapshots.change_action is 'cancel, pause or resume, to come at change_at.';

CREATE INDEX snapshots_of_a_customer ON billing.snapshots USING btree (customer_id);
CREATE INDEX snapshots_of_a_subscription ON billing.snapshots USING btree (subscription_id, occurred_at);
CREATE INDEX snapshots_of_no_plan ON billing.snapshots USING btree (event_id) WHERE (plan_type IS NULL);

alter table billing.snapshots enable row level security;
alter table billing.snapshots force row level security;

create policy "No client reads or writes snapshots"
on billing.snapshots as permissive for all
to anon, authenticated
using (false);
