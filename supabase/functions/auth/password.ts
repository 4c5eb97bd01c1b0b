/** Passwords: a mail for who forgot theirs, and a new one for who is signed in. */

import { createRoute, type Door, failure, z } from "../_shared/door.ts";
import { type AttemptDeps, signIn } from "./attempt.ts";
import { body, done, Email, NewPassword, Password } from "./fields.ts";
import type { Guard } from "./guard.ts";
import { later, type LaterDeps } from "./later.ts";
import { reauthenticationNeeded, translated } from "./refusals.ts";
import type { SupabaseAuth } from "./supabase-auth.ts";

export interface PasswordDeps extends AttemptDeps, LaterDeps {
  auth: Pick<SupabaseAuth, "signIn" | "recover" | "setPassword">;
  guard: AttemptDeps["guard"] & Pick<Guard, "isFresh" | "endSessions" | "rememberNetwork">;
}

const MAIL_SENT = "Password reset email sent";
const UPDATED = "Password updated successfully";

const resetPassword = createRoute({
  method: "post",
  path: "/reset-password",
  summary: "Ask for a mail with a link to a new password",
  tags: ["Authentication"],
  access: "everyone",
  limit: "auth",
  request: { body: body({ email: Email }) },
  responses: { 200: done(MAIL_SENT, "The same at once, whether the address has an account or not.") },
});

const updatePassword = createRoute({
  method: "post",
  path: "/update-password",
  summary: "Set a new password",
  description:
    "With the access token of a session, or of the link in the mail of reset-password. Ends all other sessions.",
  tags: ["Authentication"],
  access: "person",
  limit: "auth",
  request: {
    body: body({
      password: NewPassword,
      current_password: Password.optional().openapi({
        description: "Needed when the session signed in more than 24 hours ago.",
      }),
    }),
  },
  responses: {
    200: done(UPDATED, "Set."),
    401: failure("No valid access token, or the current password is wrong."),
    403: failure("The session is too old to do this without the current password."),
    422: failure("A field is not as described, or the password is too weak or the old one."),
  },
});

export function addPassword(door: Door, deps: PasswordDeps): void {
  door.openapi(resetPassword, (context) => {
    const { log } = context.get("deps");
    const { email } = context.req.valid("json");
    later(deps, log, "a mail to reset a password", () => deps.auth.recover(email, context.get("address")));
    return context.json({ success: true, message: MAIL_SENT } as const, 200);
  });

  door.openapi(updatePassword, async (context) => {
    const { userId, email, sessionId } = context.get("caller");
    const { password, current_password: current } = context.req.valid("json");
    const address = context.get("address");
    // The gate lets nobody but a person through, and each has a session.
    if (!sessionId || !current && !await deps.guard.isFresh(sessionId)) throw reauthenticationNeeded();

    const token = current
      // A new session is as fresh as Auth itself may ask for; it ends below with the others.
      ? (await signIn(context, { email, password: current }, deps)).session.accessToken
      : bearer(context.req.header("authorization"));
    try {
      await deps.auth.setPassword(token, password, address);
    } catch (error) {
      throw translated(error);
    }
    await deps.guard.endSessions(userId, sessionId, "others");
    await deps.guard.rememberNetwork(userId, address);
    return context.json({ success: true, message: UPDATED } as const, 200);
  });
}

/** The token that the gate has checked. */
function bearer(authorization = ""): string {
  return z.string().parse(authorization.trim().split(/\s+/)[1]);
}
