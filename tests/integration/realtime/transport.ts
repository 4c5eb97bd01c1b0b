import { deepStrictEqual as assertEquals, match as assertMatch } from "node:assert/strict";
import { broadcasts, client, Inbox, join, observedTransport, Raw, stack, statuses, token, unique } from "./acting.ts";
import { check } from "./checks.ts";

check("01 a client joins with either version of the protocol", async () => {
  for (const vsn of ["2.0.0", "1.0.0"]) {
    const { sockets, transport } = observedTransport();
    const a = await client(vsn === "2.0.0" ? { transport } : { transport, vsn });
    await join(a.channel(unique("r")));
    assertEquals(new URL(sockets[0].url).searchParams.get("vsn"), vsn);
    await a.realtime.disconnect();
  }
});

check("02 publishable and secret keys are keys", async () => {
  for (const key of [stack.publishable_key, stack.secret_key]) {
    const a = await client({ key });
    await join(a.channel(unique("r")));
    await a.realtime.disconnect();
  }
});

check("03 heartbeats are answered and the socket stays", async () => {
  const { sockets, transport } = observedTransport();
  const a = await client({ transport, heartbeatIntervalMs: 300 });
  const beats = new Inbox<string>();
  a.realtime.onHeartbeat((status) => beats.push(status));
  await join(a.channel(unique("r")));
  await beats.until(() => beats.items.filter((beat) => beat === "ok").length >= 4, "four answers");
  assertEquals(beats.items.slice(0, 4), ["sent", "ok", "sent", "ok"]);
  assertEquals(sockets.length, 1);
  await a.realtime.disconnect();
});

check("04 a bad key is refused as the upgrade is asked for", async () => {
  const refusals = {
    "": "API key is missing",
    garbage: "The token provided is not a valid JWT",
    [token({ exp: 1000 })]: "Token has expired",
    [token({ exp: undefined })]: "Fields `role` and `exp` are required in JWT",
    [`${token()}x`]: "Failed to validate JWT signature",
  };
  for (const [key, said] of Object.entries(refusals)) {
    const { status, body } = await upgrade(key ? `?apikey=${key}&vsn=2.0.0` : "?vsn=2.0.0");
    assertEquals([status, Object.keys(body)], [401, ["error"]]);
    assertEquals(body.error.startsWith(said), true, body.error);
  }
  const a = await client({ key: token({ exp: 1000 }) });
  assertEquals((await statuses(a.channel(unique("r"))).first()).status, "CHANNEL_ERROR");
  await a.realtime.disconnect();
});

check("05 a push to a topic not joined is answered; garbage leaves the socket as it was", async () => {
  const raw = await Raw.open();
  raw.send(null, "1", "realtime:nowhere", "broadcast", {});
  assertEquals(await raw.reply("1"), [null, "1", "realtime:nowhere", "phx_reply", {
    status: "error",
    response: { reason: "unmatched topic" },
  }]);
  raw.send(null, "2", "realtime:nowhere", "phx_leave", {});
  assertEquals((await raw.reply("2"))[4], { status: "ok", response: {} });
  raw.socket.send("{ this is no JSON");
  assertEquals((await raw.join(unique("r"), "3"))[4].status, "ok");
  raw.socket.close();
});

check("06 a leave is answered and the channel closed with the refs of its join", async () => {
  const raw = await Raw.open();
  const topic = unique("r");
  await raw.join(topic, "6");
  raw.send("6", "7", `realtime:${topic}`, "phx_leave", {});
  await raw.frames.first((frame) => frame[3] === "phx_close");
  assertEquals(raw.frames.items.slice(-2), [
    ["6", "7", `realtime:${topic}`, "phx_reply", { status: "ok", response: {} }],
    ["6", "6", `realtime:${topic}`, "phx_close", {}],
  ]);
  raw.socket.close();
});

check("07 a second join of a topic replaces the first", async () => {
  const raw = await Raw.open();
  const topic = unique("r");
  await raw.join(topic, "1", { broadcast: { self: true } });
  assertEquals((await raw.join(topic, "2", { broadcast: { self: true } }))[4].status, "ok");
  await raw.frames.first((frame) => frame[3] === "phx_close");
  for (const event of ["one", "two"]) {
    raw.send("2", null, `realtime:${topic}`, "broadcast", { type: "broadcast", event, payload: {} });
  }
  await raw.frames.first((frame) => frame[3] === "broadcast" && frame[4].event === "two");
  const closes = raw.frames.items.filter((frame) => frame[3] === "phx_close");
  assertEquals(closes, [["1", "1", `realtime:${topic}`, "phx_close", {}]]);
  const heard = raw.frames.items.filter((frame) => frame[3] === "broadcast").map((frame) => frame[4].event);
  assertEquals(heard, ["one", "two"]);
  raw.socket.close();
});

check("08 a topic may have any letters", async () => {
  const topic = unique("room:é漢");
  const [a, b] = [await client(), await client()];
  const [of_a, of_b] = [a.channel(topic), b.channel(topic)];
  const [heard_a, heard_b] = [broadcasts(of_a), broadcasts(of_b)];
  await Promise.all([join(of_a), join(of_b)]);
  await of_a.send({ type: "broadcast", event: "ü", payload: { said: "é" } });
  await of_b.send({ type: "broadcast", event: "ü", payload: { said: "漢" } });
  assertEquals((await heard_b.first()).payload, { said: "é" });
  assertEquals((await heard_a.first()).payload, { said: "漢" });
  await Promise.all([a.realtime.disconnect(), b.realtime.disconnect()]);
});

check("09 a client that the server cut off joins again and events flow", async () => {
  const { sockets, transport } = observedTransport();
  const a = await client({ transport });
  const channel = a.channel(unique("r"), { config: { broadcast: { self: true } } });
  const heard = broadcasts(channel);
  const said = await join(channel);
  sockets[0].send("x".repeat(5_000_001));
  await said.until(() => said.items.length >= 3, "an error and a new join");
  assertEquals(said.items.map(({ status }) => status).slice(0, 3), ["SUBSCRIBED", "CHANNEL_ERROR", "SUBSCRIBED"]);
  assertMatch(said.items[1].error!.message, /socket closed: 1009/);
  await channel.send({ type: "broadcast", event: "e", payload: {} });
  await heard.first();
  await a.realtime.disconnect();
});

check("10 a topic needs a name", async () => {
  const raw = await Raw.open();
  assertEquals((await raw.join("", "1"))[4], {
    status: "error",
    response: { reason: "TopicNameRequired: You must provide a topic name" },
  });
  raw.socket.close();
});

async function upgrade(query: string): Promise<{ status: number; body: { error: string } }> {
  const { hostname, port } = new URL(stack.url);
  const connection = await Deno.connect({ hostname, port: Number(port) });
  await connection.write(new TextEncoder().encode([
    `GET /realtime/v1/websocket${query} HTTP/1.1`,
    `Host: ${hostname}:${port}`,
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "\r\n",
  ].join("\r\n")));
  let text = "";
  const buffer = new Uint8Array(4096);
  while (!/\r\n\r\n.*\}/s.test(text)) {
    const count = await connection.read(buffer);
    if (count === null) break;
    text += new TextDecoder().decode(buffer.subarray(0, count));
  }
  connection.close();
  return {
    status: Number(text.split(" ")[1]),
    body: JSON.parse(text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1)),
  };
}
