/** A request's body, never larger than its route allows. */

import type { HonoRequest } from "npm:hono@4.13.19";
import { ApiError } from "./errors.ts";

/** What a body may have where the route says nothing: far more than any of our forms. */
export const BODY_BYTES = 64 * 1024;

/** Makes sure that reading the body gives at most so many bytes. Throws ApiError 413. */
export async function limitBody(request: HonoRequest, maxBytes: number): Promise<void> {
  const { body, headers } = request.raw;
  if (!body) return;
  const declared = headers.get("content-length");
  if (declared !== null && !headers.has("transfer-encoding")) {
    if (Number(declared) > maxBytes) throw tooLarge(maxBytes);
    return;
  }
  // Nobody said how long it is: it is read here, and no further than allowed.
  request.raw = new Request(request.raw, { body: await readAtMost(body, maxBytes) });
}

async function readAtMost(body: ReadableStream<Uint8Array>, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.byteLength;
    if (length > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  const whole = new Uint8Array(length);
  chunks.reduce((start, chunk) => {
    whole.set(chunk, start);
    return start + chunk.byteLength;
  }, 0);
  return whole;
}

const tooLarge = (maxBytes: number): ApiError =>
  new ApiError(
    413,
    "too_large",
    `The body is larger than ${maxBytes} bytes.`,
    "Send less; large files have their own upload.",
  );
