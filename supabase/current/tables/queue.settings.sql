-- Generated from the migrations by `make generate`; change those, not this.

create table queue.settings (
  only_row boolean not null default true,
  running_limit integer not null default 20,
  starvation_seconds integer not null default 1800,
  surplus_places integer not null default 0,
  constraint settings_pkey PRIMARY KEY (only_row),
  constraint settings_only_row_check CHECK (only_row),
  constraint settings_running_limit_check CHECK ((running_limit > 0)),
  constraint settings_starvation_seconds_check CHECK ((starvation_seconds > 0)),
  constraint settings_surplus_places_check CHECK ((surplus_places >= 0))
);

comment on table queue.settings is 'How the queue works, in one row. Changed by operators with an update, and felt at once.';
comment on column queue.settings.running_limit is 'How many tests may run at once on the whole platform.';
comment on column queue.settings.starvation_seconds is 'After waiting so long for its start a test of the lowest plan goes before all that arrive later, of the highest plan too. Felt by tests submitted from then on.';
comment on column queue.settings.surplus_places is 'Kept by the queue: places that are still taken and go when they become free, because the limit was lowered.';

alter table queue.settings enable row level security;
alter table queue.settings force row level security;

create policy "No client reads or writes settings"
on queue.settings as permissive for all
to anon, authenticated
using (false);

CREATE TRIGGER fit_places BEFORE INSERT OR UPDATE OF running_limit ON queue.settings FOR EACH ROW EXECUTE FUNCTION private.fit_places_to_limit();
