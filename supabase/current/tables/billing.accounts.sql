-- Generated from the migrations by `make generate`; change those, not this.

create table billing.accounts (
  user_id uuid not null,
  subscription_id text not null,
  plan_type text not null,
  because text not null,
  due_at timestamp with time zone,
  settled_at timestamp with time zone not null default now(),
  constraint accounts_pkey PRIMARY KEY (user_id),
  constraint accounts_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.profiles(user_id) ON DELETE CASCADE
);

comment on table billing.accounts is 'What was last derived for each person who has a subscription, and when time alone changes it next.';
comment on column billing.accounts.subscription_id is 'Of several the one that gives the most.';
comment on column billing.accounts.because is 'Why the plan is what it is, in the words of docs/billing.md.';
comment on column billing.accounts.due_at is 'When a period, a grace time or a scheduled change ends; null while only Paddle changes anything.';

CREATE INDEX accounts_that_are_due ON billing.accounts USING btree (due_at) WHERE (due_at IS NOT NULL);

alter table billing.accounts enable row level security;
alter table billing.accounts force row level security;

create policy "No client reads or writes accounts"
on billing.accounts as permissive for all
to anon, authenticated
using (false);
