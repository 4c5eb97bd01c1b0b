-- Generated from the migrations by `make generate`; change those, not this.

create table public.target_ownership (
  id uuid not null default gen_random_uuid(),
  user_id uuid not null,
  host text not null,
  challenge text not null,
  state text not null default 'pending'::text,
  method text,
  outcome text not null default 'Not checked yet.'::text,
  created_at timestamp with time zone not null default now(),
  checked_at timestamp with time zone,
  verified_at timestamp with time zone,
  expires_at timestamp with time zone,
  check_at timestamp with time zone,
  constraint one_claim_of_a_host UNIQUE (user_id, host),
  constraint target_ownership_pkey PRIMARY KEY (id),
  constraint target_ownership_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.profiles(user_id) ON DELETE CASCADE,
  constraint target_ownership_check CHECK (((state <> 'verified'::text) OR ((method IS NOT NULL) AND (verified_at IS NOT NULL) AND (expires_at IS NOT NULL)))),
  constraint target_ownership_method_check CHECK ((method = ANY (ARRAY['dns'::text, 'file'::text]))),
  constraint target_ownership_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'verified'::text, 'refused'::text, 'lost'::text])))
);

comment on table public.target_ownership is 'Hosts that people say are theirs, and whether they proved it: only there do their tests probe actively. Several people may prove the same host.';
comment on column public.target_ownership.challenge is 'What the DNS record or the file has to hold. Different for each person and host.';
comment on column public.target_ownership.state is 'pending: not proved yet; verified: proved, until expires_at; lost: the proof was taken away or ran out; refused: nobody can own it.';
comment on column public.target_ownership.method is 'How it was proved last: dns covers the host and all below it, file the host alone.';
comment on column public.target_ownership.outcome is 'What came of the last check, in words.';
comment on column public.target_ownership.check_at is 'When it is to be checked next; null for never.';

CREATE INDEX target_checks_in_time ON public.target_ownership USING btree (check_at) WHERE (check_at IS NOT NULL);

alter table public.target_ownership enable row level security;
alter table public.target_ownership force row level security;

create policy "Users can view their own targets"
on public.target_ownership as permissive for select
to authenticated
using ((( SELECT auth.uid() AS uid) = user_id));

grant select on public.target_ownership to authenticated;
grant select on public.target_ownership to service_role;
