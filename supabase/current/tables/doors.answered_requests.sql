-- Generated from the migrations by `make generate`; change those, not this.

create table doors.answered_requests (
  user_id uuid not null,
  idempotency_key text not null,
  request_hash text not null,
  status smallint not null,
  body text not null,
  content_type text not null,
  answered_at timestamp with time zone not null default now(),
  constraint answered_requests_pkey PRIMARY KEY (user_id, idempotency_key),
  constraint answered_requests_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.profiles(user_id) ON DELETE CASCADE,
  constraint answered_requests_idempotency_key_check CHECK ((length(idempotency_key) <= 255))
);

comment on table doors.answered_requests is 'Answers to requests with an Idempotency-Key, kept for a day. Written in the transaction that did the work.';
comment on column doors.answered_requests.request_hash is 'SHA-256 of method, address and content: the same key for another request is refused.';

CREATE INDEX answered_requests_by_age ON doors.answered_requests USING btree (answered_at);

alter table doors.answered_requests enable row level security;
alter table doors.answered_requests force row level security;

create policy "No client reads or writes answered requests"
on doors.answered_requests as permissive for all
to anon, authenticated
using (false);
