import { deepStrictEqual as assertEquals, match as assertMatch } from "node:assert/strict";
import { broadcasts, client, join, type Message, Raw, sql, stack, token, unique, warnings } from "./acting.ts";
import { check } from "./checks.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A joined listener. */
async function listener(topic: string, isPrivate: boolean, options: object = {}) {
  const a = await client({ key: isPrivate ? stack.secret_key : stack.publishable_key });
  const channel = a.channel(topic, { config: { private: isPrivate, ...options } });
  const heard = broadcasts(channel);
  await join(channel);
  return { heard, channel, leave: () => a.realtime.disconnect() };
}

check("20 realtime.send reaches a client with the message's id", async () => {
  const topic = unique("r");
  const { heard, leave } = await listener(topic, false);
  await sql`select realtime.send('{"a":1}', 'e', ${topic}, false)`;
  const message: Message = await heard.first();
  assertEquals([message.event, message.payload.a], ["e", 1]);
  assertMatch(message.payload.id, UUID);
  assertEquals(message.meta.id, message.payload.id);
  await leave();
});

check("21 an id of the sender's own is kept", async () => {
  const topic = unique("r");
  const { heard, leave } = await listener(topic, false);
  await sql`select realtime.send('{"id":"mine"}', 'e', ${topic}, false)`;
  const message: Message = await heard.first();
  assertEquals(message.payload, { id: "mine" });
  assertMatch(message.meta.id, UUID);
  await leave();
});

check("22 what is rolled back is not sent, and what is private not to public channels", async () => {
  const topic = unique("write");
  const [open, closed] = [await listener(topic, false), await listener(topic, true)];
  await sql.begin(async (transaction) => {
    await transaction`select realtime.send('{}', 'undone', ${topic}, false), realtime.send('{}', 'undone', ${topic}, true)`;
    throw new Error("roll back");
  }).catch(() => {});
  await sql`select realtime.send('{}', 'private', ${topic}, true)`;
  await sql`select realtime.send('{}', 'public', ${topic}, false)`;
  await sql`select realtime.send('{}', 'last', ${topic}, true)`;
  await closed.heard.first(({ event }) => event === "last");
  await open.heard.first();
  assertEquals(open.heard.items.map(({ event }) => event), ["public"]);
  assertEquals(closed.heard.items.map(({ event }) => event), ["private", "last"]);
  await Promise.all([open.leave(), closed.leave()]);
});

check("23 a trigger tells of inserts, updates and deletes", async () => {
  const { heard, leave } = await listener("write:traced", true);
  await sql`insert into conformance.traced values (1, 'a')`;
  await sql`update conformance.traced set name = 'b'`;
  await sql`delete from conformance.traced`;
  const told = (await heard.count(3)).map(({ event, payload: { id, ...rest } }) => {
    assertMatch(id, UUID);
    return [event, rest];
  });
  const table = { table: "traced", schema: "conformance" };
  assertEquals(told, [
    ["INSERT", { record: { id: 1, name: "a" }, old_record: null, operation: "INSERT", ...table }],
    ["UPDATE", { record: { id: 1, name: "b" }, old_record: { id: 1, name: "a" }, operation: "UPDATE", ...table }],
    ["DELETE", { record: null, old_record: { id: 1, name: "b" }, operation: "DELETE", ...table }],
  ]);
  await leave();
});

check("24 bytes from the database arrive as bytes; an array is warned of and not sent", async () => {
  const topic = unique("r");
  const { heard, leave } = await listener(topic, false);
  await sql`select realtime.send('[1]', 'array', ${topic}, false)`;
  await sql`select realtime.send_binary('\\x0102'::bytea, 'bytes', ${topic}, false)`;
  const message: Message = await heard.first();
  assertEquals(message.event, "bytes");
  assertEquals(new Uint8Array(message.payload), new Uint8Array([1, 2]));
  assertEquals(warnings.some((warning) => warning.includes("WarnSendingBroadcastMessage: path element")), true);
  await leave();
});

check("25 who may not send is warned, and the statement succeeds", async () => {
  const topic = unique("read");
  const { heard, leave } = await listener(topic, true);
  await sql.begin(async (transaction) => {
    await transaction`set local role authenticated`;
    await transaction`select realtime.send('{}', 'forged', ${topic}, true)`;
  });
  await sql`select realtime.send('{}', 'last', ${topic}, true)`;
  assertEquals((await heard.first()).event, "last");
  assertEquals(warnings.some((warning) => warning.includes("violates row-level security")), true);
  await leave();
});

check("26 a replay gives the newest, oldest first, on private channels alone", async () => {
  const topic = unique("read");
  for (const n of [1, 2, 3]) await sql`select realtime.send(jsonb_build_object('n', ${n}::int), 'e', ${topic}, true)`;
  const { heard, leave } = await listener(topic, true, { broadcast: { replay: { since: 0, limit: 2 } } });
  await heard.count(2);
  await sql`select realtime.send('{"n":4}', 'e', ${topic}, true)`;
  await heard.first(({ payload }) => payload.n === 4);
  assertEquals(heard.items.map(({ payload, meta }) => [payload.n, meta?.replayed]), [[2, true], [3, true], [
    4,
    undefined,
  ]]);
  const raw = await Raw.open();
  const refused = await raw.join(unique("r"), "1", { broadcast: { replay: { since: 0, limit: 2 } } }, token());
  assertEquals(refused[4], {
    status: "error",
    response: { reason: "UnableToReplayMessages: Replay is not allowed for public channels" },
  });
  raw.socket.close();
  await leave();
});
