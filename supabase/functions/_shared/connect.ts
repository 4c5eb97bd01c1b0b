/** What a door works with in production, made from the environment. */

import { addressReader } from "./address.ts";
import { openDatabase } from "./database.ts";
import type { DoorDeps } from "./door.ts";
import type { Env } from "./env.ts";
import { makeGate } from "./gate.ts";
import { parseSealing } from "./sealing.ts";
import { tokenReader } from "./tokens.ts";

export function connect(env: Env, now: () => Date = () => new Date()): DoorDeps {
  const database = openDatabase(env.databaseUrl);
  return {
    gate: makeGate(database),
    database,
    readToken: tokenReader(env, now),
    sealing: parseSealing(env.encryptionKeys),
    address: addressReader(env.trustedProxies),
    now,
    log: (line) => console.log(JSON.stringify(line)),
    allowedOrigins: env.allowedOrigins,
  };
}
