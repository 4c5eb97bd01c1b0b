/** One try of a password: the rules are asked before it, told after it, and a failure takes as long as any other. */

import type { Context } from "npm:hono@4.13.19";
import type { DoorEnv } from "../_shared/door.ts";
import { type EvenDeps, evenOut } from "./even.ts";
import type { Guard, Person } from "./guard.ts";
import { tooManyFailures, translated, wrongCredentials } from "./refusals.ts";
import { AuthRefused, type Session, type SupabaseAuth } from "./supabase-auth.ts";

export interface AttemptDeps extends EvenDeps {
  auth: Pick<SupabaseAuth, "signIn">;
  guard: Pick<Guard, "startAttempt" | "succeeded" | "failed" | "withdrawn">;
}

/**
 * Throws ApiError 401 for a wrong password and for an address without an account, in the same way and time; 429 during a
 * wait or a lock, without looking at the password.
 */
export async function signIn(
  context: Context<DoorEnv>,
  who: { email: string; password: string },
  deps: AttemptDeps,
): Promise<{ session: Session; person: Person }> {
  const { now } = context.get("deps");
  const address = context.get("address");
  const started = now();
  const attempt = await deps.guard.startAttempt(who.email, address);
  if ("retryAfter" in attempt) throw tooManyFailures(attempt.retryAfter);

  let session: Session;
  try {
    session = await deps.auth.signIn(who, address);
  } catch (error) {
    if (!isWrong(error)) {
      await deps.guard.withdrawn(attempt.attemptId);
      throw translated(error);
    }
    await deps.guard.failed(attempt.attemptId);
    await evenOut(started, now, deps);
    throw wrongCredentials();
  }
  return { session, person: await deps.guard.succeeded(attempt.attemptId, session.userId) };
}

/** Somebody who was banned is told no more than a stranger: Auth says so before it looks at the password. */
function isWrong(error: unknown): boolean {
  return error instanceof AuthRefused && ["invalid_credentials", "user_banned"].includes(error.code);
}
