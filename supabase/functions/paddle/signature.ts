/**
 * Whether Paddle sent a message: `Paddle-Signature: ts=<seconds>;h1=<hex>[;h1=<hex>...]`, where h1 is the HMAC-SHA256 of
 * "<ts>:<body as it came>" under the destination's secret.
 *
 * Our own check and not @paddle/paddle-node-sdk's, which (3.10.0) looks at the last h1 only, so that a rotation of
 * secrets refuses good messages; takes times of any distance in the future; allows five seconds for the past, less
 * than a cold start; and does not compare in constant time. The tests hold this one against signatures of both SDKs.
 */

import { ApiError } from "../_shared/errors.ts";

/** How far from now a message may have been signed, in seconds, in both directions. */
export const TOLERANCE_SECONDS = 300;

/** Far more than there are during a rotation, so that nobody makes us compare for long. */
const MOST_HASHES = 8;

const encoder = new TextEncoder();

/** When the message was signed. Throws ApiError 401 that says what is wrong with the signature. */
export async function checkSignature(
  header: string | undefined,
  body: Uint8Array<ArrayBuffer>,
  secrets: string[],
  now: Date,
): Promise<Date> {
  const { written, hashes } = readHeader(header);
  const signedAt = new Date(Number(written) * 1000);
  if (Math.abs(now.getTime() - signedAt.getTime()) > TOLERANCE_SECONDS * 1000) {
    throw new ApiError(
      401,
      "signature_expired",
      "The message was not signed within five minutes of now.",
      "Send it again with a new signature, and check the clock.",
      undefined,
      { detail: `It was signed at ${signedAt.toISOString()}.` },
    );
  }

  const signed = new Uint8Array([...encoder.encode(`${written}:`), ...body]);
  // Every secret is tried with every hash, so that the time taken tells nothing.
  let isSigned = false;
  for (const secret of secrets) {
    const key = await crypto.subtle.importKey(
      "raw",
      encoder.encode(secret),
      { name: "HMAC", hash: "SHA-256" },
      false,
      ["verify"],
    );
    for (const hash of hashes) isSigned = await crypto.subtle.verify("HMAC", key, hash, signed) || isSigned;
  }
  if (!isSigned) {
    throw new ApiError(
      401,
      "signature_invalid",
      "The signature does not fit the message.",
      "Check that the destination's secret is set for this function, and that nothing changes the body on its way.",
    );
  }
  return signedAt;
}

function readHeader(header: string | undefined): { written: string; hashes: Uint8Array<ArrayBuffer>[] } {
  const parts = (header ?? "").split(";").map((part) => part.trim().split("="));
  const named = (name: string) => parts.filter(([its]) => its === name).map(([, value]) => value ?? "");
  const [written, ...more] = named("ts");
  const hashes = named("h1").filter((hash) => /^[0-9a-f]{64}$/.test(hash));
  if (!/^\d{1,12}$/.test(written ?? "") || more.length > 0 || hashes.length === 0 || hashes.length > MOST_HASHES) {
    throw new ApiError(
      401,
      "signature_missing",
      "The message has no readable signature.",
      "Send the header Paddle-Signature: ts=<seconds since 1970>;h1=<64 hex digits>.",
    );
  }
  return { written, hashes: hashes.map((hash) => Uint8Array.from(hash.match(/../g)!, (pair) => parseInt(pair, 16))) };
}
