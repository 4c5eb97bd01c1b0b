import { deepStrictEqual as assertEquals, match as assertMatch } from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { RealtimeChannel } from "npm:@supabase/supabase-js@2.119.0";
import {
  broadcasts,
  client,
  Inbox,
  join,
  type Message,
  Raw,
  sql,
  stack,
  systemMessages,
  token,
  unique,
} from "./acting.ts";
import { check } from "./checks.ts";

const SCHEMA = "conformance";

interface Wish {
  table: string;
  event?: "INSERT" | "UPDATE" | "DELETE" | "*";
  filter?: string;
  select?: string[];
}

function changes(channel: RealtimeChannel, { event = "*", ...wish }: Wish): Inbox<Message> {
  const inbox = new Inbox<Message>();
  // deno-lint-ignore no-explicit-any
  channel.on("postgres_changes", { event, schema: SCHEMA, ...wish } as any, inbox.push);
  return inbox;
}

/** Somebody who listens to one wish, once the subscription is live. */
async function listener(wish: Wish, { jwt = token(), key }: { jwt?: string; key?: string } = {}) {
  const made = await client(key ? { key } : { jwt });
  const channel = made.channel(unique("changes"));
  const [heard, system] = [changes(channel, wish), systemMessages(channel)];
  await join(channel);
  await system.first(({ message }) => message === "Subscribed to PostgreSQL", "the subscription");
  return { made, channel, heard, system, leave: () => made.realtime.disconnect() };
}

const kinds = (heard: Inbox<Message>) => heard.items.map(({ eventType, new: row, old }) => [eventType, row, old]);

check("32 bindings are answered as they were asked, and then the subscription is told", async () => {
  const made = await client({ jwt: token() });
  const topic = unique("two");
  const channel = made.channel(topic);
  changes(channel, { table: "plain", event: "INSERT" });
  changes(channel, { table: "plain", filter: "id=eq.1" });
  const system = systemMessages(channel);
  await join(channel);
  assertEquals(await system.first(), {
    extension: "postgres_changes",
    status: "ok",
    message: "Subscribed to PostgreSQL",
    channel: topic,
  });
  await made.realtime.disconnect();
});

check("33 inserts, updates and deletes are told with the key as what was before", async () => {
  const { heard, leave } = await listener({ table: "todos" });
  await sql`insert into conformance.todos values (1, 'a')`;
  await sql`update conformance.todos set task = 'b'`;
  await sql`delete from conformance.todos`;
  await heard.count(3);
  assertEquals(kinds(heard), [
    ["INSERT", { id: 1, task: "a" }, {}],
    ["UPDATE", { id: 1, task: "b" }, { id: 1 }],
    ["DELETE", {}, { id: 1 }],
  ]);
  for (const { schema, table, errors, commit_timestamp } of heard.items) {
    assertEquals([schema, table, errors], [SCHEMA, "todos", null]);
    assertMatch(commit_timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  }
  await leave();
});

check("34 the full identity tells the row as it was; with row security a delete tells the key alone", async () => {
  const [whole, guarded] = [await listener({ table: "whole" }), await listener({ table: "whole_guarded" })];
  for (const table of ["whole", "whole_guarded"]) {
    await sql`insert into ${sql(`conformance.${table}`)} values (1, 'a')`;
    await sql`update ${sql(`conformance.${table}`)} set task = 'b'`;
  }
  await guarded.heard.count(2);
  await sql`delete from conformance.whole`;
  await sql`delete from conformance.whole_guarded`;
  await Promise.all([whole.heard.count(3), guarded.heard.count(3)]);
  assertEquals(kinds(whole.heard).slice(1), [
    ["UPDATE", { id: 1, task: "b" }, { id: 1, task: "a" }],
    ["DELETE", {}, { id: 1, task: "b" }],
  ]);
  assertEquals(kinds(guarded.heard).at(-1), ["DELETE", {}, { id: 1 }]);
  await Promise.all([whole.leave(), guarded.leave()]);
});

check("35 every type has its form", async () => {
  const { heard, leave } = await listener({ table: "types" });
  const raw = await Raw.open(token());
  await raw.join(unique("types"), "1", { postgres_changes: [{ event: "*", schema: SCHEMA, table: "types" }] });
  await sql.unsafe(`insert into conformance.types values (
    9007199254740991, 1.5, true, '{"a":[1,"2"]}', '{1,2}', '2020-01-01 00:00:00', '2020-01-01 00:00:00+00', '\\x0102',
    '550e8400-e29b-41d4-a716-446655440000', null)`);
  const row = {
    id: 9007199254740991,
    n: 1.5,
    b: true,
    j: { a: [1, "2"] },
    a: [1, 2],
    t: "2020-01-01T00:00:00",
    z: "2020-01-01T00:00:00+00:00",
    y: "0102",
    u: "550e8400-e29b-41d4-a716-446655440000",
    nothing: null,
  };
  assertEquals((await heard.first()).new, row);
  const { data } = (await raw.frames.first((frame) => frame[3] === "postgres_changes"))[4];
  assertEquals(data.record, row);
  assertEquals(
    data.columns.map(({ name, type }: Message) => [name, type]),
    Object.entries({
      id: "int8",
      n: "numeric",
      b: "bool",
      j: "jsonb",
      a: "_int4",
      t: "timestamp",
      z: "timestamptz",
      y: "bytea",
      u: "uuid",
      nothing: "text",
    }),
  );
  raw.socket.close();
  await leave();
});

const ROWS: [number, string | null, number | null, boolean | null][] = [
  [1, "apple", 1, true],
  [2, "Banana", 2, false],
  [3, "a,b", 3, null],
  [4, null, null, null],
];

const FILTERS: Record<string, number[]> = {
  "number=eq.2": [2],
  "number=neq.2": [1, 3],
  "number=lt.2": [1],
  "number=lte.2": [1, 2],
  "number=gt.2": [3],
  "number=gte.2": [2, 3],
  "number=in.(1,3)": [1, 3],
  "number=not.in.(1,3)": [2],
  'label=in.("a,b",apple)': [1, 3],
  "label=like.a%": [1, 3],
  "label=ilike.b%": [2],
  "label=match.^a": [1, 3],
  "label=imatch.^b": [2],
  "label=is.null": [4],
  "label=not.is.null": [1, 2, 3],
  "flag=is.true": [1],
  "flag=is.false": [2],
  "flag=is.unknown": [3, 4],
  "number=isdistinct.2": [1, 3, 4],
  "number=not.eq.2": [1, 3],
  "number=gt.1,label=like.a%": [3],
  'label=eq."a,b"': [3],
};

check("36 each operator lets the right rows through, also where there is no value", async () => {
  const made = await client({ jwt: token() });
  const channel = made.channel(unique("filters"));
  const inboxes = Object.keys(FILTERS).map((filter) => changes(channel, { table: "filtered", filter }));
  const all = changes(channel, { table: "filtered" });
  const system = systemMessages(channel);
  await join(channel);
  assertEquals((await system.first()).message, "Subscribed to PostgreSQL");
  for (const row of ROWS) {
    await sql`insert into conformance.filtered values (${row[0]}, ${row[1]}, ${row[2]}, ${row[3]})`;
  }
  await all.count(ROWS.length);
  const passed = inboxes.map((inbox) => inbox.items.map((change) => change.new.id));
  assertEquals(Object.fromEntries(Object.keys(FILTERS).map((filter, i) => [filter, passed[i]])), FILTERS);
  await made.realtime.disconnect();
});

check("37 what cannot be subscribed to is told, and the channel goes on", async () => {
  const told: [Wish, RegExp][] = [
    [{ table: "plain", filter: "task=foo.hey" }, /^Error parsing `filter` params: \["foo", "hey"\]/],
    [{ table: "plain", filter: "nope=eq.1" }, /invalid column for filter nope/],
    [{ table: "plain", filter: "id=eq.a" }, /invalid input syntax for type bigint: "a"/],
    [{ table: "plain", filter: "id=like.a" }, /operator like requires a text-compatible column type, got bigint/],
    [{ table: "plain", select: ["zz"] }, /invalid column for select zz/],
    [
      { table: "unpublished" },
      /^Unable to subscribe to changes with given parameters\. Please check Realtime is enabled/,
    ],
  ];
  await Promise.all(told.map(async ([wish, pattern]) => {
    const made = await client({ jwt: token() });
    const channel = made.channel(unique("bad"), { config: { broadcast: { self: true } } });
    changes(channel, wish);
    const [system, heard] = [systemMessages(channel), broadcasts(channel)];
    await join(channel);
    const { message, status, extension } = await system.first();
    assertEquals([extension, status], ["postgres_changes", "error"]);
    assertMatch(message, pattern);
    await channel.send({ type: "broadcast", event: "e", payload: {} });
    await heard.first();
    await made.realtime.disconnect();
  }));
});

check("38 row security decides who is told; a delete tells everybody the key", async () => {
  const owner = randomUUID();
  const [mine, others, server] = await Promise.all([
    listener({ table: "owned" }, { jwt: token({ sub: owner }) }),
    listener({ table: "owned" }),
    listener({ table: "owned" }, { key: stack.secret_key }),
  ]);
  await sql`insert into conformance.owned values (1, ${owner}, 'a')`;
  await Promise.all([mine.heard.count(1), server.heard.count(1)]);
  await sql`delete from conformance.owned`;
  await Promise.all([mine.heard.count(2), others.heard.count(1), server.heard.count(2)]);
  const [insert, remove] = [["INSERT", { id: 1, owner, note: "a" }, {}], ["DELETE", {}, { id: 1 }]];
  assertEquals([kinds(mine.heard), kinds(others.heard), kinds(server.heard)], [
    [insert, remove],
    [remove],
    [insert, remove],
  ]);
  await Promise.all([mine.leave(), others.leave(), server.leave()]);
});

check("39 columns without a grant are not told; without the key, or without a key, only an error is", async () => {
  const [partly, keyless, without] = await Promise.all([
    listener({ table: "partly" }),
    listener({ table: "keyless_reader" }),
    listener({ table: "without_key" }),
  ]);
  await sql`insert into conformance.partly values (1, 'a', 'hidden')`;
  await sql`insert into conformance.keyless_reader values (1, 'a')`;
  await sql`insert into conformance.without_key values ('a')`;
  assertEquals((await partly.heard.first()).new, { id: 1, name: "a" });
  const refused = await keyless.heard.first();
  assertEquals([refused.errors, refused.new], [["Error 401: Unauthorized"], {}]);
  assertEquals((await without.heard.first()).errors, ["Error 400: Bad Request, no primary key"]);
  await Promise.all([partly.leave(), keyless.leave(), without.leave()]);
});

check("40 a selection of columns is told with the key", async () => {
  const { heard, leave } = await listener({ table: "selected", select: ["name"] });
  await sql`insert into conformance.selected values (1, 'a', 'b')`;
  assertEquals((await heard.first()).new, { id: 1, name: "a" });
  await leave();
});

check("41 another user's token changes what is seen", async () => {
  const [first, second] = [randomUUID(), randomUUID()];
  const { made, heard, system, leave } = await listener({ table: "switched" }, { jwt: token({ sub: first }) });
  const before = system.items.length;
  await made.realtime.setAuth(token({ sub: second }));
  await system.until(() => system.items.length > before, "the second subscription");
  assertEquals(system.items.at(-1).message, "Subscribed to PostgreSQL");
  await sql`insert into conformance.switched values (1, ${first}, 'first'), (2, ${second}, 'second')`;
  await heard.first();
  assertEquals(heard.items.map((change) => change.new.note), ["second"]);
  await leave();
});

check("42 a change that two bindings match is one frame, and each is called once", async () => {
  const made = await client({ jwt: token() });
  const channel = made.channel(unique("two"));
  const [all, one] = [
    changes(channel, { table: "doubled" }),
    changes(channel, { table: "doubled", filter: "id=eq.1" }),
  ];
  const system = systemMessages(channel);
  await join(channel);
  await system.first();
  const raw = await Raw.open(token());
  const bindings = [{ event: "*", schema: SCHEMA, table: "doubled" }, {
    event: "INSERT",
    schema: SCHEMA,
    table: "doubled",
    filter: "id=eq.1",
  }];
  const { response } = (await raw.join(unique("two"), "1", { postgres_changes: bindings }))[4];
  await raw.frames.first((frame) => frame[3] === "system");
  await sql`insert into conformance.doubled values (1, 'a'), (2, 'b')`;
  await all.count(2);
  assertEquals([all.items.length, one.items.map((change) => change.new.id)], [2, [1]]);
  const told = () => raw.frames.items.filter((frame) => frame[3] === "postgres_changes").map((frame) => frame[4].ids);
  await raw.frames.until(() => told().length >= 2, "two frames");
  const ids = response.postgres_changes.map(({ id }: Message) => id);
  assertEquals(told().map((some) => some.toSorted()), [ids.toSorted(), [ids[0]]]);
  raw.socket.close();
  await made.realtime.disconnect();
});
