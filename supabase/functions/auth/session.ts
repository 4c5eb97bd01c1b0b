/** Sessions: signing in, new tokens for old ones, signing out. */

import type { Context } from "npm:hono@4.13.19";
import { readCredentials, type ReadToken } from "../_shared/caller.ts";
import { createRoute, type Door, type DoorEnv, failure, success, z } from "../_shared/door.ts";
import { ApiError } from "../_shared/errors.ts";
import { succeed } from "../_shared/respond.ts";
import { type AttemptDeps, signIn } from "./attempt.ts";
import { body, done, Email, Password } from "./fields.ts";
import type { Guard, Person } from "./guard.ts";
import { translated } from "./refusals.ts";
import { AuthRefused, type Session, type SupabaseAuth } from "./supabase-auth.ts";

export interface SessionDeps extends AttemptDeps {
  auth: Pick<SupabaseAuth, "signIn" | "refresh">;
  guard: AttemptDeps["guard"] & Pick<Guard, "endSessions" | "checkRefreshToken" | "describePerson">;
  /** Reads a token of ours, also one that has expired: whoever has been away may still sign out. */
  readOldToken: ReadToken;
}

const SIGNED_OUT = "Logged out successfully";

const Tokens = z.object({
  access_token: z.string().openapi({ description: "Send it as `Authorization: Bearer`. Lives 15 minutes." }),
  refresh_token: z.string().openapi({ description: "Good for one refresh, until 7 days after signing in." }),
  expires_at: z.int().openapi({
    description: "When the access token ends, in seconds since 1970.",
    example: 1625097600,
  }),
  user: z.object({
    id: z.string().openapi({ example: "550e8400-e29b-41d4-a716-446655440000" }),
    email: z.string().openapi({ example: "user@example.com" }),
    full_name: z.string().nullable().openapi({ example: "John Doe" }),
  }),
}).openapi("Tokens");

const login = createRoute({
  method: "post",
  path: "/login",
  summary: "Sign in",
  tags: ["Authentication"],
  access: "everyone",
  limit: "auth",
  request: { body: body({ email: Email, password: Password }) },
  responses: {
    200: success(Tokens, "Signed in."),
    401: failure("The address or the password is wrong. The same, and after the same time, where there is no account."),
    403: failure("The address is not confirmed yet."),
    429: failure("Too many requests from this address, or too many failures for this account; Retry-After says when."),
  },
});

const refresh = createRoute({
  method: "post",
  path: "/refresh",
  summary: "Get new tokens for a refresh token",
  tags: ["Authentication"],
  access: "everyone",
  limit: "auth",
  request: { body: body({ refresh_token: z.string("Send the refresh token.").min(1, "It is empty.").max(4096) }) },
  responses: {
    200: success(Tokens, "The new tokens. Keep the new refresh token: the old one ends the session when used again."),
    401: failure("The refresh token is unknown, has expired, or was used before."),
  },
});

const logout = createRoute({
  method: "post",
  path: "/logout",
  summary: "Sign out",
  description: "May be repeated, and works with an access token that has expired.",
  tags: ["Authentication"],
  // The gate would refuse a session that has ended; here that is what the caller wants.
  access: "everyone",
  limit: "auth",
  security: [{ bearer: [] }],
  request: {
    query: z.object({
      scope: z.enum(["local", "others", "global"], "It is neither local, others nor global.").default("local").openapi({
        description: "Which sessions end: this one, all others of the account, or all.",
      }),
    }),
  },
  responses: {
    200: done(SIGNED_OUT, "The session has ended; its refresh token is good for nothing."),
    401: failure("No access token."),
    403: failure("An API key has no session."),
  },
});

export function addSession(door: Door, deps: SessionDeps): void {
  door.openapi(login, async (context) => {
    const { session, person } = await signIn(context, context.req.valid("json"), deps);
    return succeed(context, tokens(context, session, person));
  });

  door.openapi(refresh, async (context) => {
    const { refresh_token: refreshToken } = context.req.valid("json");
    const problem = await deps.guard.checkRefreshToken(refreshToken);
    if (problem) throw TOKEN_PROBLEMS[problem]();
    let session: Session;
    try {
      session = await deps.auth.refresh(refreshToken, context.get("address"));
    } catch (error) {
      if (error instanceof AuthRefused && error.status !== 429) throw TOKEN_PROBLEMS.unknown(error);
      throw translated(error);
    }
    return succeed(context, tokens(context, session, await deps.guard.describePerson(session.userId)));
  });

  door.openapi(logout, async (context) => {
    const credentials = await readCredentials(context.req.raw, deps.readOldToken);
    if (credentials.kind === "none") {
      throw new ApiError(
        401,
        "unauthorized",
        "An access token is needed.",
        "Send the one that is to be signed out as `Authorization: Bearer <access token>`.",
      );
    }
    if (credentials.kind === "key") {
      throw new ApiError(403, "person_needed", "An API key cannot do this.", "Send the access token instead.");
    }
    const { userId, sessionId } = credentials;
    // For the record, which asks for the id alone: the account may be gone.
    context.set("caller", { userId, sessionId, keyId: null, email: "", planType: "" });
    await deps.guard.endSessions(userId, sessionId, context.req.valid("query").scope);
    return context.json({ success: true, message: SIGNED_OUT } as const, 200);
  });
}

/** The answer to signing in; from here on the record knows who it is. */
function tokens(context: Context<DoorEnv>, session: Session, person: Person) {
  const { userId, email, sessionId } = session;
  context.set("caller", { userId, email, sessionId, planType: person.planType, keyId: null });
  return {
    access_token: session.accessToken,
    refresh_token: session.refreshToken,
    expires_at: session.expiresAt,
    user: { id: userId, email, full_name: person.fullName },
  };
}

const TOKEN_PROBLEMS = {
  used: () =>
    new ApiError(
      401,
      "refresh_token_used",
      "This refresh token was used before, so its session has been ended.",
      "Sign in again. Keep the refresh token of the latest answer, and use it from one place.",
    ),
  expired: () => new ApiError(401, "session_expired", "The session has lasted 7 days and has ended.", "Sign in again."),
  unknown: (cause: unknown) =>
    new ApiError(
      401,
      "refresh_token_invalid",
      "This refresh token is unknown, or its session has ended.",
      "Sign in again.",
      undefined,
      { cause },
    ),
};
