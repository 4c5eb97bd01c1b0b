-- Generated from the migrations by `make generate`; change those, not this.

create table upkeep.cursors (
  service text not null,
  place text not null,
  moved_at timestamp with time zone not null default now(),
  constraint cursors_pkey PRIMARY KEY (service)
);

comment on table upkeep.cursors is 'How far a service has come that does its work in pieces.';

alter table upkeep.cursors enable row level security;
alter table upkeep.cursors force row level security;

create policy "No client reads or writes cursors"
on upkeep.cursors as permissive for all
to anon, authenticated
using (false);
