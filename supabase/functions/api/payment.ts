/** Buying a plan, changing it, giving it up: the database says what must be done, Paddle does it and tells by webhook. */

import { createRoute, type Door, failure, success, z } from "../_shared/door.ts";
import type { Database } from "../_shared/database.ts";
import { succeed } from "../_shared/respond.ts";
import { type Checkout, misconfigured, type PaddleAccount } from "./paddle-account.ts";

export interface PaymentDeps {
  /** Null where no key is configured. */
  paddle: PaddleAccount | null;
}

const changePlan = createRoute({
  method: "post",
  path: "/payment/change-plan",
  summary: "Buy, change or give up a plan",
  description:
    "A first plan is paid for at `checkout_url`. A higher one is charged for the rest of the period and active " +
    "within moments; a lower one, and free, follow when the period that is paid for ends.",
  tags: ["Payments"],
  access: "person",
  limit: "api",
  idempotent: true,
  request: {
    body: {
      required: true,
      content: {
        "application/json": {
          schema: z.object({ plan_type: z.string().min(1).max(50).openapi({ example: "chaos" }) }),
        },
      },
    },
  },
  responses: {
    200: {
      description: "It is under way.",
      content: {
        "application/json": {
          schema: z.object({
            success: z.literal(true),
            data: z.object({
              checkout_url: z.string().nullable().openapi({
                description: "Where to pay; null when there is nothing to.",
              }),
              transaction_id: z.string().nullable().openapi({ description: "What Paddle.js opens as transactionId." }),
              effective_at: z.string().nullable().openapi({ description: "When it comes; null for at once." }),
            }),
            message: z.string().openapi({
              example: "Plan change initiated. You will be redirected to complete payment.",
            }),
          }),
        },
      },
    },
    402: failure("The payment was declined; nothing has changed."),
    409: failure("It is the plan already, or the subscription cannot be changed now; `hint` says what to do."),
    422: failure("There is no such plan."),
    502: failure("Paddle refused."),
  },
});

const portalLink = createRoute({
  method: "get",
  path: "/user/paddle-portal-link",
  summary: "Open Paddle's customer portal",
  description: "Signed in and good for a short time: ask anew for every click.",
  tags: ["Payments"],
  access: "person",
  limit: "api",
  responses: {
    200: success(z.object({ url: z.string() }), "Where to see receipts, change the card or cancel."),
    409: failure("Nothing has been bought with this account, or its payer pays for others too."),
    502: failure("Paddle refused."),
  },
});

/** What billing.plan_change says must be done. */
const Step = z.discriminatedUnion("action", [
  z.object({
    action: z.literal("buy"),
    checkout_id: z.string(),
    price_id: z.string(),
    customer_id: z.string().nullable(),
  }),
  z.object({ action: z.literal("open"), transaction_id: z.string(), checkout_url: z.string() }),
  z.object({
    action: z.literal("change"),
    subscription_id: z.string(),
    price_id: z.string(),
    plan_price_ids: z.array(z.string()),
    keep: z.boolean().nullable(),
    charged_now: z.boolean(),
    effective_at: z.string().nullable(),
  }),
  z.object({ action: z.literal("keep"), subscription_id: z.string() }),
  z.object({ action: z.literal("end"), subscription_id: z.string() }),
]);
type Step = z.infer<typeof Step>;

const Portal = z.object({ customer_id: z.string(), subscription_ids: z.array(z.string()) });

interface Outcome {
  message: string;
  checkout?: Checkout;
  effectiveAt?: string | null;
}

export function addPayment(door: Door, { paddle }: PaymentDeps): void {
  door.openapi(changePlan, async (context) => {
    const { database } = context.get("deps");
    const { userId } = context.get("caller");
    const account = paddle ?? fail();
    const plan = context.req.valid("json").plan_type;
    const [row] = await database.asDoor((sql) => sql`select billing.plan_change(${userId}, ${plan}) as step`);
    const outcome = await take(Step.parse(row.step), account, database, userId);
    return succeed(context, {
      checkout_url: outcome.checkout?.checkoutUrl ?? null,
      transaction_id: outcome.checkout?.transactionId ?? null,
      effective_at: outcome.effectiveAt ?? null,
    }, { message: outcome.message });
  });

  door.openapi(portalLink, async (context) => {
    const { database } = context.get("deps");
    const { userId } = context.get("caller");
    const account = paddle ?? fail();
    const [row] = await database.asDoor((sql) => sql`select billing.portal(${userId}) as portal`);
    const portal = Portal.parse(row.portal);
    return succeed(context, { url: await account.portalAddress(portal.customer_id, portal.subscription_ids) });
  });
}

async function take(step: Step, account: PaddleAccount, database: Database, userId: string): Promise<Outcome> {
  switch (step.action) {
    case "open":
      return redirected({ transactionId: step.transaction_id, checkoutUrl: step.checkout_url });
    case "buy": {
      const checkout = await account.openCheckout({
        priceId: step.price_id,
        customerId: step.customer_id,
        // The database knows the checkout before Paddle does: a webhook that names it is this person's.
        customData: { user_id: userId, checkout_id: step.checkout_id },
      });
      await database.asDoor((sql) =>
        sql`select billing.record_checkout(${step.checkout_id}, ${checkout.transactionId}, ${checkout.checkoutUrl})`
      );
      return redirected(checkout);
    }
    case "change": {
      if (step.keep) await account.keep(step.subscription_id);
      await account.change(step.subscription_id, {
        priceId: step.price_id,
        planPriceIds: step.plan_price_ids,
        chargedNow: step.charged_now,
      });
      return {
        effectiveAt: step.effective_at,
        message: step.effective_at
          ? `Plan change initiated. What you have paid for stays yours until ${step.effective_at}.`
          : step.charged_now
          ? "Plan change initiated. The rest of this period has been charged, and the plan is active within moments."
          : "Plan change initiated. It costs nothing more in this period and is active within moments.",
      };
    }
    case "keep":
      await account.keep(step.subscription_id);
      return { message: "Plan change initiated. Your subscription goes on." };
    case "end": {
      const effectiveAt = await account.end(step.subscription_id);
      return {
        effectiveAt,
        message: "Plan change initiated. What you have paid for stays yours until the period ends.",
      };
    }
  }
}

const redirected = (checkout: Checkout): Outcome => ({
  checkout,
  message: "Plan change initiated. You will be redirected to complete payment.",
});

function fail(): never {
  throw misconfigured("DEFFATEST_PADDLE_API_KEY is not set.");
}
