import { deepStrictEqual as assertEquals, match as assertMatch, rejects as assertRejects } from "node:assert/strict";
import { randomUUID } from "node:crypto";
import {
  broadcasts,
  client,
  Inbox,
  join,
  Raw,
  seconds,
  sql,
  stack,
  statuses,
  systemMessages,
  token,
  unique,
} from "./acting.ts";
import { check } from "./checks.ts";

const PRIVATE = { config: { private: true } };
const refusal = (topic: string) =>
  `Unauthorized: You do not have permissions to read from this Channel topic: ${topic}`;

/** A server of ours that listens and sends, whatever policies say. */
async function server(topic: string) {
  const made = await client({ key: stack.secret_key });
  const channel = made.channel(topic, PRIVATE);
  const heard = broadcasts(channel);
  await join(channel);
  const send = (event: string) => channel.send({ type: "broadcast", event, payload: {} });
  return { heard, send, leave: () => made.realtime.disconnect() };
}

check("43 without a policy nobody joins, but servers do", async () => {
  const topic = unique("closed");
  const a = await client({ jwt: token() });
  const { status, error } = await statuses(a.channel(topic, PRIVATE)).first();
  assertEquals([status, error?.message], ["CHANNEL_ERROR", refusal(topic)]);
  await (await server(topic)).leave();
  await a.realtime.disconnect();
});

check("44 who may read joins that topic alone, hears, and sends to nobody", async () => {
  const topic = unique("read");
  const a = await client({ jwt: token() });
  const channel = a.channel(topic, { config: { private: true, broadcast: { ack: true } } });
  const heard = broadcasts(channel);
  await join(channel);
  assertEquals((await statuses(a.channel(`x${topic}`, PRIVATE)).first()).status, "CHANNEL_ERROR");
  const ours = await server(topic);
  const sent = await channel.send({ type: "broadcast", event: "forged", payload: {} });
  assertEquals(["error", "timed out"].includes(sent), true, sent);
  await ours.send("from the server");
  assertEquals((await heard.first()).event, "from the server");
  await sql`select realtime.send('{}', 'last', ${topic}, true)`;
  await ours.heard.first(({ event }) => event === "last");
  assertEquals(ours.heard.items.map(({ event }) => event), ["last"]);
  await Promise.all([a.realtime.disconnect(), ours.leave()]);
});

check("45 what may be sent changes with the next token, and by HTTP at once", async () => {
  const topic = unique("read");
  const ours = await server(topic);
  const sub = randomUUID();
  const a = await client({ jwt: token({ sub }) });
  const channel = a.channel(topic, { config: { private: true, broadcast: { ack: true } } });
  await join(channel);
  await assertRejects(() => channel.httpSend("by http", {}), { message: "Unauthorized" });
  const batch = await fetch(`${stack.url}/realtime/v1/api/broadcast`, {
    method: "POST",
    headers: {
      apikey: stack.publishable_key,
      authorization: `Bearer ${token({ sub })}`,
      "content-type": "application/json",
    },
    body: JSON.stringify({ messages: [{ topic, event: "in a batch", payload: {}, private: true }] }),
  });
  assertEquals(batch.status, 202);
  await channel.send({ type: "broadcast", event: "before", payload: {} });
  await sql`insert into conformance.writers values (${topic})`;
  await a.realtime.setAuth(token({ sub, again: true }));
  assertEquals(await channel.send({ type: "broadcast", event: "after", payload: {} }), "ok");
  await channel.httpSend("by http after", {});
  await ours.heard.count(2);
  assertEquals(ours.heard.items.map(({ event }) => event).toSorted(), ["after", "by http after"]);
  await Promise.all([a.realtime.disconnect(), ours.leave()]);
});

check("46 policies for presence alone give presence and no broadcast", async () => {
  const topic = unique("presence");
  const members = await Promise.all(["a", "b"].map(async (key) => {
    const made = await client({ jwt: token() });
    const channel = made.channel(topic, { config: { private: true, presence: { key } } });
    const joins = new Inbox<string>();
    channel.on("presence", { event: "join" }, ({ key }) => joins.push(key));
    const heard = broadcasts(channel);
    await join(channel);
    return { made, channel, joins, heard };
  }));
  const [a, b] = members;
  const ours = await server(topic);
  await ours.send("never heard");
  assertEquals(await a.channel.track({ u: 1 }), "ok");
  await b.joins.first((key) => key === "a");
  assertEquals([...a.heard.items, ...b.heard.items], []);
  await Promise.all([a.made.realtime.disconnect(), b.made.realtime.disconnect(), ours.leave()]);
});

check("47 a token that expires closes its channel and leaves the socket", async () => {
  const a = await client({ jwt: token({ exp: seconds() + 2 }) });
  const channel = a.channel(unique("public"));
  const system = systemMessages(channel);
  const said = await join(channel);
  const { message, status } = await system.first();
  assertMatch(message, /^Token has expired \d+ seconds ago$/);
  assertEquals(status, "error");
  await said.first(({ status }) => status === "CLOSED");
  assertEquals(a.realtime.isConnected(), true);
  await a.realtime.setAuth(token());
  await join(a.channel(unique("public")));
  await a.realtime.disconnect();
});

check("48 a new token that says nothing new is silent; a bad one closes the channel", async () => {
  const sub = randomUUID();
  const topic = unique(`of:${sub}`);
  const first = token({ sub });
  const cases: [string, string, RegExp][] = [
    ["expired", token({ sub, exp: seconds() - 10 }), /^Token has expired \d+ seconds ago$/],
    ["another user's", token(), new RegExp(`^You do not have permissions to read from this Channel topic: ${topic}$`)],
    ["garbage", "garbage", /^The token provided is not a valid JWT$/],
    ["no role", token({ sub, role: undefined }), /^Fields `role` and `exp` are required in JWT$/],
  ];
  for (const [what, bad, said] of cases) {
    const raw = await Raw.open();
    const answer = await raw.join(topic, "1", { private: true }, first);
    assertEquals(answer[4].status, "ok", what);
    const before = raw.frames.items.length;
    for (const same of [first, "sb_publishable_other"]) {
      raw.send("1", "2", `realtime:${topic}`, "access_token", { access_token: same });
    }
    raw.send(null, "3", "phoenix", "heartbeat", {});
    await raw.reply("3");
    assertEquals(raw.frames.items.length, before + 1, what);
    raw.send("1", "4", `realtime:${topic}`, "access_token", { access_token: bad });
    await raw.frames.first((frame) => frame[3] === "phx_close", `the end after a token that is ${what}`);
    const [system] = raw.frames.items.filter((frame) => frame[3] === "system");
    assertEquals([system[4].status, system[4].extension, system[4].channel], ["error", "system", topic]);
    assertMatch(system[4].message, said);
    raw.socket.close();
  }
});

check("49 a token without a role is refused at the join", async () => {
  const raw = await Raw.open();
  const answer = await raw.join(unique("r"), "1", {}, token({ role: undefined }));
  assertEquals(answer[4], {
    status: "error",
    response: { reason: "InvalidJWTToken: Fields `role` and `exp` are required in JWT" },
  });
  raw.socket.close();
});
