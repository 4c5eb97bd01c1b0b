-- Generated from the migrations by `make generate`; change those, not this.

create table upkeep.last_runs (
  service text not null,
  succeeded_at timestamp with time zone not null,
  counts jsonb not null,
  constraint last_runs_pkey PRIMARY KEY (service)
);

comment on table upkeep.last_runs is 'When each of the scheduler''s services last did its work, so that a restart neither forgets nor repeats it.';
comment on column upkeep.last_runs.counts is 'What it counted then.';

alter table upkeep.last_runs enable row level security;
alter table upkeep.last_runs force row level security;

create policy "No client reads or writes runs"
on upkeep.last_runs as permissive for all
to anon, authenticated
using (false);
