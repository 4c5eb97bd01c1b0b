-- Generated from the migrations by `make generate`; change those, not this.

create type queue.foreseen_run as (
  id uuid,
  owner_id uuid,
  lane text,
  shared boolean,
  seconds integer,
  turn timestamp with time zone,
  ends_at timestamp with time zone
);

comment on type queue.foreseen_run is 'A job as queue.foresee moves it: waiting by its turn, then running until it ends.';
