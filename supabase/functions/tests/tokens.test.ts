/** Access tokens of a project whose Auth signs with keys of its own that it publishes, as hosted ones do. */

import assert from "node:assert/strict";
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "npm:jose@6.2.17";
import { tokenReader } from "../_shared/tokens.ts";

const NOW = new Date("2026-01-01T12:00:00Z");
const SECONDS = NOW.getTime() / 1000;
const URL_OF_PROJECT = "https://project.supabase.co";
const CLAIMS = {
  sub: "550e8400-e29b-41d4-a716-446655440000",
  session_id: "550e8400-e29b-41d4-a716-446655440001",
  role: "authenticated",
  aud: "authenticated",
  iss: `${URL_OF_PROJECT}/auth/v1`,
  exp: SECONDS + 900,
};

const [ours, another] = await Promise.all([generateKeyPair("ES256"), generateKeyPair("ES256")]);
const published = { keys: [{ ...await exportJWK(ours.publicKey), kid: "one", alg: "ES256", use: "sig" }] };
const read = tokenReader({ supabaseUrl: URL_OF_PROJECT, jwks: published, jwtSecret: null }, () => NOW);

const signed = (claims: JWTPayload, key = ours.privateKey, kid = "one") =>
  new SignJWT(claims).setProtectedHeader({ alg: "ES256", kid }).sign(key);

Deno.test("a token signed with a published key says who it is", async () => {
  assert.deepEqual(await read(await signed(CLAIMS)), { userId: CLAIMS.sub, sessionId: CLAIMS.session_id });
});

const REFUSED: Record<string, () => Promise<string>> = {
  "of another key under our key's name": () => signed(CLAIMS, another.privateKey),
  "of a key that is not published": () => signed(CLAIMS, ours.privateKey, "two"),
  "that has expired": () => signed({ ...CLAIMS, exp: SECONDS - 1 }),
  "of another project": () => signed({ ...CLAIMS, iss: "https://other.supabase.co/auth/v1" }),
  "for another audience": () => signed({ ...CLAIMS, aud: "anon" }),
  "of a server": () => signed({ ...CLAIMS, role: "service_role" }),
  "without a session": () => signed({ ...CLAIMS, session_id: undefined }),
  "without an end": () => signed({ ...CLAIMS, exp: undefined }),
  "that nobody signed": async () => {
    const [header, body] = [{ alg: "none" }, CLAIMS].map((part) => btoa(JSON.stringify(part)).replaceAll("=", ""));
    return await Promise.resolve(`${header}.${body}.`);
  },
  "signed with the public key as if it were a secret": async () => {
    const secret = new TextEncoder().encode(JSON.stringify(published.keys[0]));
    return await new SignJWT(CLAIMS).setProtectedHeader({ alg: "HS256", kid: "one" }).sign(secret);
  },
};

for (const [which, make] of Object.entries(REFUSED)) {
  Deno.test(`a token ${which} is nobody's`, async () => assert.equal(await read(await make()), null));
}
