-- Generated from the migrations by `make generate`; change those, not this.

create table queue.durations (
  lane text not null,
  plan_type text not null,
  runs integer not null,
  share_of_requested double precision not null,
  seconds double precision not null,
  computed_at timestamp with time zone not null default now(),
  constraint durations_pkey PRIMARY KEY (lane, plan_type),
  constraint durations_lane_check CHECK ((lane = ANY (ARRAY['web'::text, 'app'::text])))
);

comment on table queue.durations is 'How long the latest completed tests took, by lane and plan. Written by queue.refresh_estimates.';
comment on column queue.durations.runs is 'How many runs this is known from.';
comment on column queue.durations.share_of_requested is 'The middle one of the times from claim to report, each as a share of the time asked for.';
comment on column queue.durations.seconds is 'The middle one of the times from claim to report.';

alter table queue.durations enable row level security;
alter table queue.durations force row level security;

create policy "No client reads or writes durations"
on queue.durations as permissive for all
to anon, authenticated
using (false);
