-- Generated from the migrations by `make generate`; change those, not this.

create table sign_in.guards (
  account bytea not null,
  network bytea not null,
  failures integer not null default 0,
  failed_at timestamp with time zone,
  locked_until timestamp with time zone,
  known_until timestamp with time zone,
  kept_until timestamp with time zone not null,
  constraint guards_pkey PRIMARY KEY (account, network),
  constraint guards_check CHECK (((failures = 0) = (failed_at IS NULL))),
  constraint guards_check1 CHECK (((network <> '\x'::bytea) OR (known_until IS NULL))),
  constraint guards_failures_check CHECK ((failures >= 0))
);

comment on table sign_in.guards is 'How often a password was missed lately, for accounts that exist and for addresses that do not, and which networks an account is used from.';
comment on column sign_in.guards.account is 'Keyed hash of the e-mail address.';
comment on column sign_in.guards.network is 'Keyed hash of an account''s network; empty for the whole world.';
comment on column sign_in.guards.failures is 'In a row, none of them longer ago than settings.locked_for.';
comment on column sign_in.guards.known_until is 'Until when this network is judged by itself.';
comment on column sign_in.guards.kept_until is 'When the row says nothing any more and may go.';

CREATE INDEX guards_by_end ON sign_in.guards USING btree (kept_until);

alter table sign_in.guards enable row level security;
alter table sign_in.guards force row level security;

create policy "No client reads or writes guards"
on sign_in.guards as permissive for all
to anon, authenticated
using (false);
