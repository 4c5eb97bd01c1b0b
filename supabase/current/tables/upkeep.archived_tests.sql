-- Generated from the migrations by `make generate`; change those, not this.

create table upkeep.archived_tests (
  test_id uuid not null,
  archive_id uuid not null,
  user_id uuid not null,
  sha256 bytea not null,
  restored_at timestamp with time zone,
  constraint archived_tests_pkey PRIMARY KEY (test_id),
  constraint archived_tests_archive_id_fkey FOREIGN KEY (archive_id) REFERENCES upkeep.archives(id)
);

comment on table upkeep.archived_tests is 'Which archive holds a test. Not tied to accounts or tests by foreign keys: it outlives both.';
comment on column upkeep.archived_tests.sha256 is 'Of the test''s line in the archive: nothing else is taken back.';
comment on column upkeep.archived_tests.restored_at is 'When its rows were last brought back; null while they are in the archive alone.';

CREATE INDEX archived_tests_of_an_archive ON upkeep.archived_tests USING btree (archive_id);

alter table upkeep.archived_tests enable row level security;
alter table upkeep.archived_tests force row level security;

create policy "No client reads or writes archived tests"
on upkeep.archived_tests as permissive for all
to anon, authenticated
using (false);
