-- Generated from the migrations by `make generate`; change those, not this.

create table public.bug_standings (
  bug_id uuid not null,
  test_id uuid not null,
  standing text not null,
  confidence text not null,
  reach text[] not null,
  first_seen_at timestamp with time zone not null,
  fixed_at timestamp with time zone,
  constraint bug_standings_pkey PRIMARY KEY (bug_id),
  constraint bug_standings_bug_id_fkey FOREIGN KEY (bug_id) REFERENCES public.bug_reports(id) ON DELETE CASCADE,
  constraint bug_standings_test_id_fkey FOREIGN KEY (test_id) REFERENCES public.tests(id) ON DELETE CASCADE,
  constraint bug_standings_confidence_check CHECK ((confidence = ANY (ARRAY['certain'::text, 'likely'::text, 'seen once'::text]))),
  constraint bug_standings_standing_check CHECK ((standing = ANY (ARRAY['new'::text, 'known'::text, 'regressed'::text])))
);

comment on table public.bug_standings is 'What a completed test''s bugs are to the project, how sure they are, and what of their reach counts.';
comment on column public.bug_standings.standing is 'new; known from an earlier test; or regressed: fixed before, and back.';
comment on column public.bug_standings.confidence is 'By its replays: certain when each of several showed it, likely when one did or most did, else seen once.';
comment on column public.bug_standings.first_seen_at is 'When a test of the project first saw it.';
comment on column public.bug_standings.fixed_at is 'Of one that is back: when it was seen to be gone.';

CREATE INDEX bug_standings_of_a_test ON public.bug_standings USING btree (test_id);

alter table public.bug_standings enable row level security;
alter table public.bug_standings force row level security;

create policy "Users can view the standings of their own tests' bugs"
on public.bug_standings as permissive for select
to authenticated
using ((test_id IN ( SELECT tests.id
   FROM public.tests
  WHERE (tests.user_id = ( SELECT auth.uid() AS uid)))));

grant select on public.bug_standings to authenticated;
grant select on public.bug_standings to service_role;
