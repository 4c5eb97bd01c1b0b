import { deepStrictEqual as assertEquals } from "node:assert/strict";
import { broadcasts, client, join, stack, unique } from "./acting.ts";
import { check } from "./checks.ts";

/** Two clients in one room, and what each hears. */
async function pair(name: string, config: object = {}) {
  const topic = unique(name);
  const [a, b] = [await client(), await client()];
  const [of_a, of_b] = [a.channel(topic, { config }), b.channel(topic)];
  const [heard_a, heard_b] = [broadcasts(of_a), broadcasts(of_b)];
  await Promise.all([join(of_a), join(of_b)]);
  const leave = () => Promise.all([a.realtime.disconnect(), b.realtime.disconnect()]);
  return { topic, a, b, of_a, of_b, heard_a, heard_b, leave };
}

check("11 what one sends the others hear, and not the sender", async () => {
  const { of_a, of_b, heard_a, heard_b, leave } = await pair("r");
  await of_a.send({ type: "broadcast", event: "e", payload: { a: 1 } });
  assertEquals(await heard_b.first(), { type: "broadcast", event: "e", payload: { a: 1 } });
  await of_b.send({ type: "broadcast", event: "last", payload: {} });
  await heard_a.first(({ event }) => event === "last");
  assertEquals(heard_a.items.length, 1);
  await leave();
});

check("12 with self the sender hears itself, and so do others without", async () => {
  const { of_a, heard_a, heard_b, leave } = await pair("r", { broadcast: { self: true } });
  await of_a.send({ type: "broadcast", event: "e", payload: { a: 1 } });
  assertEquals([(await heard_a.first()).payload, (await heard_b.first()).payload], [{ a: 1 }, { a: 1 }]);
  await leave();
});

check("13 with ack a send is answered, and an oversized one is refused", async () => {
  const { topic, b, of_a, heard_b, leave } = await pair("r", { broadcast: { ack: true } });
  const large = { text: "x".repeat(3_100_000) };
  assertEquals(await of_a.send({ type: "broadcast", event: "e", payload: {} }), "ok");
  assertEquals(await of_a.send({ type: "broadcast", event: "large", payload: large }), "error");
  const c = await client();
  const of_c = c.channel(topic);
  await join(of_c);
  assertEquals(await of_c.send({ type: "broadcast", event: "large", payload: large }), "ok");
  await of_c.send({ type: "broadcast", event: "last", payload: {} });
  await heard_b.first(({ event }) => event === "last");
  assertEquals(heard_b.items.map(({ event }) => event), ["e", "last"]);
  await c.realtime.disconnect();
  await leave();
  b.realtime.disconnect();
});

check("14 bytes arrive as bytes", async () => {
  const { of_a, heard_b, leave } = await pair("r");
  const bytes = new Uint8Array([0, 1, 254, 255]);
  await of_a.send({ type: "broadcast", event: "e", payload: bytes.buffer });
  const { payload } = await heard_b.first();
  assertEquals(payload instanceof ArrayBuffer, true);
  assertEquals(new Uint8Array(payload), bytes);
  await leave();
});

check("15 listeners to everything and to the event, in any case, are both called", async () => {
  const topic = unique("r");
  const [a, b] = [await client(), await client()];
  const [of_a, of_b] = [a.channel(topic), b.channel(topic)];
  const [all, one] = [broadcasts(of_b), broadcasts(of_b, "ev")];
  await Promise.all([join(of_a), join(of_b)]);
  await of_a.send({ type: "broadcast", event: "EV", payload: { a: 1 } });
  assertEquals([(await all.first()).event, (await one.first()).event], ["EV", "EV"]);
  await Promise.all([a.realtime.disconnect(), b.realtime.disconnect()]);
});

check("17 a message by HTTP is heard, bytes as bytes, and other types are refused", async () => {
  const { topic, a, of_b, heard_b, leave } = await pair("room:1");
  const address = a.channel(topic, { config: {} });
  assertEquals(await address.httpSend("e/x", { a: 1 }), { success: true });
  assertEquals(await heard_b.first(), { type: "broadcast", event: "e/x", payload: { a: 1 } });
  await address.httpSend("bytes", new Uint8Array([1, 2]).buffer);
  const { payload } = await heard_b.first(({ event }) => event === "bytes");
  assertEquals(new Uint8Array(payload), new Uint8Array([1, 2]));
  const answer = await post(`/${encodeURIComponent(topic)}/events/e`, "hello", "text/plain");
  assertEquals([answer.status, await answer.json()], [415, {
    error: "Unsupported Media Type. Use application/json or application/octet-stream",
  }]);
  await of_b.unsubscribe();
  await leave();
});

check("18 a send without a join goes by HTTP; what is missing is named", async () => {
  const { topic, heard_b, leave } = await pair("r");
  const c = await client();
  const sent = await c.channel(topic).send({ type: "broadcast", event: "e", payload: { a: 1 } });
  assertEquals(sent, "ok");
  assertEquals((await heard_b.first()).payload, { a: 1 });
  const answer = await post("", JSON.stringify({ messages: [{ topic, payload: {} }] }), "application/json");
  assertEquals(answer.status, 422);
  assertEquals(Object.keys((await answer.json()).errors), ["messages"]);
  await leave();
});

check("19 a public and a private channel of one name do not hear each other", async () => {
  const topic = unique("write");
  const a = await client({ key: stack.secret_key });
  const b = await client();
  const [of_a, of_b] = [a.channel(topic, { config: { private: true, broadcast: { self: true } } }), b.channel(topic)];
  const [heard_a, heard_b] = [broadcasts(of_a), broadcasts(of_b)];
  await Promise.all([join(of_a), join(of_b)]);
  await of_a.send({ type: "broadcast", event: "private", payload: {} });
  await heard_a.first();
  await of_b.httpSend("public", {});
  await heard_b.first();
  await of_a.send({ type: "broadcast", event: "last", payload: {} });
  await heard_a.first(({ event }) => event === "last");
  assertEquals(heard_a.items.map(({ event }) => event), ["private", "last"]);
  assertEquals(heard_b.items.map(({ event }) => event), ["public"]);
  await Promise.all([a.realtime.disconnect(), b.realtime.disconnect()]);
});

function post(path: string, body: string, type: string): Promise<Response> {
  return fetch(`${stack.url}/realtime/v1/api/broadcast${path}`, {
    method: "POST",
    headers: { apikey: stack.publishable_key, "content-type": type },
    body,
  });
}
