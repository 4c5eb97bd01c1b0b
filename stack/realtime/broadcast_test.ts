import { assertEquals } from "../lib/asserts.ts";
import { Broadcast } from "./serializer.ts";
import { binaryBroadcast, broadcast, type Client, KEYS, withRealtime } from "./stand_ins.ts";

const TOPIC = "realtime:room:é";

/** Everything of the payloads that the client has heard. */
async function payloads(client: Client): Promise<unknown[]> {
  return (await client.rest()).map(({ payload }) => payload);
}

Deno.test("a broadcast reaches everybody else in the room, in each one's version", () =>
  withRealtime({}, async (server) => {
    const [a, b, old, elsewhere] = [
      await server.client(),
      await server.client(),
      await server.client({ vsn: "1.0.0" }),
      await server.client(),
    ];
    for (const client of [a, b, old]) await client.join(TOPIC);
    await elsewhere.join("realtime:other");
    a.sendRaw(binaryBroadcast(TOPIC, "E", '{"a":1}'));
    old.send(TOPIC, "broadcast", broadcast("F", { b: "é" }));
    assertEquals(await payloads(a), [broadcast("F", { b: "é" })]);
    assertEquals(await payloads(b), [broadcast("E", { a: 1 }), broadcast("F", { b: "é" })]);
    assertEquals(await payloads(old), [broadcast("E", { a: 1 })]);
    assertEquals(await payloads(elsewhere), []);
  }));

Deno.test("`self` is of the channel that speaks, not of the user", () =>
  withRealtime({}, async (server) => {
    const [a, b] = [await server.client(), await server.client()];
    await a.join(TOPIC, { broadcast: { self: true } });
    await b.join(TOPIC, { broadcast: { self: false } });
    a.send(TOPIC, "broadcast", broadcast("E", {}));
    assertEquals([await payloads(a), await payloads(b)], [[broadcast("E", {})], [broadcast("E", {})]]);
    b.send(TOPIC, "broadcast", broadcast("F", {}));
    assertEquals([(await payloads(a)).length, await payloads(b)], [1, []]);
  }));

Deno.test("with `ack` each broadcast is answered; one that is too large with an error", () =>
  withRealtime({ limits: { payloadBytes: 100 } }, async (server) => {
    const [a, quiet] = [await server.client(), await server.client()];
    const { joinRef } = await a.join(TOPIC, { broadcast: { ack: true } });
    await quiet.join(TOPIC);
    a.sendRaw(binaryBroadcast(TOPIC, "E", "{}", { joinRef: `${joinRef}`, ref: "5" }));
    const reply = { joinRef, ref: "5", topic: TOPIC, event: "phx_reply" };
    assertEquals(await a.next(), { ...reply, payload: { status: "ok", response: {} } });
    a.send(TOPIC, "broadcast", broadcast("E", "x".repeat(101)));
    assertEquals((await a.next()).payload, { status: "error", response: { error: "payload_size_exceeded" } });
    quiet.send(TOPIC, "broadcast", broadcast("E", "x".repeat(101)));
    assertEquals(await payloads(quiet), [broadcast("E", {})]);
    assertEquals(await payloads(a), []);
  }));

Deno.test("bytes arrive as bytes, and not at all where they have no shape", () =>
  withRealtime({}, async (server) => {
    const [a, b, old] = [await server.client(), await server.client(), await server.client({ vsn: "1.0.0" })];
    for (const client of [a, b, old]) await client.join(TOPIC);
    a.sendRaw(binaryBroadcast(TOPIC, "E", new Uint8Array([0, 255, 7])));
    assertEquals(await payloads(b), [broadcast("E", new Uint8Array([0, 255, 7]))]);
    assertEquals(await payloads(old), []);
  }));

Deno.test("a name that a binary frame has no room for comes in text", () =>
  withRealtime({}, async (server) => {
    const [a, b] = [await server.client(), await server.client()];
    for (const client of [a, b]) await client.join(TOPIC);
    const event = "e".repeat(300);
    a.send(TOPIC, "broadcast", broadcast(event, { a: 1 }));
    assertEquals(await payloads(b), [broadcast(event, { a: 1 })]);
  }));

Deno.test("nobody hears a sender who pretends to be the database", () =>
  withRealtime({}, async (server) => {
    const [a, b] = [await server.client(), await server.client()];
    for (const client of [a, b]) await client.join(TOPIC);
    a.send(TOPIC, "broadcast", { ...broadcast("E", {}), meta: { id: "forged", replayed: true }, sender: "database" });
    a.send("realtime:other", "broadcast", broadcast("E", {}));
    assertEquals(await payloads(b), [broadcast("E", {})]);
  }));

Deno.test("public and private rooms of one name do not hear each other", () =>
  withRealtime({}, async (server) => {
    const [a, b] = [await server.client(), await server.client()];
    await a.join("realtime:r");
    await b.join("realtime:r", { private: true });
    a.send("realtime:r", "broadcast", broadcast("public", {}));
    b.send("realtime:r", "broadcast", broadcast("private", {}));
    assertEquals([await payloads(a), await payloads(b)], [[], []]);
  }));

Deno.test("what the database says comes with its id, to the room that it is for", () =>
  withRealtime({}, async (server) => {
    const [open, closed, old] = [await server.client(), await server.client(), await server.client({ vsn: "1.0.0" })];
    await open.join("realtime:r");
    await old.join("realtime:r");
    await closed.join("realtime:r", { private: true });
    const message = { topic: "r", event: "e" };
    server.rooms.hear({ ...message, id: "1", private: false, payload: { a: 1 } });
    server.rooms.hear({ ...message, id: "2", private: true, payload: { a: 2 } });
    server.rooms.hear({ ...message, id: "3", private: true, binary: new Uint8Array([9]) });
    const first = { ...broadcast("e", { a: 1 }), meta: { id: "1" } };
    assertEquals([await payloads(open), await payloads(old)], [[first], [first]]);
    assertEquals(await payloads(closed), [
      { ...broadcast("e", { a: 2 }), meta: { id: "2" } },
      { ...broadcast("e", new Uint8Array([9])), meta: { id: "3" } },
    ]);
  }));

Deno.test("a replay comes after the answer, oldest first, and none of it again", () => {
  const stored = ["1", "2", "3"].map((id) => Broadcast.ofJson("e", { id }, { id, replayed: true }));
  return withRealtime({ stored }, async (server) => {
    const client = await server.client();
    const replay = { since: 0, limit: 2 };
    const { joinRef, payload } = await client.join("realtime:r", { private: true, broadcast: { replay } });
    assertEquals(payload.status, "ok");
    for (const id of ["2", "3"]) {
      const expected = { ...broadcast("e", { id }), meta: { id, replayed: true } };
      assertEquals(await client.next(), {
        joinRef,
        ref: null,
        topic: "realtime:r",
        event: "broadcast",
        payload: expected,
      });
    }
    server.rooms.hear({ id: "3", topic: "r", event: "e", private: true, payload: { id: "3" } });
    server.rooms.hear({ id: "4", topic: "r", event: "e", private: true, payload: { id: "4" } });
    assertEquals((await client.rest()).map((heard) => heard.payload.meta.id), ["4"]);
  });
});

Deno.test("a replay is refused on public topics and where its numbers are none", () =>
  withRealtime({}, async (server) => {
    const client = await server.client();
    const reason = async (isPrivate: boolean, replay: unknown) =>
      (await client.join("realtime:r", { private: isPrivate, broadcast: { replay } })).payload.response.reason;
    assertEquals(
      await reason(false, { since: 0 }),
      "UnableToReplayMessages: Replay is not allowed for public channels",
    );
    for (const replay of [7, { since: "x" }, { since: 0, limit: 1.5 }, { since: 1e300 }]) {
      assertEquals(await reason(true, replay), "UnableToReplayMessages: Replay params are not valid");
    }
  }));

Deno.test("REST: a batch reaches the rooms, the sender's own too", () =>
  withRealtime({}, async (server) => {
    const client = await server.client();
    await client.join("realtime:r");
    const messages = [{ topic: "r", event: "e", payload: { a: 1 } }, { topic: "s", event: "e", payload: {} }];
    const response = await server.post("?apikey=x&vsn=2.0.0", JSON.stringify({ messages }));
    assertEquals([response.status, await response.text()], [202, ""]);
    assertEquals(await payloads(client), [broadcast("e", { a: 1 })]);
  }));

Deno.test("REST: one message by its address, which is percent-encoded", () =>
  withRealtime({}, async (server) => {
    const client = await server.client();
    await client.join("realtime:room:1");
    assertEquals((await server.post("/room%3A1/events/e%2Fx?apikey=x", '{"a":1}')).status, 202);
    const bytes = { "content-type": "application/octet-stream" };
    assertEquals((await server.post("/room%3A1/events/b", new Uint8Array([1, 2]), bytes)).status, 202);
    assertEquals(await payloads(client), [broadcast("e/x", { a: 1 }), broadcast("b", new Uint8Array([1, 2]))]);
  }));

Deno.test("REST: refusals have the hosted server's shapes", () =>
  withRealtime({ limits: { payloadBytes: 50, frameBytes: 500, batch: 3 }, rule: () => [] }, async (server) => {
    const asked = async (path: string, body: string, headers: Record<string, string> = {}) => {
      const response = await server.post(path, body, headers);
      return [response.status, await response.json()];
    };
    assertEquals(await asked("", "{}"), [422, { errors: { messages: ["can't be blank"] } }]);
    assertEquals(await asked("", '{"messages":[{"topic":"r","payload":[]},{"topic":"r","event":"e","payload":{}}]}'), [
      422,
      { errors: { messages: [{ event: ["can't be blank"], payload: ["is invalid"] }, {}] } },
    ]);
    assertEquals(
      await asked("", JSON.stringify({ messages: [{ topic: "r", event: "e", payload: { a: "x".repeat(60) } }] })),
      [
        422,
        { errors: { messages: [{ payload: ["Payload size exceeds tenant limit"] }] } },
      ],
    );
    assertEquals(await asked("", '{"messages":[1,2,3,4]}'), [
      429,
      { message: "Too many messages to broadcast, please reduce the batch size" },
    ]);
    assertEquals(await asked("/r/events/e", "x", { "content-type": "text/plain" }), [
      415,
      { error: "Unsupported Media Type. Use application/json or application/octet-stream" },
    ]);
    assertEquals((await asked("/r/events/e", "no JSON"))[0], 422);
    assertEquals((await asked("/r/events/e", "1".repeat(600)))[0], 413);
    assertEquals((await asked("/r/elsewhere", "{}"))[0], 404);
    assertEquals(await asked("/r/events/e?private=true", "{}"), [403, { message: "Unauthorized" }]);
    assertEquals(await asked("", "{}", { authorization: "Bearer garbage" }), [401, { message: "Unauthorized" }]);
    assertEquals((await asked("", "{}", { authorization: `Bearer ${KEYS.secret_key}`, apikey: "garbage" }))[0], 422);
  }));

Deno.test("REST: a private message that may not be sent is dropped from its batch", () =>
  withRealtime(
    { rule: (topic) => topic === "mine" ? ["read:broadcast", "write:broadcast"] : ["read:broadcast"] },
    async (server) => {
      const client = await server.client();
      for (const topic of ["mine", "yours"]) await client.join(`realtime:${topic}`, { private: true });
      const messages = ["yours", "mine", "mine"].map((topic) => ({ topic, event: topic, payload: {}, private: true }));
      const asked = server.policies.asked;
      assertEquals((await server.post("", JSON.stringify({ messages }))).status, 202);
      assertEquals(await payloads(client), [broadcast("mine", {}), broadcast("mine", {})]);
      assertEquals(server.policies.asked - asked, 2);
    },
  ));
