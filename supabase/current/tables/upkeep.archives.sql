-- Generated from the migrations by `make generate`; change those, not this.

create table upkeep.archives (
  id uuid not null default gen_random_uuid(),
  object_key text not null,
  begun_at timestamp with time zone not null default now(),
  recorded_at timestamp with time zone,
  abandoned_at timestamp with time zone,
  manifest jsonb,
  constraint archives_object_key_key UNIQUE (object_key),
  constraint archives_pkey PRIMARY KEY (id),
  constraint archives_check CHECK (((recorded_at IS NULL) = (manifest IS NULL))),
  constraint archives_check1 CHECK (((recorded_at IS NULL) OR (abandoned_at IS NULL)))
);

comment on table upkeep.archives is 'Files in the object storage that hold the rows of old tests.';
comment on column upkeep.archives.recorded_at is 'When its tests left the tables; null while it is being made, and for one whose making broke off.';
comment on column upkeep.archives.abandoned_at is 'When it was taken for one whose making broke off: its file is being deleted, and it can be recorded no more.';
comment on column upkeep.archives.manifest is 'What the file holds: counts, format, SHA-256. Also lies beside the file.';

alter table upkeep.archives enable row level security;
alter table upkeep.archives force row level security;

create policy "No client reads or writes archives"
on upkeep.archives as permissive for all
to anon, authenticated
using (false);
