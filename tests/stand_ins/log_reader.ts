/** Prints what the reader of the log hears, one JSON value a line; its settings come as the first argument. */
import { openLog } from "../../stack/realtime/log.ts";

const log = openLog(JSON.parse(Deno.args[0]), {
  message: ({ binary, ...message }) => console.log(JSON.stringify({ ...message, binary: binary?.toHex(), at: time() })),
  change: (change) =>
    console.log(JSON.stringify(change, (_, value) => value instanceof Map ? Object.fromEntries(value) : value)),
});
await log.ready;
console.log(JSON.stringify("ready"));

function time(): number {
  return performance.timeOrigin + performance.now();
}
