-- Generated from the migrations by `make generate`; change those, not this.

create type queue.claimed_job as (
  job_id uuid,
  attempt integer,
  lane text,
  lease_expires_at timestamp with time zone,
  payload jsonb
);

comment on type queue.claimed_job is 'What a worker gets: the job, its fencing token, how long it is held, and what to do.';
