/** Who calls: a person with an access token, or a program with an API key of theirs. */

import { sha256 } from "./hash.ts";

export interface Caller {
  userId: string;
  email: string;
  planType: string;
  /** The session of the access token; null for an API key. */
  sessionId: string | null;
  /** The API key; null for an access token. */
  keyId: string | null;
}

/** What a request says of itself, before anybody has looked it up. */
export type Credentials =
  | { kind: "none" }
  | { kind: "session"; userId: string; sessionId: string }
  | { kind: "key"; hash: string };

const API_KEY = /^sk-deffatest-[\w-]{1,64}$/;

/** Who a token says that it is, or null when it is no token of ours or has expired. */
export type ReadToken = (token: string) => Promise<{ userId: string; sessionId: string } | null>;

/** Reads `Authorization: Bearer <access token or API key>`. A key leaves here only as its hash. */
export async function readCredentials(request: Request, readToken: ReadToken): Promise<Credentials> {
  const [scheme, token, ...rest] = (request.headers.get("authorization") ?? "").trim().split(/\s+/);
  if (scheme?.toLowerCase() !== "bearer" || !token || rest.length > 0) return { kind: "none" };
  if (API_KEY.test(token)) return { kind: "key", hash: await sha256(token) };
  const session = await readToken(token);
  return session ? { kind: "session", ...session } : { kind: "none" };
}
