-- Generated from the migrations by `make generate`; change those, not this.

create type private.finding as (
  ordinal integer,
  rule text,
  category text,
  severity text,
  title text,
  description text,
  page text,
  pages text[],
  fingerprint text,
  steps text[],
  screenshots text[],
  recording text,
  video_offset_ms integer,
  cause text,
  fix text,
  tags text[],
  reproduced integer,
  attempts integer,
  confirmed boolean
);

comment on type private.finding is 'One bug as a worker sends it; its screenshots and recording are object keys.';
