-- Generated from the migrations by `make generate`; change those, not this.

create table public.api_keys (
  id uuid not null default gen_random_uuid(),
  user_id uuid not null,
  name text not null,
  api_key_hash text not null,
  is_active boolean not null default true,
  created_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone,
  constraint api_keys_pkey PRIMARY KEY (id),
  constraint api_keys_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.profiles(user_id) ON DELETE CASCADE
);

comment on table public.api_keys is 'API keys, by their hashes. A key works while it is active, has not expired and its owner is on an active Chaos plan.';
comment on column public.api_keys.name is 'What the owner calls it; at first df_ and the key''s first eight characters after its prefix.';
comment on column public.api_keys.api_key_hash is 'SHA-256 of the whole key, in hex. Read by servers only.';

CREATE UNIQUE INDEX api_key_of_a_hash ON public.api_keys USING btree (api_key_hash);
CREATE INDEX api_keys_of_a_user ON public.api_keys USING btree (user_id);

alter table public.api_keys enable row level security;
alter table public.api_keys force row level security;

create policy "Users can create their own API keys"
on public.api_keys as permissive for insert
to authenticated
with check ((( SELECT auth.uid() AS uid) = user_id));
create policy "Users can delete their own API keys"
on public.api_keys as permissive for delete
to authenticated
using ((( SELECT auth.uid() AS uid) = user_id));
create policy "Users can revoke their own API keys"
on public.api_keys as permissive for update
to authenticated
using ((( SELECT auth.uid() AS uid) = user_id))
with check ((( SELECT auth.uid() AS uid) = user_id));
create policy "Users can view their own API keys"
on public.api_keys as permissive for select
to authenticated
using ((( SELECT auth.uid() AS uid) = user_id));

CREATE TRIGGER add_api_key_details AFTER INSERT ON public.api_keys FOR EACH ROW EXECUTE FUNCTION private.add_api_key_details();

grant delete, select (id, user_id, name, is_active, created_at, expires_at), update (name, is_active) on public.api_keys to authenticated;
grant delete, select, update (name, is_active, expires_at) on public.api_keys to service_role;
