-- Generated from the migrations by `make generate`; change those, not this.

create table private.test_credentials (
  test_id uuid not null,
  credential_id uuid not null,
  constraint test_credentials_pkey PRIMARY KEY (test_id),
  constraint test_credentials_credential_id_fkey FOREIGN KEY (credential_id) REFERENCES public.target_credentials(id) ON DELETE CASCADE,
  constraint test_credentials_test_id_fkey FOREIGN KEY (test_id) REFERENCES public.tests(id) ON DELETE CASCADE
);

comment on table private.test_credentials is 'Which login a test was submitted with. Without one, the newest of the owner''s for the test''s host is used.';

CREATE INDEX tests_of_a_credential ON private.test_credentials USING btree (credential_id);

alter table private.test_credentials enable row level security;
alter table private.test_credentials force row level security;

create policy "No client reads or writes tests' credentials"
on private.test_credentials as permissive for all
to anon, authenticated
using (false);
