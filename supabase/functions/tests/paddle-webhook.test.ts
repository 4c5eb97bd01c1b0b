import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { Paddle } from "npm:@paddle/paddle-node-sdk@3.10.0";
import type { Database, DoorSql } from "../_shared/database.ts";
import { makePaddle } from "../paddle/handler.ts";
import { checkSignature } from "../paddle/signature.ts";
import { NOW, standIns } from "./stand_ins.ts";

const SECRET = "pdl_ntfset_01destination_secret";
const NOW_SECONDS = NOW.getTime() / 1000;

const MESSAGE = {
  event_id: "evt_01",
  event_type: "subscription.updated",
  occurred_at: "2026-11-20T14:59:59.123456Z",
  notification_id: "ntf_01",
  data: { id: "sub_01", status: "active", name: "Zoë – “quoted”" },
};

const hash = (body: string, secret: string, ts: number) =>
  createHmac("sha256", secret).update(`${ts}:${body}`).digest("hex");

function sign(body: string, { secrets = [SECRET], ts = NOW_SECONDS } = {}): string {
  return `ts=${ts};${secrets.map((secret) => `h1=${hash(body, secret, ts)}`).join(";")}`;
}

/** The webhook over a database that answers `outcome`; `taken` is what it was given. */
function webhook({ outcome = Promise.resolve("success"), secrets = [SECRET], answerMs = 4500 } = {}) {
  const taken: unknown[][] = [];
  const sql = (_: TemplateStringsArray, ...values: unknown[]) => {
    taken.push(values);
    return outcome.then((outcome) => [{ outcome }]);
  };
  const others = standIns().deps.database;
  const database: Database = { ...others, asDoor: (work) => work(sql as unknown as DoorSql) };
  const { deps, seen } = standIns({ database });
  const door = makePaddle(deps, { secrets, answerMs });
  const post = (body: string | Uint8Array<ArrayBuffer>, signature?: string) =>
    door.request("/paddle/webhook", {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(signature === undefined ? {} : { "paddle-signature": signature }),
      },
      body,
    });
  return { post, taken, seen };
}

Deno.test("a signed message goes to the database as it came, with the time of its signature", async () => {
  const { post, taken } = webhook();
  const body = JSON.stringify(MESSAGE);
  const answer = await post(body, sign(body));
  assert.equal(answer.status, 200);
  assert.deepEqual(await answer.json(), { success: true, message: "Webhook processed successfully" });
  assert.equal(taken.length, 1);
  assert.deepEqual(JSON.parse(taken[0][0] as string), MESSAGE);
  assert.equal(taken[0][1], NOW.toISOString());
});

Deno.test("the signature is of the body as it came, not as somebody would write it", async () => {
  const spaced = JSON.stringify(MESSAGE, null, 4).replace('"active"', '"\\u0061ctive"');
  const { post, taken } = webhook();
  assert.equal((await post(spaced, sign(spaced))).status, 200);
  assert.equal((await post(JSON.stringify(JSON.parse(spaced)), sign(spaced))).status, 401);
  assert.equal(taken.length, 1);
});

Deno.test("nothing reaches the database unsigned, however it is spelled", async () => {
  const body = JSON.stringify(MESSAGE);
  const good = hash(body, SECRET, NOW_SECONDS);
  const headers = [
    undefined,
    "",
    "nonsense",
    `h1=${good}`,
    `ts=${NOW_SECONDS}`,
    `ts=${NOW_SECONDS};h1=${good.toUpperCase()}`,
    `ts=${NOW_SECONDS};h1=${good.slice(2)}`,
    `ts=${NOW_SECONDS}.0;h1=${good}`,
    `ts=-${NOW_SECONDS};h1=${good}`,
    `ts=${NOW_SECONDS};h2=${good}`,
    `ts=${NOW_SECONDS};ts=${NOW_SECONDS};h1=${good}`,
    `ts=${NOW_SECONDS};${`h1=${good};`.repeat(9)}`,
    `ts=${NOW_SECONDS - 1};h1=${good}`,
    sign(body, { secrets: ["another"] }),
    sign(body, { secrets: [""] }),
  ];
  for (const header of headers) {
    const { post, taken } = webhook();
    const answer = await post(body, header);
    assert.equal(answer.status, 401, `${header}`);
    assert.match((await answer.json()).error.code, /^signature_(missing|invalid)$/);
    assert.deepEqual(taken, []);
  }
});

Deno.test("a signature is good for five minutes, into the past and into the future", async () => {
  const body = JSON.stringify(MESSAGE);
  for (const [seconds, status] of [[0, 200], [-300, 200], [300, 200], [-301, 401], [301, 401], [86400 * 365, 401]]) {
    const answer = await webhook().post(body, sign(body, { ts: NOW_SECONDS + seconds }));
    assert.equal(answer.status, status, `${seconds} s`);
    if (status === 401) assert.equal((await answer.json()).error.code, "signature_expired");
  }
});

Deno.test("while a secret is replaced, either end may have both", async () => {
  const body = JSON.stringify(MESSAGE);
  for (const ours of [[SECRET], ["new", SECRET], [SECRET, "new"]]) {
    for (const theirs of [[SECRET], ["old", SECRET], [SECRET, "old"], ["old", SECRET, "older"]]) {
      const answer = await webhook({ secrets: ours }).post(body, sign(body, { secrets: theirs }));
      assert.equal(answer.status, 200, `${ours} / ${theirs}`);
    }
  }
});

Deno.test("what the official SDK accepts we accept, and what it refuses by its hash we refuse", async () => {
  // The SDK looks at the real clock.
  const now = new Date();
  const ts = Math.floor(now.getTime() / 1000);
  const sdk = new Paddle("pdl_sdbx_apikey_none").webhooks;
  const accepts = async (body: string, header: string) => {
    try {
      await checkSignature(header, new TextEncoder().encode(body), [SECRET], now);
      return true;
    } catch {
      return false;
    }
  };
  for (const text of ["{}", JSON.stringify(MESSAGE), '{"emoji":"🧾"}', " \n{}"]) {
    const good = sign(text, { ts });
    for (const [body, header] of [[text, good], [`${text} `, good], [text, sign(text, { ts, secrets: ["x"] })]]) {
      assert.equal(await accepts(body, header), await sdk.isSignatureValid(body, SECRET, header), header);
    }
  }
  // Where the SDK is wrong, which is why we do not use it.
  const rotating = sign("{}", { ts, secrets: [SECRET, "new"] });
  assert.deepEqual([await accepts("{}", rotating), await sdk.isSignatureValid("{}", SECRET, rotating)], [true, false]);
  const nextYear = sign("{}", { ts: ts + 86400 * 365 });
  assert.deepEqual([await accepts("{}", nextYear), await sdk.isSignatureValid("{}", SECRET, nextYear)], [false, true]);
});

Deno.test("an answer comes before Paddle hangs up, whatever the database does", async () => {
  const { post } = webhook({ outcome: new Promise(() => {}), answerMs: 20 });
  const body = JSON.stringify(MESSAGE);
  const answer = await post(body, sign(body));
  assert.equal(answer.status, 503);
  assert.equal((await answer.json()).error.code, "unavailable");
});

Deno.test("a message that could not be processed is asked for again", async () => {
  const { post } = webhook({ outcome: Promise.resolve("failed") });
  const body = JSON.stringify(MESSAGE);
  const answer = await post(body, sign(body));
  assert.equal(answer.status, 500);
  assert.equal((await answer.json()).error.code, "not_processed");
});

Deno.test("parked, unknown and repeated messages are taken like any other", async () => {
  const body = JSON.stringify(MESSAGE);
  for (const outcome of ["parked", "unknown", "ignored", "duplicate", "unknown_price"]) {
    assert.equal((await webhook({ outcome: Promise.resolve(outcome) }).post(body, sign(body))).status, 200, outcome);
  }
});

Deno.test("what is signed and no message is refused with the fields that are wrong", async () => {
  const { event_id: _, ...nameless } = MESSAGE;
  const bodies: [string, string][] = [
    [JSON.stringify(nameless), "body.event_id"],
    [JSON.stringify({ ...MESSAGE, event_type: "x" }), "body.event_type"],
    [JSON.stringify({ ...MESSAGE, occurred_at: "soon" }), "body.occurred_at"],
    [JSON.stringify({ ...MESSAGE, data: null }), "body.data"],
  ];
  for (const [body, field] of bodies) {
    const { post, taken } = webhook();
    const answer = await post(body, sign(body));
    assert.equal(answer.status, 422);
    assert.deepEqual((await answer.json()).error.fields.map((each: { field: string }) => each.field), [field]);
    assert.deepEqual(taken, []);
  }
});

Deno.test("without a secret nothing is taken and the answer says what to set", async () => {
  const { post, taken } = webhook({ secrets: [] });
  const body = JSON.stringify(MESSAGE);
  const answer = await post(body, sign(body, { secrets: [""] }));
  assert.equal(answer.status, 503);
  assert.equal((await answer.json()).error.code, "billing_off");
  assert.deepEqual(taken, []);
});

Deno.test("what Paddle sends is not written to the log", async () => {
  const { post, seen } = webhook();
  const body = JSON.stringify(MESSAGE);
  await post(body, sign(body));
  assert.ok(!JSON.stringify([seen.lines, seen.visits]).includes("sub_01"));
  assert.ok(!JSON.stringify([seen.lines, seen.visits]).includes(hash(body, SECRET, NOW_SECONDS)));
});
