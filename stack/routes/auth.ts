/**
 * Auth at /auth/v1, with what @supabase/lite lacks of the hosted platform's and our rules stand on: the hook that judges
 * passwords, the client's address in it, and the claims of tokens.
 */
import { sign, verify } from "hono/jwt";
import postgres from "postgres";
import type { Lite } from "../lite.ts";
import type { Mailbox } from "../mailbox.ts";
import { databaseUrl, type Settings } from "../settings.ts";

export const PREFIX = "/auth/v1";

/** As Auth allows a hook that is a PostgreSQL function. */
const HOOK_TIMEOUT_MS = 2000;

export interface Auth {
  /** `peer` is the address that the request came from. */
  answer(request: Request, peer: string): Promise<Response>;
  close(): Promise<void>;
}

interface HookAnswer {
  decision?: "continue" | "reject";
  message?: string;
  should_logout_user?: boolean;
  error?: { http_code?: number; message?: string };
}

export function openAuth(settings: Settings, lite: Lite, mailbox: Mailbox, url: () => string): Auth {
  const database = postgres(databaseUrl(settings, "supabase_auth_admin"), {
    max: 5,
    connection: { application_name: "stack auth hooks", statement_timeout: HOOK_TIMEOUT_MS },
    onnotice: () => {},
  });
  const hook = functionOf(settings.auth.hook?.password_verification_attempt);

  return {
    async answer(request, peer) {
      const address = new URL(request.url);
      const isPasswordGrant = request.method === "POST" && address.pathname === `${PREFIX}/token` &&
        address.searchParams.get("grant_type") === "password";
      const response = hook && isPasswordGrant
        ? await judged(hook, request, clientAddress(request, peer))
        : await mailbox.withRedirect(address.searchParams.get("redirect_to"), () => lite.auth(request));
      return await withClaims(response);
    },
    close: () => database.end({ timeout: 2 }),
  };

  /** Looks at the password, asks the hook, and lets the sign-in stand or not. */
  async function judged(hook: string, request: Request, ip: string): Promise<Response> {
    const body = await request.arrayBuffer();
    const response = await lite.auth(new Request(request, { body }));
    const said = await response.clone().json();
    const valid = response.ok;
    if (!valid && said.error_code !== "invalid_credentials") return response;
    const userId = valid ? said.user.id : await userWithPassword(emailIn(body));
    // As on the hosted platform: nobody asks about an address that has no account.
    if (!userId) return response;

    const event = {
      metadata: {
        uuid: crypto.randomUUID(),
        time: new Date().toISOString(),
        name: "password-verification-attempt",
        ip_address: ip,
      },
      user_id: userId,
      valid,
    };
    let answer: HookAnswer;
    try {
      // A transaction of its own, which stands whatever the answer is.
      [{ answer }] = await database.unsafe(`select ${hook}($1::jsonb) as answer`, [event]);
    } catch (error) {
      console.error(`the hook ${hook}:`, error);
      answer = { error: { http_code: 500, message: "Error running hook" } };
    }
    const problem = refusalOf(answer);
    if (!problem) return response;
    if (valid) await endSession(said.access_token);
    if (answer.should_logout_user) await database`delete from auth.sessions where user_id = ${userId}`;
    return problem;
  }

  async function userWithPassword(email: string): Promise<string | undefined> {
    const [user] = await database`
      select id from auth.users where email = lower(${email}) and encrypted_password is not null`;
    return user?.id;
  }

  /** The hosted platform asks the hook before it makes the session; @supabase/lite has made it. */
  async function endSession(token: string): Promise<void> {
    const { session_id } = await verify(token, settings.jwt_secret, "HS256");
    await database`delete from auth.sessions where id = ${String(session_id)}`;
  }

  /** The answer with the tokens in it as the hosted platform makes them, in its body or in the address it leads to. */
  async function withClaims(response: Response): Promise<Response> {
    const location = response.headers.get("location");
    const [page, fragment = ""] = location?.split("#") ?? [];
    const parameters = new URLSearchParams(fragment);
    const token = parameters.get("access_token");
    if (token) {
      parameters.set("access_token", await signedAgain(token));
      const headers = new Headers(response.headers);
      headers.set("location", `${page}#${parameters}`);
      return new Response(null, { status: response.status, headers });
    }
    if (!response.ok || !response.headers.get("content-type")?.startsWith("application/json")) return response;
    const said = await response.clone().json();
    if (typeof said?.access_token !== "string") return response;
    const headers = new Headers(response.headers);
    headers.delete("content-length");
    return Response.json({ ...said, access_token: await signedAgain(said.access_token) }, {
      status: response.status,
      headers,
    });
  }

  async function signedAgain(token: string): Promise<string> {
    const claims = await verify(token, settings.jwt_secret, "HS256");
    const [user] = await database`
      select raw_app_meta_data, raw_user_meta_data, phone, is_anonymous from auth.users where id = ${
      String(claims.sub)
    }`;
    return await sign(
      {
        iss: `${url()}${PREFIX}`,
        ...claims,
        phone: user.phone ?? "",
        app_metadata: user.raw_app_meta_data ?? {},
        user_metadata: user.raw_user_meta_data ?? {},
        aal: "aal1",
        is_anonymous: user.is_anonymous ?? false,
      },
      settings.jwt_secret,
      "HS256",
    );
  }

  /** Whom a request is for: a server of ours, which shows the secret key, may say so; of others it is the peer. */
  function clientAddress(request: Request, peer: string): string {
    const said = request.headers.get("sb-forwarded-for")?.split(",")[0].trim();
    return said && request.headers.get("apikey") === settings.secret_key ? said : peer;
  }
}

/** `schema.function` of a hook that is switched on; throws on what is not a PostgreSQL function. */
function functionOf(hook: { enabled?: boolean; uri?: string } | undefined): string | undefined {
  if (!hook?.enabled) return undefined;
  const [, schema, name] = /^pg-functions:\/\/postgres\/(\w+)\/(\w+)$/.exec(hook.uri ?? "") ?? [];
  if (!name) throw new Error(`auth.hook: ${hook.uri} is no pg-functions://postgres/<schema>/<function>`);
  return `"${schema}"."${name}"`;
}

/** What a hook's answer means for the sign-in; nothing where it may go on. */
function refusalOf({ decision, message, error }: HookAnswer): Response | undefined {
  // As the hosted platform has it: an error without a message is none.
  if (error?.message) return refuse(error.http_code ?? 500, "hook_error", error.message);
  if (decision !== "reject") return undefined;
  return refuse(400, "invalid_credentials", message || "Further password verification attempts will be rejected.");
}

function refuse(status: number, code: string, message: string): Response {
  return Response.json({ code: status, error_code: code, msg: message }, {
    status,
    headers: { "x-sb-error-code": code },
  });
}

function emailIn(body: ArrayBuffer): string {
  return String(JSON.parse(new TextDecoder().decode(body)).email);
}
