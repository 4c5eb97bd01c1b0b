-- Generated from the migrations by `make generate`; change those, not this.

create table private.target_exceptions (
  pattern text not null,
  may_probe boolean not null default false,
  note text not null default ''::text,
  created_at timestamp with time zone not null default now(),
  constraint target_exceptions_pkey PRIMARY KEY (pattern),
  constraint target_exceptions_pattern_check CHECK (((pattern = lower(pattern)) AND (pattern <> ''::text) AND (pattern !~ '[[:space:]]'::text)))
);

comment on table private.target_exceptions is 'Targets that are allowed although they are not on the open internet, and hosts of our own that may be probed. Written by operators with SQL; the worker''s DEFFATEST_ALLOWED_PRIVATE_TARGETS has to let them through as well.';
comment on column private.target_exceptions.pattern is 'A host, host:port (IPv6 in brackets), or a network such as 10.0.0.0/8, which means hosts written as numbers.';
comment on column private.target_exceptions.may_probe is 'Whether anybody''s test may probe it actively, without proving that it is theirs.';

alter table private.target_exceptions enable row level security;
alter table private.target_exceptions force row level security;

create policy "No client reads or writes exceptions"
on private.target_exceptions as permissive for all
to anon, authenticated
using (false);
