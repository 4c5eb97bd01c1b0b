-- Generated from the migrations by `make generate`; change those, not this.

create table private.quota_ledger (
  test_id uuid not null,
  user_id uuid not null,
  reserved_at timestamp with time zone not null default now(),
  given_back_at timestamp with time zone,
  given_back_because text,
  constraint quota_ledger_pkey PRIMARY KEY (test_id),
  constraint quota_ledger_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.profiles(user_id) ON DELETE CASCADE
);

comment on table private.quota_ledger is 'One row for each test submitted: reserved then, given back when the platform failed it or it was cancelled before its start.';
comment on column private.quota_ledger.test_id is 'Not a foreign key: a test that is archived within its month still counts.';

CREATE INDEX quota_ledger_of_a_user ON private.quota_ledger USING btree (user_id, reserved_at);

alter table private.quota_ledger enable row level security;
alter table private.quota_ledger force row level security;

create policy "No client reads or writes the ledger"
on private.quota_ledger as permissive for all
to anon, authenticated
using (false);
