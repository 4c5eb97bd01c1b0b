/** The local Supabase's server process: started and stopped by stack/local.py. */
import postgres from "postgres";
import { createSystemSchemas, openLite } from "./lite.ts";
import { Mailbox } from "./mailbox.ts";
import { openAuth } from "./routes/auth.ts";
import { openFunctions } from "./routes/functions.ts";
import { openRealtime } from "./routes/realtime.ts";
import { openS3 } from "./routes/s3.ts";
import { makeServer } from "./server.ts";
import { databaseUrl, readSettings, type Settings } from "./settings.ts";

const MINUTE_MS = 60 * 1000;

const settings = readSettings();
Deno.env.delete("STACK_SETTINGS");

const database = postgres(databaseUrl(settings, "supabase_admin"), { max: 1, onnotice: () => {} });
const [owners, partitions] = await Promise.all(
  ["./owners.sql", "./partitions.sql"].map((file) => Deno.readTextFile(new URL(file, import.meta.url))),
);
await createSystemSchemas(settings);
await database.unsafe(owners);
await database.unsafe(partitions);

const url = () => `http://127.0.0.1:${server.addr.port}`;
const mailbox = new Mailbox(settings.mailbox_file, settings.auth.site_url, url);
const lite = openLite(settings, mailbox);
const auth = openAuth(settings, lite, mailbox, url);
const s3 = await openS3(settings);
const functions = openFunctions(settings, url);
const realtime = await openRealtime(settings);
const app = makeServer({ lite, auth, s3, functions, realtime });

const reload = await database.listen("pgrst", () => lite.reloadSchema());
const everyMinute = setInterval(() => database.unsafe(partitions).catch(console.error), MINUTE_MS);

const server = listen(settings);
await announce(settings, server.addr.port);

for (const signal of ["SIGINT", "SIGTERM"] as const) Deno.addSignalListener(signal, stop);

// What one caller's connection leaves unanswered is told in the log; it must not take the server from everybody else.
globalThis.addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  console.error("unhandled rejection:", event.reason);
});

function listen({ port }: Settings): Deno.HttpServer<Deno.NetAddr> {
  const options = { hostname: "127.0.0.1", onListen: () => {} };
  try {
    return Deno.serve({ ...options, port }, app.fetch);
  } catch (error) {
    if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    console.error(`port ${port} is taken by another program`);
    Deno.exit(98);
  }
}

async function announce({ ready_file }: Settings, port: number): Promise<void> {
  await Deno.writeTextFile(`${ready_file}.new`, `${port}`);
  await Deno.rename(`${ready_file}.new`, ready_file);
}

let stopping = false;
async function stop() {
  if (stopping) return;
  stopping = true;
  clearInterval(everyMinute);
  await realtime.close();
  await server.shutdown();
  await reload.unlisten().catch(() => {});
  await Promise.allSettled([s3.close(), auth.close(), lite.close(), database.end({ timeout: 2 })]);
  Deno.exit(0);
}
