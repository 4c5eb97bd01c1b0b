-- Generated from the migrations by `make generate`; change those, not this.

create table public.api_key_details (
  key_id uuid not null,
  shown_hash text not null,
  requests_per_minute integer,
  signs_since timestamp with time zone,
  last_used_at timestamp with time zone,
  constraint api_key_details_pkey PRIMARY KEY (key_id),
  constraint api_key_details_key_id_fkey FOREIGN KEY (key_id) REFERENCES public.api_keys(id) ON DELETE CASCADE,
  constraint api_key_details_requests_per_minute_check CHECK ((requests_per_minute > 0))
);

comment on table public.api_key_details is 'What is known of an API key beyond the table of the spec.';
comment on column public.api_key_details.shown_hash is 'The first digits of the key''s hash: tells keys apart, and is no use to anybody else.';
comment on column public.api_key_details.requests_per_minute is 'The owner''s own limit for this key; null, or more than the plan allows, is the plan''s limit.';
comment on column public.api_key_details.signs_since is 'Since when every request with this key has to be signed; null when it need not.';
comment on column public.api_key_details.last_used_at is 'When it was last used, to the minute.';

alter table public.api_key_details enable row level security;
alter table public.api_key_details force row level security;

create policy "Users can limit their own API keys"
on public.api_key_details as permissive for update
to authenticated
using ((key_id IN ( SELECT api_keys.id
   FROM public.api_keys
  WHERE (api_keys.user_id = ( SELECT auth.uid() AS uid)))))
with check ((key_id IN ( SELECT api_keys.id
   FROM public.api_keys
  WHERE (api_keys.user_id = ( SELECT auth.uid() AS uid)))));
create policy "Users can view the details of their own API keys"
on public.api_key_details as permissive for select
to authenticated
using ((key_id IN ( SELECT api_keys.id
   FROM public.api_keys
  WHERE (api_keys.user_id = ( SELECT auth.uid() AS uid)))));

grant select, update (requests_per_minute) on public.api_key_details to authenticated;
grant select on public.api_key_details to service_role;
