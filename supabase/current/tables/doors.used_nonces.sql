-- Generated from the migrations by `make generate`; change those, not this.

create table doors.used_nonces (
  key_id uuid not null,
  nonce text not null,
  used_at timestamp with time zone not null default now(),
  constraint used_nonces_pkey PRIMARY KEY (key_id, nonce),
  constraint used_nonces_key_id_fkey FOREIGN KEY (key_id) REFERENCES public.api_keys(id) ON DELETE CASCADE,
  constraint used_nonces_nonce_check CHECK ((length(nonce) <= 64))
);

comment on table doors.used_nonces is 'Signed requests of the last minutes, so that a recorded one is of no use.';

CREATE INDEX used_nonces_by_age ON doors.used_nonces USING btree (used_at);

alter table doors.used_nonces enable row level security;
alter table doors.used_nonces force row level security;

create policy "No client reads or writes nonces"
on doors.used_nonces as permissive for all
to anon, authenticated
using (false);
