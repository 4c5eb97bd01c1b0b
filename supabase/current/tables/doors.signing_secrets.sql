-- Generated from the migrations by `make generate`; change those, not this.

create table doors.signing_secrets (
  key_id uuid not null,
  sealed text not null,
  made_at timestamp with time zone not null default now(),
  constraint signing_secrets_pkey PRIMARY KEY (key_id),
  constraint signing_secrets_key_id_fkey FOREIGN KEY (key_id) REFERENCES public.api_keys(id) ON DELETE CASCADE,
  constraint signing_secrets_sealed_check CHECK ((sealed ~~ 'v1.%'::text))
);

comment on table doors.signing_secrets is 'What requests with an API key are signed with. Whoever has only the key cannot use it.';
comment on column doors.signing_secrets.sealed is 'The secret under a key that the functions have and the database has not.';

alter table doors.signing_secrets enable row level security;
alter table doors.signing_secrets force row level security;

create policy "No client reads or writes signing secrets"
on doors.signing_secrets as permissive for all
to anon, authenticated
using (false);
