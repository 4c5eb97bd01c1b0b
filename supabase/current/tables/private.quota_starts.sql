-- Generated from the migrations by `make generate`; change those, not this.

create table private.quota_starts (
  user_id uuid not null,
  counted_from timestamp with time zone not null,
  constraint quota_starts_pkey PRIMARY KEY (user_id),
  constraint quota_starts_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.profiles(user_id) ON DELETE CASCADE
);

comment on table private.quota_starts is 'From when a person''s tests count, where that is later than the month''s start: an upgrade starts the count anew. Written by billing.';

alter table private.quota_starts enable row level security;
alter table private.quota_starts force row level security;

create policy "No client reads or writes the starts"
on private.quota_starts as permissive for all
to anon, authenticated
using (false);
