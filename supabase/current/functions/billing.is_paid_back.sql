-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION billing.is_paid_back(p_subscription_id text, p_period_starts_at timestamp with time zone)
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
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
$function$;

comment on function billing.is_paid_back(text,timestamp with time zone) is 'Whether what was paid for a subscription''s period was refunded or charged back, wholly and for good.';

-- Executed by its owner alone.
