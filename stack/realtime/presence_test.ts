import { assertEquals } from "../lib/asserts.ts";
import { type Heard, withRealtime } from "./stand_ins.ts";

const TOPIC = "realtime:r";
const OK = { status: "ok", response: {} };

function track(payload: unknown) {
  return { type: "presence", event: "track", payload };
}

function config(key: string, enabled = true) {
  return { presence: { key, enabled } };
}

/** Without the references of presences, which are made up. */
function plain({ event, payload }: Heard): unknown {
  return [event, JSON.parse(JSON.stringify(payload, (name, value) => name.startsWith("phx_ref") ? undefined : value))];
}

const entry = (key: string, ...metas: unknown[]) => ({ [key]: { metas } });
const difference = (joins: unknown, leaves: unknown) => ["presence_diff", { joins, leaves }];

Deno.test("who joins gets the state, and everybody in the room each change of it", () =>
  withRealtime({}, async (server) => {
    const [a, b] = [await server.client(), await server.client()];
    const { joinRef } = await a.join(TOPIC, config("k"));
    assertEquals(await a.next(), { joinRef, ref: null, topic: TOPIC, event: "presence_state", payload: {} });
    a.send(TOPIC, "presence", track({ u: 1 }));
    assertEquals((await a.next()).payload, OK);
    assertEquals(plain(await a.next()), difference(entry("k", { u: 1 }), {}));
    await b.join(TOPIC, config("b"));
    assertEquals(plain(await b.next()), ["presence_state", entry("k", { u: 1 })]);
    a.send(TOPIC, "presence", { event: "UNTRACK", payload: {} });
    assertEquals((await a.rest()).map(plain), [["phx_reply", OK], difference({}, entry("k", { u: 1 }))]);
    assertEquals((await b.rest()).map(plain), [difference({}, entry("k", { u: 1 }))]);
  }));

Deno.test("tracking something else is one difference that names the one before; the same again is none", () =>
  withRealtime({}, async (server) => {
    const client = await server.client();
    await client.join(TOPIC, config("k"));
    for (const u of [1, 2, 2]) client.send(TOPIC, "presence", track({ u }));
    const differences = (await client.rest()).filter(({ event }) => event === "presence_diff").map(({ payload }) =>
      payload
    );
    assertEquals(differences.length, 2);
    const [first] = differences[0].joins.k.metas;
    const [second] = differences[1].joins.k.metas;
    assertEquals(differences[1].leaves.k.metas, [first]);
    assertEquals([second.u, second.phx_ref_prev], [2, first.phx_ref]);
    assertEquals(first.phx_ref === second.phx_ref, false);
  }));

Deno.test("a socket that dies leaves; of two with one key the other stays", () =>
  withRealtime({}, async (server) => {
    const [a, b, c] = [await server.client(), await server.client(), await server.client()];
    await a.join(TOPIC, config("k"));
    await b.join(TOPIC, config("k"));
    a.send(TOPIC, "presence", track({ of: "a" }));
    b.send(TOPIC, "presence", track({ of: "b" }));
    await a.rest();
    await b.rest();
    await c.join(TOPIC, config("c"));
    assertEquals(plain(await c.next()), ["presence_state", entry("k", { of: "a" }, { of: "b" })]);
    await a.close();
    assertEquals(plain(await c.next()), difference({}, entry("k", { of: "a" })));
    const late = await server.client();
    await late.join(TOPIC, config("late"));
    assertEquals(plain(await late.next()), ["presence_state", entry("k", { of: "b" })]);
  }));

Deno.test("who did not ask for presence hears nothing of it until they track", () =>
  withRealtime({}, async (server) => {
    const [a, b] = [await server.client(), await server.client()];
    await a.join(TOPIC, config("a"));
    await b.join(TOPIC, config("b", false));
    a.send(TOPIC, "presence", track({ u: 1 }));
    await a.rest();
    assertEquals(await b.rest(), []);
    b.send(TOPIC, "presence", track({ u: 2 }));
    assertEquals((await b.rest()).map(plain), [
      ["phx_reply", OK],
      ["presence_state", entry("a", { u: 1 })],
      difference(entry("b", { u: 2 }), {}),
    ]);
    assertEquals((await a.rest()).map(plain), [difference(entry("b", { u: 2 }), {})]);
  }));

Deno.test("without a key the server makes one up", () =>
  withRealtime({}, async (server) => {
    const client = await server.client();
    await client.join(TOPIC, config(""));
    await client.next();
    client.send(TOPIC, "presence", track({}));
    await client.next();
    assertEquals(Object.keys((await client.next()).payload.joins)[0].length, 36);
  }));

Deno.test("a key that means something to JavaScript is a key like any other", () =>
  withRealtime({}, async (server) => {
    const [a, b] = [await server.client(), await server.client()];
    await a.join(TOPIC, config("__proto__"));
    a.send(TOPIC, "presence", track({ u: 1 }));
    await a.rest();
    await b.join(TOPIC, config("b"));
    assertEquals(Object.keys((await b.next()).payload), ["__proto__"]);
  }));

Deno.test("what is tracked must be a map, and the event known", () =>
  withRealtime({}, async (server) => {
    const client = await server.client();
    await client.join(TOPIC);
    client.send(TOPIC, "presence", track([1]));
    const reason = "Presence track payload must be a map";
    assertEquals((await client.next()).payload, { status: "error", response: { reason } });
    client.send(TOPIC, "presence", { event: "dance" });
    assertEquals((await client.next()).payload, { status: "error", response: {} });
  }));

for (
  const [message, pushes, limits] of [
    ["Client presence rate limit exceeded", [1, 2, 3, 4, 5, 6], {}],
    ["Track message size exceeded", ["x".repeat(100)], { trackBytes: 100 }],
  ] as const
) {
  Deno.test(`the channel ends with: ${message}`, () =>
    withRealtime({ limits }, async (server) => {
      const client = await server.client();
      await client.join(TOPIC);
      for (const u of pushes) client.send(TOPIC, "presence", track({ u }));
      let told = await client.next();
      while (told.event !== "system") told = await client.next();
      assertEquals(told.payload, { extension: "system", status: "error", message, channel: "r" });
      assertEquals((await client.next()).event, "phx_close");
    }));
}
