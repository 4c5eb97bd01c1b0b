-- Generated from the migrations by `make generate`; change those, not this.

create table billing.settings (
  only_row boolean not null default true,
  grace_days integer not null default 7,
  message_days integer not null default 90,
  constraint settings_pkey PRIMARY KEY (only_row),
  constraint settings_grace_days_check CHECK (((grace_days >= 0) AND (grace_days <= 90))),
  constraint settings_message_days_check CHECK ((message_days >= 30)),
  constraint settings_only_row_check CHECK (only_row)
);

comment on table billing.settings is 'One row. Changed by operators, and felt at once.';
comment on column billing.settings.grace_days is 'How many days a plan is kept after a payment failed, counted from the first failure on.';
comment on column billing.settings.message_days is 'How many days a message is kept as it came; what it said of plans and payments stays.';

alter table billing.settings enable row level security;
alter table billing.settings force row level security;

create policy "No client reads or writes settings"
on billing.settings as permissive for all
to anon, authenticated
using (false);

CREATE TRIGGER follow_settings AFTER UPDATE ON billing.settings FOR EACH STATEMENT EXECUTE FUNCTION billing.follow_settings();
