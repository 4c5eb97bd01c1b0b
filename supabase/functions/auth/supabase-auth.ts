/** Supabase Auth, which keeps passwords and sessions. Nothing else here talks to it. */

import { decodeJwt } from "npm:jose@6.2.17";
import { z } from "npm:zod@4.6.7";
import type { Env } from "../_shared/env.ts";
import { unavailable } from "../_shared/errors.ts";

/** How long Auth may take for one answer; it hashes a password, or sends a mail. */
const TIMEOUT_MS = 15_000;

export interface Session {
  accessToken: string;
  refreshToken: string;
  /** When the access token ends, in seconds since 1970. */
  expiresAt: number;
  userId: string;
  email: string;
  sessionId: string;
}

export interface SignedUp {
  userId: string;
  email: string;
  /** Signed in at once, where Auth asks for no confirmation of the address. */
  sessionId: string | null;
}

/** Each call is made for somebody at `address`. All throw AuthRefused, or ApiError 503 when Auth does not answer. */
export interface SupabaseAuth {
  signUp(who: { email: string; password: string; fullName?: string }, address: string): Promise<SignedUp>;
  signIn(who: { email: string; password: string }, address: string): Promise<Session>;
  refresh(refreshToken: string, address: string): Promise<Session>;
  /** Sends a mail with a link to a new password; says nothing of whether the address has an account. */
  recover(email: string, address: string): Promise<void>;
  setPassword(accessToken: string, password: string, address: string): Promise<void>;
}

/** What Auth says no with. */
export class AuthRefused extends Error {
  override name = "AuthRefused";

  constructor(
    readonly status: number,
    /** As in Auth's own list of error codes. */
    readonly code: string,
    message: string,
    /** Seconds, where Auth says when to come again. */
    readonly retryAfter: number | null,
  ) {
    super(message);
  }
}

const Token = z.object({
  access_token: z.string(),
  refresh_token: z.string(),
  expires_at: z.int(),
  user: z.object({ id: z.string(), email: z.string() }),
}).transform(({ access_token, refresh_token, expires_at, user }): Session => ({
  accessToken: access_token,
  refreshToken: refresh_token,
  expiresAt: expires_at,
  userId: user.id,
  email: user.email,
  sessionId: sessionOf(access_token),
}));

/** With a session or, where the address is to be confirmed first, the user alone. */
const SignedUpAnswer = z.union([
  Token.transform(({ userId, email, sessionId }): SignedUp => ({ userId, email, sessionId })),
  z.object({ id: z.string(), email: z.string() })
    .transform(({ id, email }): SignedUp => ({ userId: id, email, sessionId: null })),
]);

/** In both of Auth's shapes, the older one and that of 2024. */
const Problem = z.object({
  error_code: z.string().optional(),
  code: z.union([z.string(), z.number()]).optional(),
  msg: z.string().optional(),
  message: z.string().optional(),
});

type AuthEnv = Pick<Env, "supabaseUrl" | "secretKey" | "passwordResetUrl">;

export function supabaseAuth({ supabaseUrl, secretKey, passwordResetUrl }: AuthEnv, send: typeof fetch): SupabaseAuth {
  async function ask(
    method: "POST" | "PUT",
    path: string,
    body: unknown,
    address: string,
    accessToken?: string,
  ): Promise<unknown> {
    let response: Response;
    let text: string;
    try {
      response = await send(`${supabaseUrl}/auth/v1/${path}`, {
        method,
        headers: {
          "content-type": "application/json",
          apikey: secretKey,
          ...(accessToken ? { authorization: `Bearer ${accessToken}` } : {}),
          // Heeded because of the secret key: Auth's own limits and its hook are about the client, not about us.
          ...(address === "unknown" ? {} : { "sb-forwarded-for": address }),
        },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      text = await response.text();
    } catch (cause) {
      throw unavailable("sign-in service", cause);
    }
    if (response.ok) return text ? JSON.parse(text) : undefined;
    if (response.status >= 500) {
      throw unavailable("sign-in service", new Error(`${path} answered ${response.status}: ${text}`));
    }
    throw refused(response, text);
  }

  return {
    signUp: async ({ email, password, fullName }, address) => {
      const data = fullName ? { full_name: fullName } : {};
      return SignedUpAnswer.parse(await ask("POST", "signup", { email, password, data }, address));
    },
    signIn: async (who, address) => Token.parse(await ask("POST", "token?grant_type=password", who, address)),
    refresh: async (refreshToken, address) =>
      Token.parse(await ask("POST", "token?grant_type=refresh_token", { refresh_token: refreshToken }, address)),
    recover: async (email, address) => {
      const redirect = passwordResetUrl ? `?redirect_to=${encodeURIComponent(passwordResetUrl)}` : "";
      await ask("POST", `recover${redirect}`, { email }, address);
    },
    setPassword: async (accessToken, password, address) => {
      await ask("PUT", "user", { password }, address, accessToken);
    },
  };
}

function refused(response: Response, text: string): AuthRefused {
  let problem: z.infer<typeof Problem>;
  try {
    problem = Problem.parse(JSON.parse(text));
  } catch (cause) {
    // Not Auth's own words: something in between, such as a gateway.
    throw unavailable("sign-in service", new Error(`answered ${response.status}: ${text}`, { cause }));
  }
  const retryAfter = Number(response.headers.get("retry-after"));
  return new AuthRefused(
    response.status,
    problem.error_code ?? String(problem.code ?? "unknown"),
    problem.msg ?? problem.message ?? "",
    retryAfter > 0 ? retryAfter : null,
  );
}

/** Which session an access token belongs to. It came from Auth just now, so nobody needs to check its signature. */
function sessionOf(accessToken: string): string {
  return z.object({ session_id: z.string() }).parse(decodeJwt(accessToken)).session_id;
}
