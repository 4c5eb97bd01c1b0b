-- Generated from the migrations by `make generate`; change those, not this.

create table public.uploads (
  test_id uuid not null,
  file_name text not null,
  announced_bytes bigint not null,
  object_key text not null,
  state text not null default 'awaited'::text,
  storage_upload_id text,
  part_bytes bigint,
  found_bytes bigint,
  found_kind text,
  sha256 text,
  details jsonb not null default '{}'::jsonb,
  code text,
  reason text,
  announced_at timestamp with time zone not null default now(),
  arrived_at timestamp with time zone,
  inspected_at timestamp with time zone,
  inspection integer not null default 0,
  failures integer not null default 0,
  inspected_by text,
  lease_expires_at timestamp with time zone,
  available_at timestamp with time zone not null default now(),
  constraint uploads_pkey PRIMARY KEY (test_id),
  constraint uploads_test_id_fkey FOREIGN KEY (test_id) REFERENCES public.tests(id) ON DELETE CASCADE,
  constraint uploads_announced_bytes_check CHECK ((announced_bytes > 0)),
  constraint uploads_check CHECK (((state = 'inspecting'::text) = (lease_expires_at IS NOT NULL))),
  constraint uploads_check1 CHECK (((state <> 'passed'::text) OR ((found_kind IS NOT NULL) AND (sha256 IS NOT NULL) AND (found_bytes IS NOT NULL)))),
  constraint uploads_check2 CHECK (((state <> ALL (ARRAY['refused'::text, 'quarantined'::text])) OR ((code IS NOT NULL) AND (reason IS NOT NULL)))),
  constraint uploads_found_kind_check CHECK ((found_kind = ANY (ARRAY['web_bundle'::text, 'android_apk'::text]))),
  constraint uploads_part_bytes_check CHECK ((part_bytes > 0)),
  constraint uploads_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text)),
  constraint uploads_state_check CHECK ((state = ANY (ARRAY['awaited'::text, 'arrived'::text, 'inspecting'::text, 'passed'::text, 'refused'::text, 'quarantined'::text])))
)
with (fillfactor=85);

comment on table public.uploads is 'The file of a test of a bundle or an app: what was announced, where it stands, and what its inspection found.';
comment on column public.uploads.file_name is 'As its owner calls it. Nothing is told from it: what the file is, its content says.';
comment on column public.uploads.announced_bytes is 'The size that its owner announced; what arrives must have it. Of a file inside a form, the most that it can be.';
comment on column public.uploads.object_key is 'Where it lies in the object storage: test-uploads/{test}/{name}, and quarantine/{test}/{name} once it was found harmful.';
comment on column public.uploads.storage_upload_id is 'The object storage''s own id of the upload in parts; null before it has begun.';
comment on column public.uploads.part_bytes is 'The size of every part but the last.';
comment on column public.uploads.found_kind is 'What the file is by its content.';
comment on column public.uploads.sha256 is 'Of the whole file, in hexadecimal digits: what a worker runs is what was inspected.';
comment on column public.uploads.details is 'Of a bundle {files, bytes, root, pages}; of an app {package, version_name, version_code, min_sdk, target_sdk, abis, signatures, certificates}.';
comment on column public.uploads.code is 'Why it was refused, in a word that can be searched for.';
comment on column public.uploads.reason is 'Why it was refused and what to do, in words for its owner.';
comment on column public.uploads.inspection is 'The fencing token: how often an inspector took it.';
comment on column public.uploads.failures is 'How many inspectors fell silent over it.';
comment on column public.uploads.available_at is 'When it may be inspected, after a failure of the platform.';

CREATE INDEX uploads_to_inspect ON public.uploads USING btree (available_at) WHERE (state = ANY (ARRAY['arrived'::text, 'inspecting'::text]));

alter table public.uploads enable row level security;
alter table public.uploads force row level security;

create policy "Users can view the uploads of their own tests"
on public.uploads as permissive for select
to authenticated
using ((test_id IN ( SELECT tests.id
   FROM public.tests
  WHERE (tests.user_id = ( SELECT auth.uid() AS uid)))));

grant select (test_id, file_name, announced_bytes, object_key, state, storage_upload_id, part_bytes, found_bytes, found_kind, sha256, details, code, reason, announced_at, arrived_at, inspected_at) on public.uploads to authenticated;
grant select on public.uploads to service_role;
