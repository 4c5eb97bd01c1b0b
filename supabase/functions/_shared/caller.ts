/** Who calls, and a database client that may do exactly what that person may. */

import { createClient, type SupabaseClient } from "npm:@supabase/supabase-js@2.119.0";
import type { Env } from "./env.ts";
import { unauthorized } from "./errors.ts";

const JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** The caller's access token; throws `unauthorized` when there is none. The Data API checks its signature on first use. */
export function callerToken(request: Request): string {
  const [scheme, token, ...rest] = (request.headers.get("authorization") ?? "").trim().split(/\s+/);
  if (scheme?.toLowerCase() !== "bearer" || !token || rest.length > 0 || !JWT.test(token)) throw unauthorized();
  return token;
}

/** A client under row level security: every request bears the caller's token, none of ours. */
export function clientAsCaller(env: Pick<Env, "supabaseUrl" | "publishableKey">, token: string): SupabaseClient {
  return createClient(env.supabaseUrl, env.publishableKey, {
    accessToken: () => Promise.resolve(token),
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
  });
}
