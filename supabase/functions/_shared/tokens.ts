/** Access tokens of Supabase Auth, checked here; whether the session still lives, the database says. */

import { createLocalJWKSet, errors, type JSONWebKeySet, jwtVerify, type JWTVerifyOptions } from "npm:jose@6.2.17";
import { z } from "npm:zod@4.6.7";
import type { ReadToken } from "./caller.ts";
import type { TokenEnv } from "./env.ts";

const Claims = z.object({ sub: z.guid(), session_id: z.guid(), role: z.literal("authenticated") });

const CHECKED: JWTVerifyOptions = { audience: "authenticated", requiredClaims: ["exp", "sub", "session_id"] };

/**
 * A reader of tokens that this project's Auth signed. The algorithm decides which of our keys may have signed, never the
 * token: HS256 for the shared secret, asymmetric ones for the published keys; `none` is no algorithm.
 */
export function tokenReader({ supabaseUrl, jwks, jwtSecret }: TokenEnv, now: () => Date): ReadToken {
  const published = jwks && createLocalJWKSet(jwks as JSONWebKeySet);
  const secret = jwtSecret && new TextEncoder().encode(jwtSecret);

  const verified = async (token: string) => {
    const options = { ...CHECKED, currentDate: now() };
    if (secret && algorithmOf(token) === "HS256") {
      return await jwtVerify(token, secret, { ...options, algorithms: ["HS256"] });
    }
    if (published) {
      const issuer = `${supabaseUrl}/auth/v1`;
      return await jwtVerify(token, published, { ...options, issuer, algorithms: ["ES256", "RS256", "EdDSA"] });
    }
    throw new errors.JOSEAlgNotAllowed("no key of ours signs with this algorithm");
  };

  return async (token) => {
    try {
      const claims = Claims.safeParse((await verified(token)).payload);
      return claims.success ? { userId: claims.data.sub, sessionId: claims.data.session_id } : null;
    } catch (error) {
      if (error instanceof errors.JOSEError) return null;
      throw error;
    }
  };
}

function algorithmOf(token: string): unknown {
  try {
    return JSON.parse(atob(token.split(".")[0].replaceAll("-", "+").replaceAll("_", "/"))).alg;
  } catch {
    return undefined; // not a token at all; verifying it says so
  }
}
