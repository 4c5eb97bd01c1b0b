-- What people have paid for. Paddle tells by webhooks, at least once and in any order, so nothing here depends on the
-- order in which they come: each one is kept as a snapshot, and what a person may use is derived from all of a
-- person's snapshots and the time of day. docs/billing.md has the states as a table.

create schema billing;
comment on schema billing is 'Payments: what Paddle told, whom it concerns, and the plan that follows. Not exposed, and entered only through its functions.';
grant usage on schema billing to deffatest_door, deffatest_scheduler;


-- What is kept -------------------------------------------------------------------------------------------------------

create table billing.settings (
  only_row boolean primary key default true check (only_row),
  grace_days integer not null default 7 check (grace_days between 0 and 90),
  message_days integer not null default 90 check (message_days >= 30)
);
insert into billing.settings default values;

comment on table billing.settings is 'One row. Changed by operators, and felt at once.';
comment on column billing.settings.grace_days is 'How many days a plan is kept after a payment failed, counted from the first failure on.';

comment on column billing.settings.message_days is 'How many days a message is kept as it came; what it said of plans and payments stays.';

create table billing.events (
  event_id text primary key references public.processed_webhooks (id) on delete cascade,
  event_type text not null,
  occurred_at timestamptz not null,
  received_at timestamptz not null default now(),
  deliveries integer not null default 1,
  customer_id text,
  subscription_id text,
  payload jsonb not null,
  problem text
);

create index events_of_a_customer on billing.events (customer_id);
create index events_with_a_message on billing.events (received_at) where payload <> '{}';

comment on table billing.events is 'Paddle''s messages as they came, beside processed_webhooks, which says how each of them ended.';
comment on column billing.events.occurred_at is 'When it happened at Paddle, in microseconds; when it was signed where the message does not say.';
comment on column billing.events.deliveries is 'How often it came. Only the first changes anything.';
comment on column billing.events.problem is 'Why it could not be processed, in words for operators.';

create table billing.checkouts (
  checkout_id uuid primary key default gen_random_uuid(),
  user_id uuid not null references public.profiles (user_id) on delete cascade,
  plan_type text not null,
  price_id text not null,
  created_at timestamptz not null default now(),
  transaction_id text unique,
  checkout_url text
);

create index checkouts_of_a_user on billing.checkouts (user_id, created_at);

comment on table billing.checkouts is 'Checkouts that our server opened. What a buyer can write into one is no proof; that it names a row of this table is.';
comment on column billing.checkouts.checkout_id is 'Travels through Paddle as custom_data.checkout_id, beside custom_data.user_id.';

create table billing.owners (
  paddle_id text not null,
  user_id uuid not null references public.profiles (user_id) on delete cascade,
  known_by text not null check (known_by in ('checkout', 'customer', 'profile')),
  known_at timestamptz not null default now(),
  primary key (paddle_id, user_id)
);

create index owners_of_a_user on billing.owners (user_id);

comment on table billing.owners is 'Whose customers and subscriptions of Paddle''s are. A subscription has one owner; a customer has several where two people typed one address at the checkout.';
comment on column billing.owners.known_by is 'checkout: our own checkout says so. customer: the customer has but one owner. profile: somebody wrote profiles.paddle_customer_id.';

create table billing.snapshots (
  event_id text primary key references billing.events (event_id) on delete cascade,
  subscription_id text not null,
  customer_id text not null,
  occurred_at timestamptz not null,
  status text not null,
  price_ids text[] not null,
  plan_type text,
  amount numeric,
  currency text,
  period_starts_at timestamptz,
  period_ends_at timestamptz,
  change_action text,
  change_at timestamptz
);

create index snapshots_of_a_subscription on billing.snapshots (subscription_id, occurred_at);
create index snapshots_of_a_customer on billing.snapshots (customer_id);
create index snapshots_of_no_plan on billing.snapshots (event_id) where plan_type is null;

comment on table billing.snapshots is 'What a subscription looked like when something happened to it. Append-only.';
comment on column billing.snapshots.plan_type is 'The highest plan that its prices buy; null while plans.paddle_price_ids knows none of them, and then the plan stays what it was.';
comment on column billing.snapshots.amount is 'The plan''s price in whole units of the currency.';
comment on column billing.snapshots.change_action is 'cancel, pause or resume, to come at change_at.';

create table billing.transaction_snapshots (
  event_id text primary key references billing.events (event_id) on delete cascade,
  transaction_id text not null,
  subscription_id text,
  customer_id text,
  occurred_at timestamptz not null,
  status text not null,
  origin text,
  period_starts_at timestamptz,
  amount numeric,
  currency text,
  problem text
);

create index snapshots_of_a_transaction on billing.transaction_snapshots (transaction_id);
create index transactions_of_a_subscription on billing.transaction_snapshots (subscription_id);

comment on table billing.transaction_snapshots is 'What a payment looked like when something happened to it. Append-only. It opens nothing: the subscription''s own events say what was bought.';
comment on column billing.transaction_snapshots.amount is 'The grand total in whole units of the currency.';
comment on column billing.transaction_snapshots.problem is 'Paddle''s code for why the last attempt to pay failed, such as declined.';

create table billing.adjustment_snapshots (
  event_id text primary key references billing.events (event_id) on delete cascade,
  adjustment_id text not null,
  transaction_id text not null,
  occurred_at timestamptz not null,
  action text not null,
  status text not null,
  is_full boolean not null
);

create index adjustments_of_a_transaction on billing.adjustment_snapshots (transaction_id);

comment on table billing.adjustment_snapshots is 'What a refund, chargeback or credit looked like when something happened to it. Append-only.';

create table billing.accounts (
  user_id uuid primary key references public.profiles (user_id) on delete cascade,
  subscription_id text not null,
  plan_type text not null,
  because text not null,
  due_at timestamptz,
  settled_at timestamptz not null default now()
);

create index accounts_that_are_due on billing.accounts (due_at) where due_at is not null;

comment on table billing.accounts is 'What was last derived for each person who has a subscription, and when time alone changes it next.';
comment on column billing.accounts.subscription_id is 'Of several the one that gives the most.';
comment on column billing.accounts.because is 'Why the plan is what it is, in the words of docs/billing.md.';
comment on column billing.accounts.due_at is 'When a period, a grace time or a scheduled change ends; null while only Paddle changes anything.';

alter table billing.settings enable row level security, force row level security;
alter table billing.events enable row level security, force row level security;
alter table billing.checkouts enable row level security, force row level security;
alter table billing.owners enable row level security, force row level security;
alter table billing.snapshots enable row level security, force row level security;
alter table billing.transaction_snapshots enable row level security, force row level security;
alter table billing.adjustment_snapshots enable row level security, force row level security;
alter table billing.accounts enable row level security, force row level security;

create policy "No client reads or writes settings" on billing.settings for all to anon, authenticated using (false);
create policy "No client reads or writes events" on billing.events for all to anon, authenticated using (false);
create policy "No client reads or writes checkouts" on billing.checkouts for all to anon, authenticated using (false);
create policy "No client reads or writes owners" on billing.owners for all to anon, authenticated using (false);
create policy "No client reads or writes snapshots" on billing.snapshots for all to anon, authenticated using (false);
create policy "No client reads or writes transactions" on billing.transaction_snapshots for all to anon, authenticated using (false);
create policy "No client reads or writes adjustments" on billing.adjustment_snapshots for all to anon, authenticated using (false);
create policy "No client reads or writes accounts" on billing.accounts for all to anon, authenticated using (false);


-- What a person may use ----------------------------------------------------------------------------------------------

create function billing.plan_of(p_price_ids text[])
returns text
language sql
stable
set search_path = ''
as $$
  select plan_type from public.plans where paddle_price_ids && p_price_ids order by priority desc limit 1;
$$;
comment on function billing.plan_of(text[]) is 'The highest plan that one of these prices buys; null when none buys any.';

create function billing.whole_units(p_amount text, p_currency text)
returns numeric
language sql
immutable
set search_path = ''
as $$
  -- ISO 4217 gives these currencies no smaller unit.
  select case
    when p_currency in ('CLP', 'ISK', 'JPY', 'KRW', 'VND') then p_amount::numeric
    else round(p_amount::numeric / 100, 2)
  end;
$$;
comment on function billing.whole_units(text, text) is 'An amount that Paddle wrote in the currency''s smallest unit.';

create function billing.status_rank(p_status text)
returns integer
language sql
immutable
set search_path = ''
as $$
  select coalesce(array_position(array[
    'trialing', 'active', 'past_due', 'paused', 'canceled',
    'draft', 'ready', 'billed', 'paid', 'completed'
  ], p_status), 0);
$$;
comment on function billing.status_rank(text) is 'Which of two things that happened in the same microsecond came later.';

create view billing.transactions
with (security_invoker = true)
as
select
  transaction_id,
  (array_agg(subscription_id order by newest) filter (where subscription_id is not null))[1] as subscription_id,
  (array_agg(customer_id order by newest) filter (where customer_id is not null))[1] as customer_id,
  (array_agg(origin order by newest) filter (where origin is not null))[1] as origin,
  (array_agg(period_starts_at order by newest) filter (where period_starts_at is not null))[1] as period_starts_at,
  (array_agg(amount order by newest))[1] as amount,
  (array_agg(currency order by newest))[1] as currency,
  (array_agg(status order by newest))[1] as status,
  (array_agg(problem order by newest))[1] as problem,
  max(occurred_at) as occurred_at
from (
  select
    *,
    row_number() over (
      partition by transaction_id order by occurred_at desc, billing.status_rank(status) desc, event_id desc
    ) as newest
  from billing.transaction_snapshots
) as snapshots
group by transaction_id;
comment on view billing.transactions is 'Payments as they last were.';

create view billing.adjustments
with (security_invoker = true)
as
select distinct on (transaction_id, adjustment_id) *
from billing.adjustment_snapshots
order by transaction_id, adjustment_id, occurred_at desc, event_id desc;
comment on view billing.adjustments is 'Refunds, chargebacks and credits as they last were.';

create function billing.is_paid_back(p_subscription_id text, p_period_starts_at timestamptz)
returns boolean
language sql
stable
set search_path = ''
as $$
  select exists (
    select
    from billing.transactions
    where transaction_id = any (array(
        select snapshots.transaction_id
        from billing.transaction_snapshots as snapshots
        where snapshots.subscription_id = p_subscription_id
      ))
      -- What an upgrade or an extra cost is no price of the period.
      and origin in ('web', 'api', 'subscription_recurring')
      and period_starts_at = p_period_starts_at
      and exists (
        select from billing.adjustments
        where adjustments.transaction_id = transactions.transaction_id
          and action in ('refund', 'chargeback') and status = 'approved' and is_full
      )
      and not exists (
        select from billing.adjustments
        where adjustments.transaction_id = transactions.transaction_id
          and action = 'chargeback_reverse' and status = 'approved'
      )
  );
$$;
comment on function billing.is_paid_back(text, timestamptz) is 'Whether what was paid for a subscription''s period was refunded or charged back, wholly and for good.';

create function billing.entitlements(p_user_id uuid, p_at timestamptz)
returns table (
  subscription_id text,
  customer_id text,
  status text,
  subscribed_plan text,
  paid_plan text,
  plan_type text,
  priority smallint,
  because text,
  amount numeric,
  currency text,
  period_ends_at timestamptz,
  counted_from timestamptz,
  change_action text,
  changed_at timestamptz,
  due_at timestamptz
)
language sql
stable
set search_path = ''
as $$
  with snapshots as (
    select
      snapshots.*,
      plans.priority,
      row_number() over (
        partition by snapshots.subscription_id
        order by occurred_at desc, billing.status_rank(status) desc, event_id desc
      ) as age
    from billing.owners
    join billing.snapshots on snapshots.subscription_id = owners.paddle_id
    left join public.plans on plans.plan_type = snapshots.plan_type
    where owners.user_id = p_user_id
  ),
  states as (
    select
      newest.subscription_id,
      newest.customer_id,
      newest.status,
      newest.occurred_at,
      newest.change_action,
      newest.change_at,
      known.plan_type as subscribed_plan,
      known.priority as subscribed_priority,
      known.amount,
      known.currency,
      period.period_starts_at,
      period.period_ends_at,
      highest.plan_type as paid_plan,
      highest.priority as paid_priority,
      risen.at as risen_at,
      failing.since + make_interval(hours => 24 * settings.grace_days) as grace_ends_at,
      billing.is_paid_back(newest.subscription_id, period.period_starts_at) as is_refunded
    from snapshots as newest
    cross join billing.settings
    -- A price that nobody knows changes no plan.
    left join lateral (
      select older.plan_type, older.priority, older.amount, older.currency
      from snapshots as older
      where older.subscription_id = newest.subscription_id and older.plan_type is not null
      order by older.age
      limit 1
    ) as known on true
    left join lateral (
      select older.period_starts_at, older.period_ends_at
      from snapshots as older
      where older.subscription_id = newest.subscription_id and older.period_starts_at is not null
      order by older.age
      limit 1
    ) as period on true
    -- What was paid for once in a period is kept to its end.
    left join lateral (
      select older.plan_type, older.priority
      from snapshots as older
      where older.subscription_id = newest.subscription_id
        and older.period_starts_at = period.period_starts_at
        and older.status in ('active', 'trialing', 'past_due')
        and older.plan_type is not null
      order by older.priority desc
      limit 1
    ) as highest on true
    -- The first upgrade within the period; later ones start no count anew.
    left join lateral (
      select min(older.occurred_at) as at
      from snapshots as older
      where older.subscription_id = newest.subscription_id
        and older.period_starts_at = period.period_starts_at
        and older.priority > (
          select first.priority
          from snapshots as first
          where first.subscription_id = newest.subscription_id
            and first.period_starts_at = period.period_starts_at
            and first.plan_type is not null
          order by first.age desc
          limit 1
        )
    ) as risen on true
    -- The first of the failures that have gone on since.
    left join lateral (
      select min(older.occurred_at) as since
      from snapshots as older
      where older.subscription_id = newest.subscription_id
        and older.age < coalesce((
          select min(other.age)
          from snapshots as other
          where other.subscription_id = newest.subscription_id and other.status <> 'past_due'
        ), older.age + 1)
    ) as failing on true
    where newest.age = 1
  ),
  judged as (
    select
      states.*,
      case
        when status = 'canceled' then 'canceled'
        when status = 'paused' then 'paused'
        when status not in ('active', 'trialing', 'past_due') then 'inactive'
        when is_refunded then 'refunded'
        when change_action = 'cancel' and change_at <= p_at then 'canceled'
        when change_action = 'pause' and change_at <= p_at then 'paused'
        when status = 'past_due' and grace_ends_at <= p_at then 'grace is over'
        when subscribed_plan is null then 'unknown price'
        when paid_priority > subscribed_priority and period_ends_at > p_at then 'paid until the period ends'
        when status = 'past_due' then 'grace'
        else status
      end as because
    from states
  )
  select
    judged.subscription_id,
    judged.customer_id,
    judged.status,
    judged.subscribed_plan,
    judged.paid_plan,
    plans.plan_type,
    plans.priority,
    judged.because,
    judged.amount,
    judged.currency,
    judged.period_ends_at,
    coalesce(judged.risen_at, judged.period_starts_at) as counted_from,
    judged.change_action,
    judged.occurred_at as changed_at,
    (
      select min(at)
      from (
        values
          (case when judged.change_action in ('cancel', 'pause') then judged.change_at end),
          (case when judged.status = 'past_due' then judged.grace_ends_at end),
          (case when judged.paid_priority > judged.subscribed_priority then judged.period_ends_at end)
      ) as ends (at)
      where at > p_at and judged.status in ('active', 'trialing', 'past_due')
    ) as due_at
  from judged
  join public.plans on plans.plan_type = case
    when because in ('active', 'trialing', 'grace') then judged.subscribed_plan
    when because = 'paid until the period ends' then judged.paid_plan
    else 'free'
  end;
$$;
comment on function billing.entitlements(uuid, timestamptz) is 'What each of a person''s subscriptions gives at a time, and why. Depends on what was told, never on the order of telling.';

create function billing.settle(p_user_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_profile public.profiles;
  v_best record;
  v_due_at timestamptz;
begin
  -- One at a time for a person; what another settled meanwhile is seen from here on.
  select * into v_profile from public.profiles where user_id = p_user_id for no key update;
  if not found then
    return;
  end if;

  select *, min(due_at) over () as next_due_at, max(period_ends_at) over () as known_period_ends_at into v_best
  from billing.entitlements(p_user_id, now())
  order by
    priority desc,
    status = 'canceled',
    period_ends_at desc nulls last,
    changed_at desc,
    subscription_id
  limit 1;
  if not found then
    update billing.accounts set due_at = null where user_id = p_user_id;
    return;
  end if;

  insert into private.quota_starts (user_id, counted_from)
  values (p_user_id, coalesce(v_best.counted_from, '-infinity'))
  on conflict (user_id) do update set counted_from = excluded.counted_from
  where quota_starts.counted_from <> excluded.counted_from;

  insert into billing.accounts (user_id, subscription_id, plan_type, because, due_at)
  values (p_user_id, v_best.subscription_id, v_best.plan_type, v_best.because, v_best.next_due_at)
  on conflict (user_id) do update set
    subscription_id = excluded.subscription_id,
    plan_type = excluded.plan_type,
    because = excluded.because,
    due_at = excluded.due_at,
    settled_at = now();

  update public.profiles
  set plan_type = v_best.plan_type,
    subscription_status = upper(v_best.status),
    paddle_customer_id = v_best.customer_id,
    paddle_subscription_id = v_best.subscription_id,
    -- A subscription that never had a period leaves the one that another had, in whatever order they were told of.
    current_billing_period_ends_at = coalesce(v_best.period_ends_at, v_best.known_period_ends_at),
    plan_price_amount = v_best.amount,
    plan_price_currency = v_best.currency,
    tests_this_month_count = tests_this_month_count
  where user_id = p_user_id;

  if v_profile.plan_type is distinct from v_best.plan_type
    or v_profile.subscription_status <> upper(v_best.status)
  then
    perform private.broadcast('user:' || p_user_id, 'plan.changed', jsonb_build_object(
      'plan_type', v_best.plan_type,
      'subscription_status', upper(v_best.status),
      'current_billing_period_ends_at', private.utc_text(v_best.period_ends_at)
    ));
  end if;
end;
$$;
comment on function billing.settle(uuid) is 'Writes into a person''s profile what follows from their subscriptions now. Twice is as good as once; people without a subscription are left alone.';

create function billing.settle_due(p_limit integer)
returns integer
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_user_id uuid;
  v_settled integer := 0;
begin
  for v_user_id in
    select user_id from billing.accounts where due_at <= now() order by due_at limit p_limit for update skip locked
  loop
    perform billing.settle(v_user_id);
    v_settled := v_settled + 1;
  end loop;
  return v_settled;
end;
$$;
comment on function billing.settle_due(integer) is 'Does what is due by time: grace times, paid periods and scheduled changes that have ended. Answers for how many people.';
grant execute on function billing.settle_due(integer) to deffatest_scheduler;

create function billing.follow_settings()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform billing.settle(user_id) from billing.accounts where due_at is not null or because = 'grace is over';
  return null;
end;
$$;
comment on function billing.follow_settings() is 'After a change of the grace time: whoever is within one, or was, is settled again.';

create trigger follow_settings
after update on billing.settings
for each statement execute function billing.follow_settings();


-- Whose it is --------------------------------------------------------------------------------------------------------

create function billing.sole_owner(p_paddle_id text)
returns uuid
language sql
stable
set search_path = ''
as $$
  select min(user_id::text)::uuid from billing.owners where paddle_id = p_paddle_id having count(*) = 1;
$$;
comment on function billing.sole_owner(text) is 'Whose customer or subscription it is; null where nobody or more than one is known.';

create function billing.adopt(p_customer_id text)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_user_id uuid := billing.sole_owner(p_customer_id);
begin
  if v_user_id is null then
    return;
  end if;

  insert into billing.owners (paddle_id, user_id, known_by)
  select distinct subscription_id, v_user_id, 'customer'
  from billing.snapshots
  where customer_id = p_customer_id
    and not exists (select from billing.owners where paddle_id = subscription_id);

  update public.processed_webhooks
  set processed_at = now(),
    status = case
      when exists (
        select from billing.snapshots where event_id = processed_webhooks.id and plan_type is null
      ) then 'unknown_price'
      else 'success'
    end
  from billing.events
  where events.event_id = processed_webhooks.id
    and events.customer_id = p_customer_id
    and processed_webhooks.status = 'parked';

  perform billing.settle(v_user_id);
end;
$$;
comment on function billing.adopt(text) is 'A customer is known: what was parked for want of that is applied.';

create function billing.find_owner(p_customer_id text, p_subscription_id text, p_custom_data jsonb)
returns uuid
language plpgsql
set search_path = ''
as $$
declare
  v_user_id uuid := billing.sole_owner(p_subscription_id);
  v_known_by text := 'checkout';
begin
  if v_user_id is not null then
    return v_user_id;
  end if;

  -- Compared as text: a buyer may have written anything there.
  select user_id into v_user_id
  from billing.checkouts
  where checkout_id::text = p_custom_data ->> 'checkout_id' and user_id::text = p_custom_data ->> 'user_id';

  if v_user_id is null then
    v_user_id := billing.sole_owner(p_customer_id);
    v_known_by := 'customer';
  end if;
  if v_user_id is null then
    return null;
  end if;

  if p_subscription_id is not null then
    insert into billing.owners (paddle_id, user_id, known_by) values (p_subscription_id, v_user_id, v_known_by);
  end if;
  if p_customer_id is not null then
    insert into billing.owners (paddle_id, user_id, known_by)
    values (p_customer_id, v_user_id, v_known_by)
    on conflict do nothing;
    if found then
      perform billing.adopt(p_customer_id);
    end if;
  end if;
  return v_user_id;
end;
$$;
comment on function billing.find_owner(text, text, jsonb) is 'Whose event it is: by the subscription, by a checkout of ours, or by the customer. Never by e-mail, which anybody can type. Remembers what it found.';

create function billing.follow_customer()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  insert into billing.owners (paddle_id, user_id, known_by)
  values (new.paddle_customer_id, new.user_id, 'profile')
  on conflict do nothing;
  if found then
    perform billing.adopt(new.paddle_customer_id);
  end if;
  return null;
end;
$$;
comment on function billing.follow_customer() is 'After somebody wrote a customer into a profile: its subscriptions are that person''s.';

create trigger follow_customer
after update of paddle_customer_id on public.profiles
for each row when (new.paddle_customer_id is not null and new.paddle_customer_id is distinct from old.paddle_customer_id)
execute function billing.follow_customer();


-- The inbox ----------------------------------------------------------------------------------------------------------

create function billing.keep_snapshot(p_event billing.events)
returns billing.snapshots
language plpgsql
set search_path = ''
as $$
declare
  v_data jsonb := p_event.payload -> 'data';
  v_items jsonb := coalesce(nullif(v_data -> 'items', 'null'), '[]');
  v_price jsonb;
  v_snapshot billing.snapshots;
begin
  v_snapshot.event_id := p_event.event_id;
  v_snapshot.subscription_id := p_event.subscription_id;
  v_snapshot.customer_id := p_event.customer_id;
  v_snapshot.occurred_at := p_event.occurred_at;
  v_snapshot.status := replace(v_data ->> 'status', 'cancelled', 'canceled');
  v_snapshot.price_ids := array(select item -> 'price' ->> 'id' from jsonb_array_elements(v_items) as item);
  v_snapshot.plan_type := billing.plan_of(v_snapshot.price_ids);
  v_snapshot.period_starts_at := v_data #>> '{current_billing_period,starts_at}';
  v_snapshot.period_ends_at := v_data #>> '{current_billing_period,ends_at}';
  v_snapshot.change_action := v_data #>> '{scheduled_change,action}';
  v_snapshot.change_at := v_data #>> '{scheduled_change,effective_at}';

  select item -> 'price' into v_price
  from jsonb_array_elements(v_items) as item
  where array[item -> 'price' ->> 'id'] && (
    select paddle_price_ids from public.plans where plan_type = v_snapshot.plan_type
  )
  limit 1;
  v_snapshot.currency := v_price #>> '{unit_price,currency_code}';
  v_snapshot.amount := billing.whole_units(v_price #>> '{unit_price,amount}', v_snapshot.currency);

  insert into billing.snapshots select (v_snapshot).*;
  return v_snapshot;
end;
$$;
comment on function billing.keep_snapshot(billing.events) is 'Keeps what an event says of a subscription.';

create function billing.keep_transaction(p_event billing.events)
returns void
language sql
set search_path = ''
as $$
  insert into billing.transaction_snapshots (
    event_id, transaction_id, subscription_id, customer_id, occurred_at, status, origin, period_starts_at, amount,
    currency, problem
  )
  select
    p_event.event_id,
    data ->> 'id',
    p_event.subscription_id,
    p_event.customer_id,
    p_event.occurred_at,
    replace(data ->> 'status', 'cancelled', 'canceled'),
    data ->> 'origin',
    (data #>> '{billing_period,starts_at}')::timestamptz,
    billing.whole_units(data #>> '{details,totals,grand_total}', data ->> 'currency_code'),
    data ->> 'currency_code',
    data #>> '{payments,0,error_code}'
  from (select p_event.payload -> 'data' as data) as sent;
$$;
comment on function billing.keep_transaction(billing.events) is 'Keeps what an event says of a payment.';

create function billing.keep_adjustment(p_event billing.events)
returns void
language sql
set search_path = ''
as $$
  insert into billing.adjustment_snapshots
    (event_id, adjustment_id, transaction_id, occurred_at, action, status, is_full)
  select
    p_event.event_id,
    data ->> 'id',
    data ->> 'transaction_id',
    p_event.occurred_at,
    data ->> 'action',
    data ->> 'status',
    coalesce(data ->> 'type' = 'full', false)
  from (select p_event.payload -> 'data' as data) as sent;
$$;
comment on function billing.keep_adjustment(billing.events) is 'Keeps what an event says of a refund or chargeback.';

create function billing.apply(p_event billing.events)
returns text
language plpgsql
set search_path = ''
as $$
declare
  v_kind text := split_part(p_event.event_type, '.', 1);
  v_snapshot billing.snapshots;
  v_user_id uuid;
begin
  case v_kind
    when 'subscription' then v_snapshot := billing.keep_snapshot(p_event);
    when 'transaction' then perform billing.keep_transaction(p_event);
    when 'adjustment' then perform billing.keep_adjustment(p_event);
    else
      return case
        when v_kind in (
          'address', 'api_key', 'api_key_exposure', 'business', 'client_token', 'customer', 'discount',
          'discount_group', 'invoice', 'payment_method', 'payout', 'price', 'product', 'report'
        ) then 'ignored'
        else 'unknown'
      end;
  end case;

  v_user_id := billing.find_owner(p_event.customer_id, p_event.subscription_id, p_event.payload #> '{data,custom_data}');
  if v_user_id is null then
    -- A transaction that nobody has begun to pay has no customer yet and concerns nobody.
    return case when v_kind = 'transaction' and p_event.customer_id is null then 'success' else 'parked' end;
  end if;
  perform billing.settle(v_user_id);
  return case when v_kind = 'subscription' and v_snapshot.plan_type is null then 'unknown_price' else 'success' end;
end;
$$;
comment on function billing.apply(billing.events) is 'What an event changes. Answers how it ended: success, ignored (no business of ours), unknown, parked (whose it is nobody knows yet) or unknown_price.';

create function billing.receive(p_message jsonb, p_signed_at timestamptz)
returns text
language plpgsql
security definer
set search_path = ''
-- Paddle hangs up after five seconds and comes again.
set lock_timeout = '3s'
as $$
declare
  v_data jsonb := p_message -> 'data';
  v_event billing.events;
  v_status text;
begin
  v_event.event_id := coalesce(p_message ->> 'event_id', p_message ->> 'id');
  v_event.event_type := replace(p_message ->> 'event_type', 'cancelled', 'canceled');
  v_event.received_at := now();
  v_event.deliveries := 1;
  v_event.payload := p_message;
  v_event.occurred_at := coalesce((p_message ->> 'occurred_at')::timestamptz, p_signed_at);
  v_event.customer_id := coalesce(v_data ->> 'customer_id', v_data #>> '{customer,id}');
  v_event.subscription_id := case
    when v_event.event_type like 'subscription.%' then v_data ->> 'id'
    else v_data ->> 'subscription_id'
  end;

  -- One event of a customer at a time: one that is being parked must not miss another that tells whose it is.
  perform pg_advisory_xact_lock(hashtextextended(
    'billing ' || coalesce(v_event.customer_id, v_event.subscription_id, v_event.event_id), 0
  ));

  insert into public.processed_webhooks (id, event_type, status)
  values (v_event.event_id, v_event.event_type, 'processing')
  on conflict (id) do nothing;
  if found then
    insert into billing.events select (v_event).*;
  else
    update billing.events set deliveries = deliveries + 1 where event_id = v_event.event_id;
    select status into v_status from public.processed_webhooks where id = v_event.event_id;
    if v_status <> 'failed' then
      return 'duplicate';
    end if;
  end if;

  begin
    v_status := billing.apply(v_event);
  exception
    -- What may be well in a moment is not the event's fault: Paddle sends it again, and nothing of it is kept.
    when serialization_failure or deadlock_detected or lock_not_available or insufficient_resources then
      raise;
    when others then
      v_status := 'failed';
      v_event.problem := format('%s (%s)', sqlerrm, sqlstate);
  end;

  update billing.events set problem = v_event.problem where event_id = v_event.event_id;
  update public.processed_webhooks set status = v_status, processed_at = now() where id = v_event.event_id;
  return v_status;
end;
$$;
comment on function billing.receive(jsonb, timestamptz) is 'Takes one of Paddle''s messages, whose signature was checked: into the inbox and into effect, both or neither. Answers how it ended, or duplicate. Either spelling of canceled is understood, and messages that have only an id.';
grant execute on function billing.receive(jsonb, timestamptz) to deffatest_door;

create function billing.follow_prices()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_event_id text;
  v_user_id uuid;
begin
  for v_event_id, v_user_id in
    select event_id, billing.sole_owner(subscription_id)
    from billing.snapshots
    where plan_type is null and price_ids && new.paddle_price_ids
    order by 2, 1
  loop
    update billing.snapshots set plan_type = billing.plan_of(price_ids) where event_id = v_event_id;
    update public.processed_webhooks
    set status = 'success', processed_at = now()
    where id = v_event_id and status = 'unknown_price';
    perform billing.settle(v_user_id);
  end loop;
  return null;
end;
$$;
comment on function billing.follow_prices() is 'After a plan got new prices: events that waited for them are applied.';

create trigger follow_prices
after update of paddle_price_ids on public.plans
for each row execute function billing.follow_prices();

create view billing.attention
with (security_invoker = true)
as
select
  processed_webhooks.status,
  events.event_id,
  events.event_type,
  events.occurred_at,
  events.customer_id,
  events.subscription_id,
  coalesce(events.problem, case processed_webhooks.status
    when 'parked' then 'Nobody knows whose customer this is. Write it into profiles.paddle_customer_id.'
    when 'unknown' then 'There is no such event as far as we know.'
    when 'unknown_price' then format('No plan has one of these prices: %s. Add it to plans.paddle_price_ids.',
      array_to_string((select price_ids from billing.snapshots where snapshots.event_id = events.event_id), ', '))
  end) as problem
from public.processed_webhooks
join billing.events on events.event_id = processed_webhooks.id
where processed_webhooks.status in ('parked', 'unknown', 'unknown_price', 'failed');
comment on view billing.attention is 'Events that changed nothing and wait for an operator, and what would help.';


-- Changing a plan ----------------------------------------------------------------------------------------------------

create function billing.plan_change(p_user_id uuid, p_plan_type text)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_plan public.plans;
  v_profile public.profiles;
  v_running record;
  v_checkout billing.checkouts;
  v_paid_priority smallint;
begin
  select * into v_plan from public.plans where plan_type = p_plan_type;
  if not found then
    raise exception using
      errcode = 'PT422', constraint = 'unknown_plan', column = 'plan_type',
      message = format('There is no plan %L.', p_plan_type),
      hint = format('Use one of %s.', (select string_agg(plan_type, ', ' order by priority) from public.plans));
  end if;

  select * into v_profile from public.profiles where user_id = p_user_id for no key update;
  if not found then
    raise exception using
      errcode = 'PT404', constraint = 'profile_not_found',
      message = 'There is no profile for this account.',
      hint = 'Sign in again, or insert your profile.';
  end if;

  select * into v_running
  from billing.entitlements(p_user_id, now())
  where status <> 'canceled'
  order by priority desc, period_ends_at desc nulls last, changed_at desc, subscription_id
  limit 1;

  if not found then
    if v_profile.plan_type = p_plan_type then
      raise exception using
        errcode = 'PT409', constraint = 'same_plan',
        message = format('You are on the %s plan already.', v_plan.display_name),
        hint = 'Ask for another plan.';
    elsif p_plan_type = 'free' then
      raise exception using
        errcode = 'PT409', constraint = 'no_subscription',
        message = 'There is no subscription to end.',
        detail = 'Your plan was given to you and not bought.',
        hint = 'Write to support to give it back.';
    end if;

    -- Whoever asks twice pays once.
    select * into v_checkout
    from billing.checkouts
    where user_id = p_user_id and plan_type = p_plan_type and price_id = v_plan.paddle_price_ids[1]
      and checkout_url is not null and created_at > now() - interval '1 hour'
      and coalesce((
        select status from billing.transactions where transactions.transaction_id = checkouts.transaction_id
      ), 'draft') in ('draft', 'ready')
    order by created_at desc
    limit 1;
    if found then
      return jsonb_build_object(
        'action', 'open', 'transaction_id', v_checkout.transaction_id, 'checkout_url', v_checkout.checkout_url
      );
    end if;

    if v_plan.paddle_price_ids = '{}' then
      raise exception using
        errcode = 'PT503', constraint = 'plan_not_sold',
        message = format('The %s plan cannot be bought at the moment.', v_plan.display_name),
        detail = 'It has no price.',
        hint = 'Try again later, or write to support.';
    end if;

    insert into billing.checkouts (user_id, plan_type, price_id)
    values (p_user_id, p_plan_type, v_plan.paddle_price_ids[1])
    returning * into v_checkout;
    return jsonb_build_object(
      'action', 'buy',
      'checkout_id', v_checkout.checkout_id,
      'price_id', v_checkout.price_id,
      'customer_id', case when billing.sole_owner(v_profile.paddle_customer_id) = p_user_id then v_profile.paddle_customer_id end
    );
  end if;

  if p_plan_type = 'free' then
    if v_running.change_action = 'cancel' then
      raise exception using
        errcode = 'PT409', constraint = 'already_ending',
        message = 'The subscription ends with its period already.',
        detail = format('It ends on %s.', private.utc_text(v_running.period_ends_at)),
        hint = 'Ask for a plan to keep it.';
    end if;
    return jsonb_build_object('action', 'end', 'subscription_id', v_running.subscription_id);
  elsif v_running.status = 'paused' then
    raise exception using
      errcode = 'PT409', constraint = 'subscription_paused',
      message = 'The subscription is paused.',
      hint = 'Resume it first, by the link of GET /api/user/paddle-portal-link.';
  elsif v_running.status = 'past_due' then
    raise exception using
      errcode = 'PT409', constraint = 'payment_due',
      message = 'The last payment failed.',
      hint = 'Pay it first, by the link of GET /api/user/paddle-portal-link.';
  elsif v_running.subscribed_plan = p_plan_type then
    if v_running.change_action in ('cancel', 'pause') then
      return jsonb_build_object('action', 'keep', 'subscription_id', v_running.subscription_id);
    end if;
    raise exception using
      errcode = 'PT409', constraint = 'same_plan',
      message = format('You are on the %s plan already.', v_plan.display_name),
      hint = 'Ask for another plan.';
  elsif v_plan.paddle_price_ids = '{}' then
    raise exception using
      errcode = 'PT503', constraint = 'plan_not_sold',
      message = format('The %s plan cannot be bought at the moment.', v_plan.display_name),
      detail = 'It has no price.',
      hint = 'Try again later, or write to support.';
  end if;

  select priority into v_paid_priority from public.plans where plan_type = v_running.paid_plan;
  return jsonb_build_object(
    'action', 'change',
    'subscription_id', v_running.subscription_id,
    'price_id', v_plan.paddle_price_ids[1],
    'plan_price_ids', (select jsonb_agg(price) from public.plans, unnest(paddle_price_ids) as price),
    'keep', v_running.change_action in ('cancel', 'pause'),
    -- What is paid for already costs nothing more, and what costs less is charged from the next period on.
    'charged_now', v_running.status <> 'trialing' and v_plan.priority > coalesce(v_paid_priority, 0),
    'effective_at', case when v_plan.priority < coalesce(v_paid_priority, 0) then private.utc_text(v_running.period_ends_at) end
  );
end;
$$;
comment on function billing.plan_change(uuid, text) is 'What must be done at Paddle so that this person gets that plan: buy, open (a checkout that is open already), change, keep or end; with all that the call needs. Raises where there is nothing to do.';

create function billing.record_checkout(p_checkout_id uuid, p_transaction_id text, p_checkout_url text)
returns void
language sql
security definer
set search_path = ''
as $$
  update billing.checkouts
  set transaction_id = p_transaction_id, checkout_url = p_checkout_url
  where checkout_id = p_checkout_id;
$$;
comment on function billing.record_checkout(uuid, text, text) is 'Paddle has opened the checkout.';

create function billing.portal(p_user_id uuid)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_customer_id text;
begin
  select paddle_customer_id into v_customer_id from public.profiles where user_id = p_user_id;
  if v_customer_id is null then
    raise exception using
      errcode = 'PT409', constraint = 'no_customer',
      message = 'Nothing has been bought with this account yet.',
      hint = 'Choose a plan first: POST /api/payment/change-plan.';
  elsif billing.sole_owner(v_customer_id) is distinct from p_user_id then
    -- The portal shows all that the customer has.
    raise exception using
      errcode = 'PT409', constraint = 'customer_shared',
      message = 'The payer of this account pays for others too.',
      hint = 'Use the link in Paddle''s receipts, or write to support.';
  end if;

  return jsonb_build_object(
    'customer_id', v_customer_id,
    'subscription_ids', coalesce((
      select jsonb_agg(subscription_id order by changed_at desc)
      from (
        select subscription_id, changed_at
        from billing.entitlements(p_user_id, now())
        where customer_id = v_customer_id and status <> 'canceled'
        order by changed_at desc
        -- As many as Paddle takes.
        limit 25
      ) as running
    ), '[]')
  );
end;
$$;
comment on function billing.portal(uuid) is 'For whom to open Paddle''s portal; raises unless it would show this person''s own payments and nobody else''s.';

grant execute on function
  billing.plan_change(uuid, text),
  billing.record_checkout(uuid, text, text),
  billing.portal(uuid)
to deffatest_door;


-- Reconciliation -----------------------------------------------------------------------------------------------------

create function billing.reconcile(p_subscription jsonb)
returns text
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_newest billing.snapshots;
begin
  select * into v_newest
  from billing.snapshots
  where subscription_id = p_subscription ->> 'id'
  order by occurred_at desc, billing.status_rank(status) desc, event_id desc
  limit 1;

  if v_newest.status = p_subscription ->> 'status'
    and v_newest.price_ids @> array(select item #>> '{price,id}' from jsonb_array_elements(p_subscription -> 'items') as item)
    and v_newest.price_ids <@ array(select item #>> '{price,id}' from jsonb_array_elements(p_subscription -> 'items') as item)
    and v_newest.period_starts_at is not distinct from (p_subscription #>> '{current_billing_period,starts_at}')::timestamptz
    and v_newest.period_ends_at is not distinct from (p_subscription #>> '{current_billing_period,ends_at}')::timestamptz
    and v_newest.change_action is not distinct from p_subscription #>> '{scheduled_change,action}'
    and v_newest.change_at is not distinct from (p_subscription #>> '{scheduled_change,effective_at}')::timestamptz
  then
    return 'equal';
  elsif v_newest.occurred_at >= (p_subscription ->> 'updated_at')::timestamptz then
    -- A message that came while the list was on its way knows better.
    return 'equal';
  end if;

  return billing.receive(
    jsonb_build_object(
      'event_id', format('reconciled_%s_%s', p_subscription ->> 'id', p_subscription ->> 'updated_at'),
      'event_type', 'subscription.updated',
      'occurred_at', p_subscription ->> 'updated_at',
      'data', p_subscription
    ),
    now()
  );
end;
$$;
comment on function billing.reconcile(jsonb) is 'Compares a subscription as Paddle has it with what we were told; where they differ, it is received like a message. Answers equal, or what receive answers.';

create function billing.unseen_events(p_event_ids text[])
returns setof text
language sql
stable
security definer
set search_path = ''
as $$
  select event_id
  from unnest(p_event_ids) as event_id
  where not exists (
    select from public.processed_webhooks where id = event_id and status not in ('failed', 'processing')
  );
$$;
comment on function billing.unseen_events(text[]) is 'Of these events those that never had an effect.';

create function billing.retry_failed(p_limit integer)
returns integer
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_event billing.events;
  v_done integer := 0;
begin
  for v_event in
    select events.*
    from billing.events
    join public.processed_webhooks on id = event_id
    where status = 'failed'
    order by occurred_at
    limit p_limit
  loop
    if billing.receive(v_event.payload, v_event.occurred_at) not in ('failed', 'duplicate') then
      v_done := v_done + 1;
    end if;
  end loop;
  return v_done;
end;
$$;
comment on function billing.retry_failed(integer) is 'Tries events again that could not be processed; answers how many now could.';

create function billing.forget_messages(p_limit integer)
returns integer
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_forgotten integer;
begin
  update billing.events
  set payload = '{}'
  where event_id in (
    select event_id
    from billing.events
    cross join billing.settings
    join public.processed_webhooks on id = event_id
    where payload <> '{}' and status in ('success', 'ignored')
      and received_at < now() - make_interval(hours => 24 * message_days)
    order by received_at
    limit p_limit
  );
  get diagnostics v_forgotten = row_count;
  return v_forgotten;
end;
$$;
comment on function billing.forget_messages(integer) is 'Empties old messages, which hold what buyers typed at Paddle; those that still wait are kept. Answers how many.';

create function billing.count_attention()
returns table (status text, events integer)
language sql
stable
security definer
set search_path = ''
as $$
  select status, count(*)::integer from billing.attention group by status;
$$;
comment on function billing.count_attention() is 'How many events wait for an operator, by why.';

grant execute on function
  billing.reconcile(jsonb),
  billing.unseen_events(text[]),
  billing.retry_failed(integer),
  billing.forget_messages(integer),
  billing.count_attention()
to deffatest_scheduler;
