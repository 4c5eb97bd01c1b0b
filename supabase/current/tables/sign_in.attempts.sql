-- Generated from the migrations by `make generate`; change those, not this.

create table sign_in.attempts (
  id uuid not null default gen_random_uuid(),
  account bytea not null,
  network bytea not null,
  begun_at timestamp with time zone not null default clock_timestamp(),
  met_by_hook boolean not null default false,
  constraint attempts_pkey PRIMARY KEY (id)
);

comment on table sign_in.attempts is 'Passwords that Supabase Auth is looking at for our function, a row for each while it does.';
comment on column sign_in.attempts.met_by_hook is 'Whether the hook has been asked about it already.';

CREATE INDEX attempts_of_an_account ON sign_in.attempts USING btree (account);

alter table sign_in.attempts enable row level security;
alter table sign_in.attempts force row level security;

create policy "No client reads or writes attempts"
on sign_in.attempts as permissive for all
to anon, authenticated
using (false);
