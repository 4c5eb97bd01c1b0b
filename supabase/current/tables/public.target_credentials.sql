-- Generated from the migrations by `make generate`; change those, not this.

create table public.target_credentials (
  id uuid not null,
  user_id uuid not null,
  host text not null,
  label text not null,
  sealed text not null,
  key_id text not null generated always as (split_part(sealed, '.'::text, 2)) stored,
  created_at timestamp with time zone not null default now(),
  rotated_at timestamp with time zone,
  used_at timestamp with time zone,
  constraint target_credentials_pkey PRIMARY KEY (id),
  constraint target_credentials_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.profiles(user_id) ON DELETE CASCADE,
  constraint target_credentials_label_check CHECK ((((length(label) >= 1) AND (length(label) <= 100)) AND (label !~ '[[:cntrl:]]'::text))),
  constraint target_credentials_sealed_check CHECK (((length(sealed) < 20000) AND (sealed ~ '^v1\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{16}\.[A-Za-z0-9_-]{22,}$'::text)))
);

comment on table public.target_credentials is 'Logins for tests to use, one account on one host each. Written by the API alone, which seals them.';
comment on column public.target_credentials.id is 'Chosen by who seals, because it is sealed in: what is copied into another row does not open.';
comment on column public.target_credentials.host is 'Where the login may be typed: on pages of this host alone.';
comment on column public.target_credentials.label is 'What the owner calls it.';
comment on column public.target_credentials.sealed is 'v1.<key id>.<nonce>.<ciphertext>, AES-256-GCM, of JSON with username, password and perhaps totp_secret and fields. Readable by no client.';
comment on column public.target_credentials.key_id is 'Which key it was sealed with.';
comment on column public.target_credentials.rotated_at is 'When it was last replaced, or sealed again with a newer key.';
comment on column public.target_credentials.used_at is 'When a worker last got it.';

CREATE INDEX credentials_of_a_host ON public.target_credentials USING btree (user_id, host, created_at DESC);
CREATE INDEX credentials_of_a_key ON public.target_credentials USING btree (key_id);

alter table public.target_credentials enable row level security;
alter table public.target_credentials force row level security;

create policy "Users can delete their own credentials"
on public.target_credentials as permissive for delete
to authenticated
using ((( SELECT auth.uid() AS uid) = user_id));
create policy "Users can view their own credentials"
on public.target_credentials as permissive for select
to authenticated
using ((( SELECT auth.uid() AS uid) = user_id));

grant delete, select (id, user_id, host, label, created_at, rotated_at, used_at) on public.target_credentials to authenticated;
grant select (id, user_id, host, label, created_at, rotated_at, used_at) on public.target_credentials to service_role;
