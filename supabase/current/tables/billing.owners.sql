-- Generated from the migrations by `make generate`; change those, not this.

create table billing.owners (
  paddle_id text not null,
  user_id uuid not null,
  known_by text not null,
  known_at timestamp with time zone not null default now(),
  constraint owners_pkey PRIMARY KEY (paddle_id, user_id),
  constraint owners_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.profiles(user_id) ON DELETE CASCADE,
  constraint owners_known_by_check CHECK ((known_by = ANY (ARRAY['checkout'::text, 'customer'::text, 'profile'::text])))
);

comment on table billing.owners is 'Whose customers and subscriptions of Paddle''s are. A subscription has one owner; a customer has several where two people typed one address at the checkout.';
comment on column billing.owners.known_by is 'checkout: our own checkout says so. customer: the customer has but one owner. profile: somebody wrote profiles.paddle_customer_id.';

CREATE INDEX owners_of_a_user ON billing.owners USING btree (user_id);

alter table billing.owners enable row level security;
alter table billing.owners force row level security;

create policy "No client reads or writes owners"
on billing.owners as permissive for all
to anon, authenticated
using (false);
