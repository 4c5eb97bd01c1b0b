-- Generated from the migrations by `make generate`; change those, not this.

create table private.bug_tallies (
  test_id uuid not null,
  user_id uuid not null,
  critical integer not null,
  high integer not null,
  medium integer not null,
  low integer not null,
  constraint bug_tallies_pkey PRIMARY KEY (test_id),
  constraint bug_tallies_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.profiles(user_id) ON DELETE CASCADE
);

comment on table private.bug_tallies is 'How many bugs of each severity a test has: a row for each test with any. Stays when the test goes to the archive.';
comment on column private.bug_tallies.test_id is 'Not a foreign key: what an archived test found still counts.';

CREATE INDEX bug_tallies_of_a_user ON private.bug_tallies USING btree (user_id) INCLUDE (critical, high, medium, low);

alter table private.bug_tallies enable row level security;
alter table private.bug_tallies force row level security;

create policy "No client reads or writes the tallies"
on private.bug_tallies as permissive for all
to anon, authenticated
using (false);
