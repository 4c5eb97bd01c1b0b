/**
 * Secrets that lie in the database, sealed so that the database cannot read them (AES-256-GCM, NIST SP 800-38D).
 *
 * A sealed text is `v1.<key id>.<nonce>.<ciphertext and tag>`, the last two in base64url without padding. What it
 * belongs to, "<table>/<row id>", is sealed in: a text that was copied into another row does not open. Python writes
 * the same form (deffatest/sealing.py).
 */

import { fromBase64, fromBase64Url, toBase64Url } from "./encoding.ts";

const VERSION = "v1";
const KEY_BYTES = 32;
const NONCE_BYTES = 12;

export interface Sealing {
  /** Seals a text for "<table>/<row id>" with the key that is named first. */
  seal(plain: string, belongsTo: string): Promise<string>;
  /** The text again; throws an Error when it was not sealed by one of our keys for this row. */
  open(sealed: string, belongsTo: string): Promise<string>;
}

/** From "id:base64key[,id2:base64key...]"; throws an Error that says what is wrong, and nothing of a key. */
export function parseSealing(text: string): Sealing {
  const keys = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const entry of text.split(",").map((each) => each.trim()).filter(Boolean)) {
    const { id, encoded } = /^(?<id>[\w-]+):(?<encoded>.*)$/.exec(entry)?.groups ?? {};
    if (!id) {
      throw new Error("DEFFATEST_ENCRYPTION_KEYS must be id:key[,id:key...] with ids of letters, digits, - and _.");
    }
    if (keys.has(id)) throw new Error(`DEFFATEST_ENCRYPTION_KEYS has two keys ${id}.`);
    keys.set(id, keyBytes(id, encoded));
  }
  const [current] = keys.keys();
  if (!current) throw new Error("DEFFATEST_ENCRYPTION_KEYS has no key.");

  const imported = (id: string, use: KeyUsage) => {
    const key = keys.get(id);
    if (!key) throw new Error(`The key ${id} is not among those in DEFFATEST_ENCRYPTION_KEYS.`);
    return crypto.subtle.importKey("raw", key, "AES-GCM", false, [use]);
  };
  const algorithm = (iv: Uint8Array<ArrayBuffer>, belongsTo: string) => ({
    name: "AES-GCM",
    iv,
    additionalData: new TextEncoder().encode(belongsTo),
  });

  return {
    seal: async (plain, belongsTo) => {
      const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
      const key = await imported(current, "encrypt");
      const sealed = await crypto.subtle.encrypt(algorithm(nonce, belongsTo), key, new TextEncoder().encode(plain));
      return [VERSION, current, toBase64Url(nonce), toBase64Url(sealed)].join(".");
    },
    open: async (sealed, belongsTo) => {
      const [version, id, nonce, text, ...rest] = sealed.split(".");
      if (version !== VERSION || !text || rest.length > 0) throw new Error("What should be sealed has another form.");
      const key = await imported(id, "decrypt");
      try {
        const [iv, bytes] = [nonce, text].map(fromBase64Url);
        return new TextDecoder().decode(await crypto.subtle.decrypt(algorithm(iv, belongsTo), key, bytes));
      } catch (cause) {
        throw new Error(`It was not sealed by the key ${id} for ${belongsTo}.`, { cause });
      }
    },
  };
}

function keyBytes(id: string, encoded: string): Uint8Array<ArrayBuffer> {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = fromBase64(encoded);
  } catch {
    throw new Error(`DEFFATEST_ENCRYPTION_KEYS: the key ${id} is not base64.`);
  }
  if (bytes.length === KEY_BYTES) return bytes;
  throw new Error(`DEFFATEST_ENCRYPTION_KEYS: the key ${id} has ${bytes.length} bytes; ${KEY_BYTES} are needed.`);
}
