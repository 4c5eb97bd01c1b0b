-- Generated from the migrations by `make generate`; change those, not this.

create table doors.settings (
  only_one boolean not null default true,
  accesses_months integer not null default 12,
  answers_hours integer not null default 24,
  constraint settings_pkey PRIMARY KEY (only_one),
  constraint settings_accesses_months_check CHECK ((accesses_months > 0)),
  constraint settings_answers_hours_check CHECK ((answers_hours > 0)),
  constraint settings_only_one_check CHECK (only_one)
);

comment on table doors.settings is 'How long the doors remember. One row, changed by operators.';
comment on column doors.settings.accesses_months is 'Whole months for which accesses are kept, besides the present one.';
comment on column doors.settings.answers_hours is 'For how long a repeat with the same Idempotency-Key gets the same answer.';

alter table doors.settings enable row level security;
alter table doors.settings force row level security;

create policy "No client reads or writes settings"
on doors.settings as permissive for all
to anon, authenticated
using (false);
