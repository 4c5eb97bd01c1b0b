/** A new account. */

import { createRoute, type Door, failure, z } from "../_shared/door.ts";
import { type EvenDeps, evenOut } from "./even.ts";
import { body, Email, FullName, NewPassword } from "./fields.ts";
import type { Guard } from "./guard.ts";
import { later, type LaterDeps } from "./later.ts";
import { translated } from "./refusals.ts";
import { AuthRefused, type SupabaseAuth } from "./supabase-auth.ts";

export interface RegisterDeps extends EvenDeps, LaterDeps {
  auth: Pick<SupabaseAuth, "signUp" | "recover">;
  guard: Pick<Guard, "endSessions">;
}

const MESSAGE = "Registration successful";

const register = createRoute({
  method: "post",
  path: "/register",
  summary: "Register",
  description: "Answers the same whether the address has an account already; its owner then gets a mail with a link.",
  tags: ["Authentication"],
  access: "everyone",
  limit: "auth",
  request: { body: body({ email: Email, password: NewPassword, full_name: FullName.optional() }) },
  responses: {
    201: {
      description: "Registered. Sign in next; where addresses are confirmed, follow the link in the mail first.",
      content: {
        "application/json": {
          schema: z.object({
            success: z.literal(true),
            data: z.object({
              user_id: z.string().openapi({ example: "550e8400-e29b-41d4-a716-446655440000" }),
              email: z.string().openapi({ example: "user@example.com" }),
            }),
            message: z.literal(MESSAGE),
          }),
        },
      },
    },
    403: failure("Registration is closed."),
    422: failure("A field is not as described, or the password is too weak."),
  },
});

export function addRegister(door: Door, deps: RegisterDeps): void {
  door.openapi(register, async (context) => {
    const { now, log } = context.get("deps");
    const address = context.get("address");
    const started = now();
    const { email, password, full_name: fullName } = context.req.valid("json");
    let userId: string;
    try {
      const signedUp = await deps.auth.signUp({ email, password, fullName }, address);
      userId = signedUp.userId;
      // Nobody is given its tokens; signing in makes a session of its own.
      if (signedUp.sessionId) await deps.guard.endSessions(userId, signedUp.sessionId, "local");
    } catch (error) {
      if (!isTaken(error)) throw translated(error);
      // Whoever asks learns nothing; whoever reads the mail gets in.
      userId = crypto.randomUUID();
      later(deps, log, "a mail to the owner of a registered address", () => deps.auth.recover(email, address));
    }
    await evenOut(started, now, deps);
    return context.json({ success: true as const, data: { user_id: userId, email }, message: MESSAGE } as const, 201);
  });
}

function isTaken(error: unknown): boolean {
  return error instanceof AuthRefused && ["user_already_exists", "email_exists"].includes(error.code);
}
