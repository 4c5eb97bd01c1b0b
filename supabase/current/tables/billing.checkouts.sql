-- Generated from the migrations by `make generate`; change those, not this.

create table billing.checkouts (
  checkout_id uuid not null default gen_random_uuid(),
  user_id uuid not null,
  plan_type text not null,
  price_id text not null,
  created_at timestamp with time zone not null default now(),
  transaction_id text,
  checkout_url text,
  constraint checkouts_transaction_id_key UNIQUE (transaction_id),
  constraint checkouts_pkey PRIMARY KEY (checkout_id),
  constraint checkouts_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.profiles(user_id) ON DELETE CASCADE
);

comment on table billing.checkouts is 'Checkouts that our server opened. What a buyer can write into one is no proof; that it names a row of this table is.';
comment on column billing.checkouts.checkout_id is 'Travels through Paddle as custom_data.checkout_id, beside custom_data.user_id.';

CREATE INDEX checkouts_of_a_user ON billing.checkouts USING btree (user_id, created_at);

alter table billing.checkouts enable row level security;
alter table billing.checkouts force row level security;

create policy "No client reads or writes checkouts"
on billing.checkouts as permissive for all
to anon, authenticated
using (false);
