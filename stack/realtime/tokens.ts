/** Keys and tokens: who a client is. */
import { Buffer } from "node:buffer";
import { createHmac, timingSafeEqual } from "node:crypto";
import type { Claims } from "./contract.ts";

export interface Token {
  /** As the client gave it. */
  text: string;
  claims: Claims;
}

export interface Keys {
  jwt_secret: string;
  publishable_key: string;
  secret_key: string;
}

/** The token is no good; `code` is how the reason of a refused join begins. */
export class TokenRefused extends Error {
  override name = "TokenRefused";

  constructor(readonly code: "MalformedJWT" | "JwtSignatureError" | "InvalidJWTToken", text: string) {
    super(text);
  }
}

const LONGEST_TIMER_MS = 5 * 60 * 1000;
const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** Tokens are signed with HS256 and the project's secret, as the stack's Auth signs them. */
export class Tokens {
  constructor(private readonly keys: Keys) {}

  /**
   * Whom a key or a token speaks for. The gateway of the hosted platform turns `sb_…` keys into tokens; here this does.
   * Throws TokenRefused.
   */
  verify(text: string): Token {
    if (text === this.keys.publishable_key) return { text, claims: claimsOfKey("anon") };
    if (text === this.keys.secret_key) return { text, claims: claimsOfKey("service_role") };
    const claims = this.verifiedClaims(text);
    if (typeof claims.role !== "string" || typeof claims.exp !== "number") {
      throw new TokenRefused("InvalidJWTToken", "Fields `role` and `exp` are required in JWT");
    }
    const token = { text, claims: claims as Claims };
    demandUnexpired(token);
    return token;
  }

  private verifiedClaims(text: string): Record<string, unknown> {
    const parts = text.split(".");
    const [header, claims] = parts.slice(0, 2).map(jsonObject);
    if (parts.length !== 3 || !header || !claims) {
      throw new TokenRefused("MalformedJWT", "The token provided is not a valid JWT");
    }
    const expected = createHmac("sha256", this.keys.jwt_secret).update(`${parts[0]}.${parts[1]}`).digest();
    const given = Buffer.from(parts[2], "base64url");
    if (header.alg !== "HS256" || given.length !== expected.length || !timingSafeEqual(given, expected)) {
      throw new TokenRefused("JwtSignatureError", "Failed to validate JWT signature");
    }
    return claims;
  }
}

/** An `sb_…` key in the place of a user's token says that there is no user. */
export function isKey(text: string): boolean {
  return text.startsWith("sb_");
}

/** Throws TokenRefused once the token's time is over. */
export function demandUnexpired({ claims }: Token): void {
  const over = Math.floor(Date.now() / 1000 - claims.exp);
  if (over >= 0) throw new TokenRefused("InvalidJWTToken", `Token has expired ${over} seconds ago`);
}

/** Calls back once when the token's time is over; returns what stops the waiting. */
export function atExpiry(token: Token, expired: (refusal: TokenRefused) => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = () => {
    try {
      demandUnexpired(token);
    } catch (refusal) {
      expired(refusal as TokenRefused);
      return;
    }
    // In pieces: a timer can't wait for more than 24 days, and the clock may be set.
    timer = setTimeout(look, Math.min(Math.max(token.claims.exp * 1000 - Date.now(), 1), LONGEST_TIMER_MS));
  };
  look();
  return () => clearTimeout(timer);
}

function claimsOfKey(role: string): Claims {
  const now = Math.floor(Date.now() / 1000);
  return { iss: "supabase", role, iat: now, exp: now + 10 * YEAR_SECONDS };
}

function jsonObject(base64url: string): Record<string, unknown> | null {
  try {
    const value = JSON.parse(Buffer.from(base64url, "base64url").toString());
    return typeof value === "object" && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}
