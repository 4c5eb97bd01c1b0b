import { clientAsCaller } from "../_shared/caller.ts";
import { readEnv } from "../_shared/env.ts";
import { signer } from "../_shared/storage.ts";
import { makeHandler } from "./handler.ts";
import { reportStore } from "./report-store.ts";

const env = readEnv((name) => Deno.env.get(name));
const now = () => new Date();

Deno.serve(makeHandler({
  storeAs: (token) => reportStore(clientAsCaller(env, token)),
  sign: signer(env.storage, now),
  now,
  log: (line) => console.log(JSON.stringify(line)),
  allowedOrigins: env.allowedOrigins,
}));
