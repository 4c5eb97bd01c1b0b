/** Frames that are almost right, by chance that is the same each time. */
import { Buffer } from "node:buffer";
import { assertEquals } from "../lib/asserts.ts";
import { binaryBroadcast, type Client, type Server, userToken, withRealtime } from "./stand_ins.ts";

const SEED = 20261121;
const MOST_MS = 2_000;
const FRAMES = 3_000;
const NASTY = [
  "null",
  "-1",
  "1e999",
  '"\\ud800"',
  "[]",
  "{}",
  '{"__proto__":{"a":1}}',
  "true",
  '"realtime:"',
  "[[[[[[",
];

/** Numbers from 0 up to 1, always the same ones (mulberry32). */
function chance(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function originals(vsn: "1.0.0" | "2.0.0"): (string | Uint8Array<ArrayBuffer>)[] {
  const config = {
    broadcast: { ack: true, self: true, replay: { since: 0, limit: 3 } },
    presence: { key: "k", enabled: true },
    postgres_changes: [{ event: "*", schema: "public", table: "t", filter: "id=eq.1" }],
    private: true,
  };
  const frames = [
    ["1", "1", "realtime:f", "phx_join", { config, access_token: userToken("u") }],
    ["1", "2", "realtime:f", "broadcast", { type: "broadcast", event: "E", payload: { a: [1, "é", null] } }],
    ["1", "3", "realtime:f", "presence", { type: "presence", event: "track", payload: { u: 1 } }],
    ["1", "4", "realtime:f", "access_token", { access_token: userToken("v") }],
    [null, "5", "phoenix", "heartbeat", {}],
    ["1", "6", "realtime:f", "phx_leave", {}],
  ] as const;
  if (vsn === "2.0.0") {
    return [...frames.map((frame) => JSON.stringify(frame)), binaryBroadcast("realtime:f", "E", '{"a":1}')];
  }
  return frames.map(([join_ref, ref, topic, event, payload]) =>
    JSON.stringify({ topic, event, payload, ref, join_ref })
  );
}

function mutated(frame: string | Uint8Array<ArrayBuffer>, random: () => number): string | Uint8Array<ArrayBuffer> {
  const below = (end: number) => Math.floor(random() * end);
  const bytes = [...Buffer.from(frame as string)];
  for (let i = below(4); i > 0; i--) {
    const at = below(bytes.length);
    switch (below(5)) {
      case 0:
        bytes[at] = below(256);
        break;
      case 1:
        bytes.splice(at, below(20));
        break;
      case 2:
        bytes.splice(at, 0, ...bytes.slice(below(bytes.length)).slice(0, 50));
        break;
      case 3:
        bytes.splice(at, below(5), ...Buffer.from(NASTY[below(NASTY.length)]));
        break;
      case 4:
        bytes.length = at;
    }
  }
  const result = new Uint8Array(bytes);
  // Text that is no UTF-8 would be the end of the socket before the server sees it.
  return typeof frame === "string" ? new TextDecoder().decode(result) : result;
}

async function bystander(server: Server): Promise<Client> {
  const client = await server.client();
  await client.join("realtime:calm", { private: true });
  return client;
}

/** Fails when the server says that it was at fault itself. */
async function withoutFaults(test: () => Promise<void>): Promise<void> {
  const { error } = console;
  const faults: unknown[][] = [];
  console.error = (...fault) => faults.push(fault);
  try {
    await test();
  } finally {
    console.error = error;
  }
  assertEquals(faults, []);
}

for (const vsn of ["1.0.0", "2.0.0"] as const) {
  Deno.test(`mutated frames of vsn ${vsn} end nothing and harm nobody`, () =>
    withoutFaults(() =>
      withRealtime(
        { limits: { joins: { burst: 1e6, perSecond: 1 }, tracks: { burst: 1e6, perSecond: 1 } } },
        async (server) => {
          const random = chance(SEED);
          const [client, other] = [await server.client({ vsn }), await bystander(server)];
          const frames = originals(vsn);
          const end = performance.now() + MOST_MS;
          for (let i = 0; i < FRAMES && performance.now() < end; i++) {
            client.sendRaw(mutated(frames[Math.floor(random() * frames.length)], random));
            // All that was sent was understood or passed over, and the socket still answers.
            if (i % 200 === 0) await client.rest();
          }
          await client.rest();
          assertEquals((await client.join("realtime:after")).payload.status, "ok");
          assertEquals(await other.rest(), []);
          server.rooms.hear({ id: "1", topic: "calm", event: "e", private: true, payload: { a: 1 } });
          assertEquals((await other.next()).payload.payload, { a: 1 });
        },
      )
    ));
}
