/**
 * Signed requests: a key that was stolen on its way, or a request that was recorded, is of no use to anybody.
 *
 * What is signed, a line each: `v1`, the method, the path from /api on with its query, the time, the nonce, the SHA-256
 * of the body in hex. The signature is HMAC-SHA-256 under the key's signing secret, in hex.
 */

import { toBase64Url, toHex } from "./encoding.ts";
import { timingSafeEqual } from "node:crypto";
import { ApiError } from "./errors.ts";
import { sha256 } from "./hash.ts";

export const TIME_HEADER = "x-deffatest-time";
export const NONCE_HEADER = "x-deffatest-nonce";
export const SIGNATURE_HEADER = "x-deffatest-signature";

/** How far the client's clock may be from ours, either way. */
export const WINDOW_SECONDS = 5 * 60;

/** What a signing secret is sealed for. */
export const placeOfSecret = (keyId: string): string => `doors.signing_secrets/${keyId}`;

/** A secret that nobody can guess. */
export function makeSigningSecret(): string {
  const random = crypto.getRandomValues(new Uint8Array(32));
  return `ss-deffatest-${toBase64Url(random)}`;
}

/** What a client signs with. */
export interface ToSign {
  method: string;
  /** Path from the function's name on, with its query. */
  path: string;
  /** Seconds since 1970. */
  time: string;
  nonce: string;
  body: ArrayBuffer;
}

export async function signature(secret: string, { method, path, time, nonce, body }: ToSign): Promise<string> {
  const text = ["v1", method, path, time, nonce, await sha256(body)].join("\n");
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const encoder = new TextEncoder();
  const key = await crypto.subtle.importKey("raw", encoder.encode(secret), algorithm, false, ["sign"]);
  return toHex(await crypto.subtle.sign("HMAC", key, encoder.encode(text)));
}

/**
 * Checks a request's signature and gives its nonce, which the caller of this has to use up.
 * Throws ApiError 401: not signed, another secret or another content, or not of now.
 */
export async function checkSignature(request: Request, body: ArrayBuffer, secret: string, now: Date): Promise<string> {
  const time = request.headers.get(TIME_HEADER) ?? "";
  const nonce = request.headers.get(NONCE_HEADER) ?? "";
  const given = request.headers.get(SIGNATURE_HEADER) ?? "";
  if (!/^\d{1,12}$/.test(time) || !/^[\w-]{16,64}$/.test(nonce) || !/^[\da-f]{64}$/.test(given)) {
    throw refused(
      "signature_needed",
      "Requests with this API key have to be signed.",
      `Send ${TIME_HEADER} (seconds since 1970), ${NONCE_HEADER} (16 to 64 characters) and ${SIGNATURE_HEADER} (64 hex digits).`,
    );
  }
  const { pathname, search } = new URL(request.url);
  const right = await signature(secret, { method: request.method, path: pathname + search, time, nonce, body });
  if (!timingSafeEqual(new TextEncoder().encode(given), new TextEncoder().encode(right))) {
    throw refused(
      "signature_wrong",
      "The signature is not that of this request under the key's signing secret.",
      "Sign the method, the path from /api on with its query, the time, the nonce and the body's SHA-256, a line each.",
    );
  }
  if (Math.abs(now.getTime() / 1000 - Number(time)) > WINDOW_SECONDS) {
    throw refused(
      "signature_expired",
      `The request was signed more than ${WINDOW_SECONDS / 60} minutes ago, or later than now.`,
      "Set the clock and sign again.",
    );
  }
  return nonce;
}

/** The same request came before. */
export const replayed = (): ApiError =>
  refused(
    "signature_replayed",
    "This signed request was received before.",
    "Sign each request anew, with a new nonce.",
  );

function refused(code: string, message: string, hint: string): ApiError {
  return new ApiError(401, code, message, hint);
}
