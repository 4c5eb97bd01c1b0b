-- Generated from the migrations by `make generate`; change those, not this.

create type private.history_order as (
  keys text[],
  types text[],
  descending boolean
);

comment on type private.history_order is 'An order of the history: what it goes by, the last of which is unique; the types of that; and which way.';
