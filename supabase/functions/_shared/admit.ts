/** Before a route's work: who calls, and whether they may, now. */

import type { Context, MiddlewareHandler } from "npm:hono@4.13.19";
import { BODY_BYTES, limitBody } from "./body.ts";
import { readCredentials } from "./caller.ts";
import { ownDatabase } from "./database.ts";
import type { DoorEnv } from "./door.ts";
import { ApiError } from "./errors.ts";
import type { Counted, Entered } from "./gate.ts";
import { answerOnce } from "./idempotency.ts";
import type { Admission } from "./route.ts";
import { checkSignature, placeOfSecret, replayed } from "./signing.ts";

export function admit(route: Admission): MiddlewareHandler<DoorEnv> {
  return async (context, next) => {
    const { caller, signingSecret } = await enter(context, route);
    await limitBody(context.req, route.maxBodyBytes ?? BODY_BYTES);
    if (caller?.keyId && signingSecret) await checkSigned(context, caller.keyId, signingSecret);
    await (route.idempotent ? answerOnce(context, next) : next());
  };
}

/** Counts the request and finds its caller. Throws ApiError 401, 403 or 429. */
export async function enter(context: Context<DoorEnv>, { access, limit }: Admission): Promise<Entered> {
  const { gate, database, readToken } = context.get("deps");
  const credentials = access === "everyone"
    ? { kind: "none" } as const
    : await readCredentials(context.req.raw, readToken);
  const entered = await gate.enter({
    limit,
    access,
    address: context.get("address"),
    credentials,
  });
  const { counted, caller, refusal } = entered;
  showLimits(context, counted);
  if (refusal) throw new ApiError(refusal.status, refusal.code, refusal.message, refusal.hint);
  if (caller) {
    context.set("caller", caller);
    context.set("database", ownDatabase(database, caller));
  }
  return entered;
}

/** Throws ApiError 401 for a request that is not signed by the key's secret, or was received before. */
async function checkSigned({ req, get }: Context<DoorEnv>, keyId: string, sealedSecret: string): Promise<void> {
  const { gate, sealing, now } = get("deps");
  const secret = await sealing.open(sealedSecret, placeOfSecret(keyId));
  const nonce = await checkSignature(req.raw, await req.arrayBuffer(), secret, now());
  if (!await gate.useNonce(keyId, nonce)) throw replayed();
}

/**
 * The tightest limit in the headers of draft-ietf-httpapi-ratelimit-headers-06. Throws ApiError 429 when one is
 * overstepped.
 */
function showLimits(context: Context<DoorEnv>, counted: Counted[]): void {
  const tightest = counted.reduce((one, other) => other.remaining < one.remaining ? other : one);
  context.header("ratelimit-limit", String(tightest.limit));
  context.header("ratelimit-remaining", String(Math.max(0, tightest.remaining)));
  context.header("ratelimit-reset", String(tightest.reset));
  context.header("ratelimit-policy", counted.map(({ by, limit }) => `${limit};w=60;comment="${by}"`).join(", "));
  if (tightest.remaining >= 0) return;
  throw new ApiError(
    429,
    "rate_limited",
    `Too many requests from this ${tightest.by}: ${tightest.limit} a minute are allowed.`,
    `Ask again in ${tightest.reset} s, as the header Retry-After says.`,
    undefined,
    { headers: { "retry-after": String(tightest.reset) } },
  );
}
