/** The door itself, with everything handed in. */

import assert from "node:assert/strict";
import { addressReader } from "../_shared/address.ts";
import { translated } from "../_shared/database_errors.ts";
import { createRoute, type DoorDeps, failure, makeDoor, success, z } from "../_shared/door.ts";
import { ApiError, unavailable } from "../_shared/errors.ts";
import type { Counted, Entered } from "../_shared/gate.ts";
import { succeed } from "../_shared/respond.ts";
import { parseSealing } from "../_shared/sealing.ts";
import { checkSignature, makeSigningSecret, signature } from "../_shared/signing.ts";
import { ADA, AS_ADA, NOW, standIns } from "./stand_ins.ts";

const echo = createRoute({
  method: "post",
  path: "/echo/{word}",
  summary: "Say it again",
  access: "person or key",
  limit: "api",
  maxBodyBytes: 100,
  request: {
    params: z.object({ word: z.string().max(10) }),
    body: { required: true, content: { "application/json": { schema: z.strictObject({ times: z.int().max(9) }) } } },
  },
  responses: { 200: success(z.object({ said: z.string() }), "What was said."), 404: failure("No such word.") },
});

const open = createRoute({
  method: "get",
  path: "/open",
  summary: "For everyone",
  access: "everyone",
  limit: "api",
  responses: { 200: success(z.object({}), "Nothing.") },
});

/** A door with two routes; `work` is what the first does. */
function door(changed: Partial<DoorDeps> = {}, work: () => void | Promise<void> = () => {}) {
  const { deps, seen } = standIns(changed);
  const app = makeDoor("api", deps);
  app.openapi(echo, async (context) => {
    await work();
    const { times } = context.req.valid("json");
    return succeed(context, { said: context.req.valid("param").word.repeat(times) });
  });
  app.openapi(open, (context) => succeed(context, {}));
  const ask = async (method: string, path: string, init: RequestInit = {}) =>
    await app.fetch(new Request(`http://local/api${path}`, { method, ...init }));
  const say = (body: BodyInit, headers: HeadersInit = {}) =>
    ask("POST", "/echo/ha", { body, headers: { ...AS_ADA, "content-type": "application/json", ...headers } });
  return { ask, say, seen };
}

const gateThat = (enter: Entered): Pick<DoorDeps, "gate"> => ({
  gate: {
    enter: () => Promise.resolve(enter),
    useNonce: () => Promise.resolve(true),
    record: () => Promise.resolve(),
  },
});

async function errorOf(response: Response) {
  const { error } = await response.json();
  assert.equal(error.request_id, response.headers.get("x-request-id"));
  return error;
}

Deno.test("a request that is as described gets its answer in the success shape", async () => {
  const response = await door().say('{"times":2}');
  assert.equal(response.status, 200);
  assert.deepEqual(await response.json(), { success: true, data: { said: "haha" } });
});

Deno.test("each wrong field is named, wherever it stands", async () => {
  const response = await door().say('{"times":99,"more":1}');
  assert.equal(response.status, 422);
  const { code, fields } = await errorOf(response);
  assert.equal(code, "invalid_request");
  assert.deepEqual(fields.map(({ field }: { field: string }) => field).toSorted(), ["body.more", "body.times"]);
});

Deno.test("a body that is no JSON, or of another type, is refused by name", async () => {
  const broken = await door().say('{"times":');
  assert.equal(broken.status, 400);
  assert.equal((await errorOf(broken)).code, "invalid_body");
  const text = await door().say("times=2", { "content-type": "text/plain" });
  assert.equal(text.status, 415);
  assert.equal((await errorOf(text)).code, "wrong_content_type");
});

Deno.test("a body that is too large is not read, with and without a length", async () => {
  const large = JSON.stringify({ times: 1, filling: "x".repeat(200) });
  const streamed = new Blob([large]).stream();
  for (const response of [await door().say(large, { "content-length": "220" }), await door().say(streamed)]) {
    assert.equal(response.status, 413);
    assert.equal((await errorOf(response)).code, "too_large");
  }
  assert.equal((await door().say(new Blob(['{"times":2}']).stream())).status, 200);
});

Deno.test("the tightest limit is in the headers, and a 429 says when to come again", async () => {
  const counted: Counted[] = [
    { by: "address", limit: 1200, remaining: 900, reset: 50 },
    { by: "account", limit: 60, remaining: 41, reset: 37 },
  ];
  const { headers } = await door(gateThat({ counted, caller: ADA })).say('{"times":1}');
  assert.equal(headers.get("ratelimit-limit"), "60");
  assert.equal(headers.get("ratelimit-remaining"), "41");
  assert.equal(headers.get("ratelimit-reset"), "37");
  assert.equal(headers.get("ratelimit-policy"), '1200;w=60;comment="address", 60;w=60;comment="account"');

  const spent = [counted[0], { ...counted[1], remaining: -1 }];
  const refused = await door(gateThat({ counted: spent })).say('{"times":1}');
  assert.equal(refused.status, 429);
  assert.equal(refused.headers.get("retry-after"), "37");
  assert.equal(refused.headers.get("ratelimit-remaining"), "0");
  assert.equal((await errorOf(refused)).code, "rate_limited");
});

Deno.test("whoever is refused at the gate is not heard", async () => {
  let worked = false;
  const { ask, seen } = door({}, () => {
    worked = true;
  });
  const response = await ask("POST", "/echo/ha", { body: "not even JSON" });
  assert.equal(response.status, 401);
  assert.equal(worked, false);
  assert.equal(seen.visits[0].code, "unauthorized");
});

Deno.test("on a route for everyone no credential is looked at", async () => {
  const { ask, seen } = door({ readToken: () => Promise.reject(new Error("looked")) });
  assert.equal((await ask("GET", "/open", { headers: AS_ADA })).status, 200);
  assert.deepEqual(seen.knocks.map(({ credentials }) => credentials), [{ kind: "none" }]);
});

Deno.test("an API key leaves the function as its hash alone", async () => {
  const key = `sk-deffatest-${"a".repeat(32)}`;
  const { ask, seen } = door();
  await ask("POST", "/echo/ha", { headers: { authorization: `Bearer ${key}` } });
  assert.equal(seen.knocks[0].credentials.kind, "key");
  assert.ok(!JSON.stringify(seen).includes(key));
});

Deno.test("a method that a path has not is 405 with those that it has, an unknown path 404", async () => {
  const { ask } = door();
  const wrong = await ask("DELETE", "/echo/ha");
  assert.equal(wrong.status, 405);
  assert.equal(wrong.headers.get("allow"), "POST");
  assert.equal((await errorOf(wrong)).code, "method_not_allowed");
  const nowhere = await ask("GET", "/nowhere");
  assert.equal(nowhere.status, 404);
  assert.equal((await errorOf(nowhere)).code, "no_such_endpoint");
});

Deno.test("a record that cannot be written is logged, and the answer stands", async () => {
  const gate = { ...standIns().deps.gate, record: () => Promise.reject(unavailable("database", new Error("gone"))) };
  const { say, seen } = door({ gate: { ...gate, enter: () => Promise.resolve({ counted: ONE, caller: ADA }) } });
  assert.equal((await say('{"times":1}')).status, 200);
  assert.ok(seen.lines.some(({ level, message }) => level === "error" && message.startsWith("not recorded")));
});

const ONE: Counted[] = [{ by: "address", limit: 10, remaining: 9, reset: 61 }];

Deno.test("a gate that cannot be asked lets nobody in, and says when to try again", async () => {
  const gate = { ...standIns().deps.gate, enter: () => Promise.reject(unavailable("database", new Error("gone"))) };
  const response = await door({ gate }).say('{"times":1}');
  assert.equal(response.status, 503);
  assert.ok(Number(response.headers.get("retry-after")) > 0);
});

Deno.test("PostgreSQL's errors keep their words, status and name; outages are 503; others stay ours", () => {
  const raised = (fields: object) => translated(Object.assign(new Error("No."), fields));
  const known = raised({ code: "PT422", constraint_name: "too_long", detail: "d", hint: "h" });
  assert.ok(known instanceof ApiError);
  assert.deepEqual(
    [known.status, known.code, known.message, known.detail, known.hint],
    [422, "too_long", "No.", "d", "h"],
  );
  assert.equal((raised({ code: "PT404" }) as ApiError).code, "not_found");
  for (const code of ["57014", "57P01", "08006", "53300", "40P01", "ECONNREFUSED", "CONNECT_TIMEOUT"]) {
    assert.equal((raised({ code }) as ApiError).status, 503, code);
  }
  assert.ok(!(raised({ code: "23505" }) instanceof ApiError));
});

Deno.test("the client's address is what our outermost proxy saw", () => {
  const seen = (proxies: number, header: string) =>
    addressReader(proxies)(new Request("http://local/", { headers: header ? { "x-forwarded-for": header } : {} }));
  assert.equal(seen(1, "203.0.113.9"), "203.0.113.9");
  assert.equal(seen(1, "10.0.0.1, 203.0.113.9"), "203.0.113.9");
  assert.equal(seen(2, "6.6.6.6, 203.0.113.9, 10.0.0.1"), "203.0.113.9");
  assert.equal(seen(3, "203.0.113.9"), "203.0.113.9");
  assert.equal(seen(1, "[2001:DB8:0:0::1]:443"), "2001:db8::1");
  assert.equal(seen(1, "::ffff:203.0.113.9"), "203.0.113.9");
  assert.equal(seen(1, "203.0.113.9:1234"), "203.0.113.9");
  for (const nonsense of ["", "evil.example", "999.1.1.1", "' or 1=1", "fe80::1%eth0"]) {
    assert.equal(seen(1, nonsense), "unknown", nonsense);
  }
});

/** The same with one character of its ciphertext changed. */
const flipped = (sealed: string) => sealed.slice(0, -5) + (sealed.at(-5) === "A" ? "B" : "A") + sealed.slice(-4);

const KEYS = `new:${"A".repeat(43)}=,old:${"B".repeat(43)}=`;

Deno.test("a sealed text opens under any of our keys, for its own row alone", async () => {
  const sealing = parseSealing(KEYS);
  const sealed = await sealing.seal("Geheimnis ✓", "t/1");
  assert.match(sealed, /^v1\.new\.[\w-]{16}\.[\w-]+$/);
  assert.equal(await sealing.open(sealed, "t/1"), "Geheimnis ✓");
  await assert.rejects(sealing.open(sealed, "t/2"), /was not sealed by the key new for t\/2/);
  await assert.rejects(sealing.open(flipped(sealed), "t/1"), /was not sealed/);
  const older = await parseSealing(`old:${"B".repeat(43)}=`).seal("x", "t/1");
  assert.equal(await sealing.open(older, "t/1"), "x");
  await assert.rejects(parseSealing(`other:${"C".repeat(43)}=`).open(older, "t/1"), /key old is not among/);
});

Deno.test("what is no key is said at the start, without the key", () => {
  for (const wrong of ["", "no-colon", "id:@@@@", "id:QUJD", `a b:${"A".repeat(43)}=`, `${KEYS},${KEYS}`]) {
    assert.throws(() => parseSealing(wrong), (error: Error) => !/QUJD|AAAA/.test(error.message), wrong);
  }
});

Deno.test("a signature is checked for method, address, body, time and form", async () => {
  const secret = makeSigningSecret();
  const time = String(NOW.getTime() / 1000);
  const nonce = "0123456789abcdef";
  const body = new TextEncoder().encode("{}").buffer;
  const right = await signature(secret, { method: "POST", path: "/api/x?y=1", time, nonce, body });
  const check = (changed: Record<string, string> = {}, url = "/api/x?y=1", now = NOW) => {
    const headers = {
      "x-deffatest-time": time,
      "x-deffatest-nonce": nonce,
      "x-deffatest-signature": right,
      ...changed,
    };
    return checkSignature(new Request(`http://local${url}`, { method: "POST", headers }), body, secret, now);
  };
  assert.equal(await check(), nonce);
  const refused = (code: string) => (error: ApiError) => error.status === 401 && error.code === code;
  await assert.rejects(check({}, "/api/x?y=2"), refused("signature_wrong"));
  await assert.rejects(check({ "x-deffatest-signature": "0".repeat(64) }), refused("signature_wrong"));
  await assert.rejects(check({ "x-deffatest-nonce": "another-nonce-of-16" }), refused("signature_wrong"));
  await assert.rejects(check({ "x-deffatest-nonce": "short" }), refused("signature_needed"));
  await assert.rejects(check({ "x-deffatest-signature": "" }), refused("signature_needed"));
  await assert.rejects(check({}, "/api/x?y=1", new Date(NOW.getTime() + 301_000)), refused("signature_expired"));
  await assert.rejects(check({}, "/api/x?y=1", new Date(NOW.getTime() - 301_000)), refused("signature_expired"));
});
