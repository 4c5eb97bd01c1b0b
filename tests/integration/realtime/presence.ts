import { deepStrictEqual as assertEquals } from "node:assert/strict";
import type { RealtimeChannel } from "npm:@supabase/supabase-js@2.119.0";
import { client, Inbox, join, observedTransport, unique } from "./acting.ts";
import { check } from "./checks.ts";

/** What a channel's presence listeners are called with. */
function presence(channel: RealtimeChannel): Inbox<string> {
  const inbox = new Inbox<string>();
  channel.on("presence", { event: "join" }, ({ key }) => inbox.push(`join ${key}`));
  channel.on("presence", { event: "leave" }, ({ key }) => inbox.push(`leave ${key}`));
  channel.on("presence", { event: "sync" }, () => inbox.push("sync"));
  return inbox;
}

async function member(topic: string, key: string, options: object = {}) {
  const observed = observedTransport();
  const made = await client({ transport: observed.transport, ...options });
  const channel = made.channel(topic, { config: { presence: { key } } });
  const said = presence(channel);
  await join(channel);
  return { channel, said, sockets: observed.sockets, leave: () => made.realtime.disconnect() };
}

/** Keys with their values of `u`. */
function state(channel: RealtimeChannel): Record<string, unknown[]> {
  const entries = Object.entries(channel.presenceState<{ u?: number }>());
  return Object.fromEntries(entries.map(([key, metas]) => [key, metas.map(({ u }) => u)]));
}

check("27 who is alone hears one sync; who tracks is there", async () => {
  const a = await member(unique("r"), "k");
  await a.said.first();
  assertEquals([a.said.items, state(a.channel)], [["sync"], {}]);
  assertEquals(await a.channel.track({ u: 1 }), "ok");
  await a.said.count(3);
  assertEquals(a.said.items, ["sync", "join k", "sync"]);
  assertEquals(state(a.channel), { k: [1] });
  assertEquals(typeof a.channel.presenceState().k[0].presence_ref, "string");
  await a.leave();
});

check("28 who comes later sees who is there, and every change once", async () => {
  const topic = unique("r");
  const a = await member(topic, "a");
  await a.channel.track({ u: 1 });
  const b = await member(topic, "b");
  await b.said.first((said) => said === "sync");
  assertEquals(state(b.channel), { a: [1] });
  const before = b.said.items.length;
  await a.channel.track({ u: 2 });
  await b.said.until(() => b.said.items.slice(before).includes("sync"), "the change");
  assertEquals(b.said.items.slice(before), ["join a", "leave a", "sync"]);
  assertEquals(state(b.channel), { a: [2] });
  const after = b.said.items.length;
  await a.channel.track({ u: 2 });
  await b.channel.track({ u: 3 });
  await b.said.until(() => b.said.items.slice(after).includes("sync"), "b's own");
  assertEquals(b.said.items.slice(after), ["join b", "sync"]);
  await Promise.all([a.leave(), b.leave()]);
});

check("29 a socket that dies leaves; of two with one key one stays", async () => {
  const topic = unique("r");
  const [b, first, second] = [await member(topic, "b"), await member(topic, "k"), await member(topic, "k")];
  await first.channel.track({ u: 1 });
  await second.channel.track({ u: 2 });
  await b.said.until(() => state(b.channel).k?.length === 2, "two entries");
  assertEquals(state(b.channel).k.toSorted(), [1, 2]);
  await first.leave();
  await b.said.until(() => state(b.channel).k?.length === 1, "one entry");
  assertEquals(state(b.channel), { k: [2] });
  await second.leave();
  await b.said.until(() => state(b.channel).k === undefined, "nobody");
  assertEquals(b.said.items.includes("leave k"), true);
  await b.leave();
});

check("30 a channel without presence turns it on by tracking", async () => {
  const topic = unique("r");
  const a = await client();
  const channel = a.channel(topic, { config: { presence: { key: "a", enabled: false } } });
  await join(channel);
  const b = await member(topic, "b");
  await channel.track({ u: 1 });
  await b.said.until(() => "a" in state(b.channel), "a");
  await b.channel.track({ u: 2 });
  await b.said.until(() => "b" in state(b.channel), "b");
  const own = new Inbox<string>();
  const timer = setInterval(() => own.push("look"), 20);
  await own.until(() => "a" in state(channel) && "b" in state(channel), "its own state");
  clearInterval(timer);
  await Promise.all([a.realtime.disconnect(), b.leave()]);
});
