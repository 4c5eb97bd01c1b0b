/** Paddle's API, as far as changing a plan needs it: the official SDK, with time limits, and errors in our words. */

import {
  ApiError as PaddleError,
  type Environment,
  LogLevel,
  Paddle,
  type Subscription,
} from "npm:@paddle/paddle-node-sdk@3.10.0";
import type { PaddleEnv } from "../_shared/env.ts";
import { ApiError } from "../_shared/errors.ts";

/** Longer than a card takes, shorter than a function may run. */
const ANSWER_MS = 30_000;

export interface Checkout {
  transactionId: string;
  checkoutUrl: string;
}

export interface PlanItem {
  priceId: string;
  /** Prices of all plans: an item of one of these is replaced, all others are kept. */
  planPriceIds: string[];
  /** Whether the difference for the rest of the period is charged now; otherwise nothing is before the next one. */
  chargedNow: boolean;
}

/** What we do at Paddle for a person. Every call throws ApiError. */
export interface PaddleAccount {
  openCheckout(order: { priceId: string; customerId: string | null; customData: Record<string, string> }): Promise<
    Checkout
  >;
  /** Put a plan in the place of another. */
  change(subscriptionId: string, item: PlanItem): Promise<void>;
  /** Take back a cancellation or pause that is scheduled. */
  keep(subscriptionId: string): Promise<void>;
  /** Cancel at the end of the period; when that is, where Paddle says so. */
  end(subscriptionId: string): Promise<string | null>;
  /** An address of the customer portal, signed in; good for a short time, so never kept. */
  portalAddress(customerId: string, subscriptionIds: string[]): Promise<string>;
}

export function paddleAccount(env: PaddleEnv, answerMs = ANSWER_MS): PaddleAccount | null {
  if (!env.apiKey) return null;
  // The SDK takes any address for an environment.
  const paddle = new Paddle(env.apiKey, { environment: env.address as Environment, logLevel: LogLevel.none });
  const ask = <T>(call: Promise<T>) => answered(call, answerMs);

  /** Do it; when no answer comes, look whether it was done. */
  async function make(
    subscriptionId: string,
    call: () => Promise<Subscription>,
    isMade: (subscription: Subscription) => boolean,
  ): Promise<Subscription> {
    try {
      return await ask(call());
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw translated(error);
      // Paddle has no idempotency keys: repeating it blindly could charge twice.
      const now = await ask(paddle.subscriptions.get(subscriptionId)).catch((again) => {
        throw translated(again);
      });
      if (isMade(now)) return now;
      throw translated(error);
    }
  }

  return {
    async openCheckout({ priceId, customerId, customData }) {
      const transaction = await ask(
        paddle.transactions.create({
          items: [{ priceId, quantity: 1 }],
          customData,
          ...(customerId ? { customerId } : {}),
        }),
      ).catch((error) => {
        throw translated(error);
      });
      const checkoutUrl = transaction.checkout?.url;
      if (!checkoutUrl) throw misconfigured("Paddle gave no checkout address: set a default payment link there.");
      return { transactionId: transaction.id, checkoutUrl };
    },

    async change(subscriptionId, { priceId, planPriceIds, chargedNow }) {
      const before = await ask(paddle.subscriptions.get(subscriptionId)).catch((error) => {
        throw translated(error);
      });
      const kept = before.items.filter(({ price }) => !planPriceIds.includes(price.id));
      const quantity = before.items.find(({ price }) => planPriceIds.includes(price.id))?.quantity ?? 1;
      await make(
        subscriptionId,
        () =>
          paddle.subscriptions.update(subscriptionId, {
            // All that is not named here would be taken away.
            items: [
              { priceId, quantity },
              ...kept.map((item) => ({ priceId: item.price.id, quantity: item.quantity })),
            ],
            prorationBillingMode: chargedNow ? "prorated_immediately" : "do_not_bill",
            onPaymentFailure: "prevent_change",
          }),
        (now) => now.items.some(({ price }) => price.id === priceId),
      );
    },

    async keep(subscriptionId) {
      await make(
        subscriptionId,
        () => paddle.subscriptions.update(subscriptionId, { scheduledChange: null }),
        (now) => now.scheduledChange === null,
      );
    },

    async end(subscriptionId) {
      const ending = await make(
        subscriptionId,
        () => paddle.subscriptions.cancel(subscriptionId, { effectiveFrom: "next_billing_period" }),
        (now) => now.scheduledChange?.action === "cancel" || now.status === "canceled",
      );
      return ending.scheduledChange?.effectiveAt ?? ending.canceledAt;
    },

    async portalAddress(customerId, subscriptionIds) {
      const session = await ask(paddle.customerPortalSessions.create(customerId, subscriptionIds)).catch((error) => {
        throw translated(error);
      });
      return session.urls.general.overview;
    },
  };
}

/** No answer, or half of one: what was asked for may have been done. */
class NoAnswer extends Error {}

async function answered<T>(call: Promise<T>, milliseconds: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NoAnswer(`no answer in ${milliseconds} ms`)), milliseconds);
  });
  try {
    return await Promise.race([call, late]);
  } catch (error) {
    // What is no error of Paddle's own is one of the way to it: fetch throws TypeError, half an answer SyntaxError.
    if (error instanceof TypeError || error instanceof SyntaxError) throw new NoAnswer(error.message, { cause: error });
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** Seconds in which Paddle is through with a renewal. */
const RENEWAL_SECONDS = 30 * 60;

function translated(error: unknown): unknown {
  if (error instanceof NoAnswer) {
    return new ApiError(
      503,
      "billing_unavailable",
      "Paddle does not answer.",
      "Look at your plan in a minute, and try again if it is unchanged.",
      undefined,
      { cause: error, headers: { "retry-after": "60" } },
    );
  }
  if (!(error instanceof PaddleError)) return error;
  const because = { cause: error };
  switch (error.code) {
    case "subscription_payment_declined":
      return new ApiError(
        402,
        "payment_declined",
        "The payment was declined, and your plan is unchanged.",
        "Change the card by the link of GET /api/user/paddle-portal-link, then try again.",
        undefined,
        because,
      );
    case "subscription_locked_renewal":
    case "subscription_locked_processing":
      return new ApiError(
        409,
        "renewal_under_way",
        "The subscription is being renewed and cannot be changed now.",
        "Try again in half an hour.",
        undefined,
        { ...because, headers: { "retry-after": String(RENEWAL_SECONDS) } },
      );
    case "subscription_locked_pending_changes":
      return new ApiError(
        409,
        "change_pending",
        "The subscription has another change coming.",
        "Take it back by the link of GET /api/user/paddle-portal-link, then try again.",
        undefined,
        because,
      );
    case "subscription_update_when_past_due":
      return new ApiError(
        409,
        "payment_due",
        "The last payment failed.",
        "Pay it first, by the link of GET /api/user/paddle-portal-link.",
        undefined,
        because,
      );
    case "subscription_is_canceled_action_invalid":
    case "subscription_update_when_canceled":
    case "subscription_is_inactive_action_invalid":
    case "subscription_not_active":
      return new ApiError(
        409,
        "subscription_ended",
        "The subscription has ended or is paused.",
        "Look at your plan again in a minute.",
        undefined,
        because,
      );
    case "too_many_requests":
      return new ApiError(
        503,
        "billing_unavailable",
        "Paddle takes no more requests for now.",
        "Try again in a minute.",
        undefined,
        { ...because, headers: { "retry-after": String(error.retryAfter ?? 60) } },
      );
    default:
      return new ApiError(
        502,
        "billing_refused",
        "Paddle refused the change.",
        "Try again; if it stays, send us the request id.",
        undefined,
        { cause: `${error.code}: ${error.detail}` },
      );
  }
}

export const misconfigured = (cause: string): ApiError =>
  new ApiError(
    503,
    "billing_off",
    "Payments are not configured here.",
    "Try again later, or write to support.",
    undefined,
    {
      cause,
    },
  );
