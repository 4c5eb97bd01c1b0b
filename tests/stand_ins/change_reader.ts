/**
 * The reader of the log and the change feed by themselves, without sockets. Its arguments are the server's settings and
 * the name of the slot; it takes commands and prints what it hears, one JSON value a line:
 * {"as": "a", "bindings": [...], "claims": {...}} subscribes, {"as": "a", "close": true} ends it.
 */
import process from "node:process";
import { createInterface } from "node:readline";
import type { Subscription } from "../../stack/realtime/contract.ts";
import { openChangeFeed } from "../../stack/realtime/changes/feed.ts";
import { openLog } from "../../stack/realtime/log.ts";

const settings = JSON.parse(Deno.args[0]);
const feed = openChangeFeed(settings);
const log = openLog(settings, {
  message: ({ binary, ...message }) => print({ message: { ...message, binary: binary?.toHex() }, at: time() }),
  change: (change) => feed.hear(change),
}, Deno.args[1]);
await log.ready;
print("ready");

const subscriptions = new Map<string, Subscription>();
for await (const line of createInterface({ input: process.stdin })) {
  const { as, bindings, claims, close } = JSON.parse(line);
  if (close) {
    subscriptions.get(as)?.close();
    print({ closed: as });
  } else {
    const made = await feed.subscribe(bindings, claims, (frame) => print({ to: as, ...frame, at: time() }));
    subscriptions.set(as, made);
    print({ subscribed: as, ids: made.ids, problem: made.problem });
  }
}
await log.close();
await feed.close();

function print(value: unknown): void {
  console.log(JSON.stringify(value));
}

function time(): number {
  return performance.timeOrigin + performance.now();
}
