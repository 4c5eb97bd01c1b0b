/** Bytes as text and back. `Uint8Array.toHex` and its like would do, but the hosted edge runtime may not know them yet. */

import { Buffer } from "node:buffer";

type Bytes = Uint8Array<ArrayBuffer>;

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const BASE64_URL = /^[\w-]*$/;

export const toHex = (bytes: ArrayBuffer): string => Buffer.from(bytes).toString("hex");

/** Base64url without padding (RFC 4648, section 5). */
export const toBase64Url = (bytes: ArrayBuffer | Bytes): string =>
  Buffer.from(new Uint8Array(bytes)).toString("base64url");

/** Throws an Error when it is not base64 with its padding. */
export const fromBase64 = (text: string): Bytes => decoded(text, BASE64, "base64");

/** Throws an Error when it is not base64url without padding. */
export const fromBase64Url = (text: string): Bytes => decoded(text, BASE64_URL, "base64url");

function decoded(text: string, form: RegExp, encoding: "base64" | "base64url"): Bytes {
  if (!form.test(text)) throw new Error(`This is not ${encoding}.`);
  return new Uint8Array(Buffer.from(text, encoding));
}
