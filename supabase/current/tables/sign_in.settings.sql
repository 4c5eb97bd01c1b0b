-- Generated from the migrations by `make generate`; change those, not this.

create table sign_in.settings (
  only_row boolean not null default true,
  failures_allowed integer not null default 5,
  locked_for interval not null default '00:15:00'::interval,
  first_wait interval not null default '00:00:01'::interval,
  networks_known integer not null default 5,
  known_for interval not null default '90 days'::interval,
  attempt_lasts interval not null default '00:01:00'::interval,
  fresh_for interval not null default '24:00:00'::interval,
  session_lasts interval not null default '7 days'::interval,
  token_reuse interval not null default '00:00:10'::interval,
  hash_key bytea not null default extensions.gen_random_bytes(32),
  constraint settings_pkey PRIMARY KEY (only_row),
  constraint settings_failures_allowed_check CHECK ((failures_allowed > 0)),
  constraint settings_networks_known_check CHECK ((networks_known >= 0)),
  constraint settings_only_row_check CHECK (only_row)
);

comment on table sign_in.settings is 'The rules of signing in, in one row. Changed by operators with an update, and felt at once.';
comment on column sign_in.settings.failures_allowed is 'The failure of this number locks.';
comment on column sign_in.settings.locked_for is 'How long a lock lasts; also after how long a failure is forgotten.';
comment on column sign_in.settings.first_wait is 'How long after the second failure in a row the next try is looked at; doubles with each failure.';
comment on column sign_in.settings.networks_known is 'How many networks an account keeps guards for, the latest ones.';
comment on column sign_in.settings.known_for is 'How long a network stays known after signing in from it.';
comment on column sign_in.settings.attempt_lasts is 'After how long an attempt that nobody finished counts as a failure.';
comment on column sign_in.settings.fresh_for is 'How old a session may be that sets a new password without the old one.';
comment on column sign_in.settings.session_lasts is 'How long after signing in a session can be refreshed. As timebox in config.toml, which not every plan of the platform has.';
comment on column sign_in.settings.token_reuse is 'How long a used refresh token is still taken: two tabs may refresh at once. As refresh_token_reuse_interval in config.toml.';
comment on column sign_in.settings.hash_key is 'What accounts and networks are hashed with, so that no address lies in the guards.';

alter table sign_in.settings enable row level security;
alter table sign_in.settings force row level security;

create policy "No client reads or writes the rules"
on sign_in.settings as permissive for all
to anon, authenticated
using (false);
