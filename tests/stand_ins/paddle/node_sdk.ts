/** Calls the local Paddle through the official Node SDK and prints, as JSON, what came of it: address and key are given. */
import { Environment, LogLevel, Paddle, Webhooks } from "npm:@paddle/paddle-node-sdk@3.10.0";

const [address, key, secret, customerId, subscriptionId, otherPriceId] = Deno.args;
const paddle = new Paddle(key, { environment: address as Environment, logLevel: LogLevel.none });

async function all<T>(collection: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of collection) found.push(one);
  return found;
}

const price = await paddle.prices.get(otherPriceId);
const customer = await paddle.customers.get(customerId);
const subscription = await paddle.subscriptions.get(subscriptionId);
const subscriptions = await all(paddle.subscriptions.list({ perPage: 1 }));
const transactions = await all(paddle.transactions.list());
const adjustments = await all(paddle.adjustments.list());
const created = await paddle.transactions.create({
  items: [{ priceId: otherPriceId, quantity: 1 }],
  customData: { user_id: "u", checkout_id: "c" },
});
const changed = await paddle.subscriptions.update(subscriptionId, {
  items: [{ priceId: otherPriceId, quantity: 2 }],
  prorationBillingMode: "prorated_immediately",
});
const ending = await paddle.subscriptions.cancel(subscriptionId, { effectiveFrom: "next_billing_period" });
const kept = await paddle.subscriptions.update(subscriptionId, { scheduledChange: null });
const paused = await paddle.subscriptions.pause(subscriptionId, { effectiveFrom: "immediately" });
const resumed = await paddle.subscriptions.resume(subscriptionId, { effectiveFrom: "immediately" });
const portal = await paddle.customerPortalSessions.create(customerId, [subscriptionId]);
const refusal = await paddle.subscriptions.update(subscriptionId, { items: [{ priceId: otherPriceId, quantity: 1 }] })
  .catch((error) => ({ code: error.code, detail: error.detail }));

// Messages as they were signed: lines of signature, tab, body.
const lines = (await new Response(Deno.stdin.readable).text()).split("\n").filter(Boolean);
const events = await Promise.all(lines.map(async (line) => {
  const [signature, body] = line.split("\t");
  const event = await new Webhooks().unmarshal(body, secret, signature);
  return { type: event.eventType, kind: event.constructor.name, data: event.data.constructor.name };
}));

console.log(JSON.stringify({
  price: price.unitPrice?.amount,
  customer: customer.email,
  subscription: [subscription.status, subscription.items.map((item) => item.price?.id)],
  subscriptions: subscriptions.length,
  transactions: transactions.map((one) => one.status),
  adjustments: adjustments.map((one) => [one.action, one.status]),
  created: [created.status, created.checkout?.url, created.customData],
  changed: changed.items.map((item) => [item.price?.id, item.quantity]),
  ending: [ending.status, ending.scheduledChange?.action],
  kept: kept.scheduledChange,
  paused: paused.status,
  resumed: resumed.status,
  portal: [portal.urls.general.overview.split("?")[0], portal.urls.subscriptions.map((one) => one.id)],
  refusal,
  events,
}));
