import { assertEquals } from "../lib/asserts.ts";
import { broadcast, type Heard, jwt, KEYS, type Server, userToken, withRealtime } from "./stand_ins.ts";

const OK = { status: "ok", response: {} };
const JOINED = { status: "ok", response: { postgres_changes: [] } };

async function refusal(
  server: Server,
  query: string,
  headers: Record<string, string> = {},
): Promise<[number, unknown]> {
  const response = await fetch(`http://127.0.0.1:${server.port}/realtime/v1/websocket?${query}`, { headers });
  return [response.status, await response.json()];
}

for (const vsn of ["1.0.0", "2.0.0"] as const) {
  for (const key of [KEYS.publishable_key, KEYS.secret_key, userToken("u")]) {
    Deno.test(`vsn ${vsn} joins with ${key.slice(0, 10)}`, () =>
      withRealtime({}, async (server) => {
        const client = await server.client({ vsn, key });
        assertEquals((await client.join("realtime:r")).payload, JOINED);
      }));
  }
}

Deno.test("an upgrade is refused with what is wrong with the key", () =>
  withRealtime({}, async (server) => {
    const now = Math.floor(Date.now() / 1000);
    const expired = jwt({ role: "anon", exp: now - 10 });
    const fieldless = jwt({ exp: now + 10 });
    const forged = jwt({ role: "service_role", exp: now + 10 }, "another secret");
    assertEquals(await refusal(server, "vsn=2.0.0"), [401, { error: "API key is missing" }]);
    assertEquals(await refusal(server, `apikey=${expired}`), [401, { error: "Token has expired" }]);
    assertEquals(await refusal(server, "apikey=garbage"), [401, { error: "The token provided is not a valid JWT" }]);
    assertEquals(await refusal(server, `apikey=${forged}`), [401, { error: "Failed to validate JWT signature" }]);
    assertEquals(await refusal(server, `apikey=${fieldless}`), [
      401,
      { error: "Fields `role` and `exp` are required in JWT" },
    ]);
    assertEquals((await refusal(server, `apikey=${KEYS.secret_key}&vsn=3.0.0`))[0], 403);
    assertEquals((await refusal(server, `apikey=${KEYS.secret_key}`, { "x-api-key": "garbage" }))[0], 401);
  }));

Deno.test("a token that says it needs no signature is refused", () =>
  withRealtime({}, async (server) => {
    const [head, claims] = [{ alg: "none" }, { role: "service_role", exp: 9e9 }].map((part) =>
      btoa(JSON.stringify(part)).replaceAll("=", "")
    );
    assertEquals(await refusal(server, `apikey=${head}.${claims}.`), [401, {
      error: "Failed to validate JWT signature",
    }]);
  }));

Deno.test("a heartbeat is answered, also one without a reference", () =>
  withRealtime({}, async (server) => {
    const two = await server.client();
    two.send("phoenix", "heartbeat", {}, { ref: "7" });
    assertEquals(await two.next(), { joinRef: null, ref: "7", topic: "phoenix", event: "phx_reply", payload: OK });
    const one = await server.client({ vsn: "1.0.0" });
    one.send("phoenix", "heartbeat", {}, { ref: null });
    assertEquals((await one.next()).ref, null);
  }));

Deno.test("a topic that is not joined takes nothing but a leave", () =>
  withRealtime({}, async (server) => {
    const client = await server.client();
    client.send("realtime:r", "broadcast", broadcast("e", {}), { ref: "3" });
    const payload = { status: "error", response: { reason: "unmatched topic" } };
    assertEquals(await client.next(), { joinRef: null, ref: "3", topic: "realtime:r", event: "phx_reply", payload });
    client.send("realtime:r", "phx_leave", {});
    assertEquals((await client.next()).payload, OK);
    assertEquals((await client.join("elsewhere:r")).payload, payload);
  }));

Deno.test("what can't be read is passed over, and the socket stays", () =>
  withRealtime({}, async (server) => {
    const two = await server.client();
    for (
      const frame of ["", "no JSON", "{}", "[1,2]", "[null,null,1,2,3]", new Uint8Array([3, 255, 1]), new Uint8Array()]
    ) {
      two.sendRaw(frame);
    }
    assertEquals(await two.rest(), []);
    const one = await server.client({ vsn: "1.0.0" });
    for (const frame of ["[]", "null", "7", new Uint8Array([3, 0, 0, 0, 0, 0, 1])]) one.sendRaw(frame);
    assertEquals(await one.rest(), []);
  }));

Deno.test("a leave is answered, then the channel is closed with the references of its join", () =>
  withRealtime({}, async (server) => {
    const client = await server.client();
    const joined = await client.join("realtime:r");
    client.send("realtime:r", "phx_leave", {}, { joinRef: joined.joinRef, ref: "9" });
    const common = { joinRef: joined.joinRef, topic: "realtime:r" };
    assertEquals(await client.next(), { ...common, ref: "9", event: "phx_reply", payload: OK });
    assertEquals(await client.next(), { ...common, ref: joined.joinRef, event: "phx_close", payload: {} });
    client.send("realtime:r", "broadcast", broadcast("e", {}));
    assertEquals((await client.next()).payload.response, { reason: "unmatched topic" });
  }));

Deno.test("joining again replaces the channel; a leave of the old one is late", () =>
  withRealtime({}, async (server) => {
    const client = await server.client();
    const old = await client.join("realtime:r");
    const answer = await client.join("realtime:r", { broadcast: { self: true } });
    assertEquals(answer.payload, JOINED);
    const closed = { joinRef: old.joinRef, ref: old.joinRef, topic: "realtime:r", event: "phx_close", payload: {} };
    assertEquals(await client.next(), closed);
    client.send("realtime:r", "phx_leave", {}, { joinRef: old.joinRef });
    client.send("realtime:r", "broadcast", broadcast("e", { a: 1 }));
    assertEquals((await client.rest()).map(({ event }) => event), ["broadcast"]);
  }));

Deno.test("clients of vsn 1.0.0, which don't look at references, hear nothing of the replaced channel", () =>
  withRealtime({}, async (server) => {
    const client = await server.client({ vsn: "1.0.0" });
    await client.join("realtime:r");
    assertEquals((await client.join("realtime:r")).payload, JOINED);
    assertEquals(await client.rest(), []);
  }));

Deno.test("a topic needs a name", () =>
  withRealtime({}, async (server) => {
    const client = await server.client();
    const reason = "TopicNameRequired: You must provide a topic name";
    assertEquals((await client.join("realtime:")).payload, { status: "error", response: { reason } });
  }));

Deno.test("a join whose parts make no sense counts as one without them", () =>
  withRealtime({}, async (server) => {
    const client = await server.client();
    const configs = [null, 7, "text", [], { broadcast: 1, presence: [], postgres_changes: {}, private: "no" }];
    for (const config of configs) {
      assertEquals((await client.join(`realtime:${configs.indexOf(config)}`, config)).payload, JOINED);
    }
    assertEquals((await client.join("realtime:x", { broadcast: { self: "TRUE" } })).payload, JOINED);
    client.send("realtime:x", "broadcast", broadcast("e", {}));
    assertEquals((await client.next()).event, "broadcast");
  }));

Deno.test("events that nobody knows are passed over, also those that only the server may send", () =>
  withRealtime({}, async (server) => {
    const [client, other] = [await server.client(), await server.client()];
    await client.join("realtime:r");
    await other.join("realtime:r");
    for (
      const event of ["anything", "phx_reply", "phx_close", "phx_error", "system", "presence_state", "presence_diff"]
    ) {
      client.send("realtime:r", event, { status: "ok", joins: {}, leaves: {} });
    }
    assertEquals(await client.rest(), []);
    assertEquals(await other.rest(), []);
  }));

Deno.test("when the server stops, every channel is told, and sockets close with 1012", () =>
  withRealtime({}, async (server) => {
    const client = await server.client();
    const { joinRef } = await client.join("realtime:r");
    await server.stop();
    const payload = { extension: "system", status: "ok", message: "Server requested disconnect" };
    assertEquals(await client.next(), { joinRef, ref: null, topic: "realtime:r", event: "system", payload });
    assertEquals((await client.closed).code, 1012);
    assertEquals((await refusal(server, `apikey=${KEYS.secret_key}`))[0], 500);
  }));

Deno.test("changes of tables come with the bindings as the client wrote them, after the word that they will", () =>
  withRealtime({}, async (server) => {
    const client = await server.client();
    const bindings = [{ event: "INSERT", schema: "public", table: "t", filter: "id=eq.1" }, {
      event: "*",
      schema: "public",
    }];
    const joined = await client.join("realtime:r", { postgres_changes: [bindings[0], null, bindings[1]] });
    const echoed = bindings.map((binding, i) => ({ ...binding, id: 101 + i }));
    assertEquals(joined.payload, { status: "ok", response: { postgres_changes: echoed } });
    const payload = { extension: "postgres_changes", status: "ok", message: "Subscribed to PostgreSQL", channel: "r" };
    assertEquals(await client.nextOf(), ["realtime:r", "system", payload]);
    server.feed.live[0].deliver({ ids: [101, 102], data: { record: { id: 1 } } });
    const expected = { ids: [101, 102], data: { record: { id: 1 } } };
    const heard: Heard = {
      joinRef: null,
      ref: null,
      topic: "realtime:r",
      event: "postgres_changes",
      payload: expected,
    };
    assertEquals(await client.next(), heard);
    client.send("realtime:r", "phx_leave", {});
    await client.rest();
    assertEquals(server.feed.live, []);
  }));

Deno.test("bindings that can't be live are told of, and broadcast goes on", () =>
  withRealtime({}, async (server) => {
    server.feed.problem = "No such table";
    const client = await server.client();
    await client.join("realtime:r", { postgres_changes: [{ event: "*", table: "t" }], broadcast: { self: true } });
    const payload = { extension: "postgres_changes", status: "error", message: "No such table", channel: "r" };
    assertEquals(await client.nextOf(), ["realtime:r", "system", payload]);
    client.send("realtime:r", "broadcast", broadcast("e", {}));
    assertEquals((await client.next()).event, "broadcast");
  }));

Deno.test("who asks is told when the log is read", () =>
  withRealtime({}, async (server) => {
    const client = await server.client();
    await client.join("realtime:r", { broadcast: { replication_ready: true } });
    const message = "Replication connection established";
    assertEquals((await client.next()).payload, { extension: "system", status: "ok", message, channel: "r" });
  }));
