/** Realtime at /realtime/v1: sockets, and broadcast over HTTP. */
import postgres from "postgres";
import { DatabasePolicies } from "../realtime/authorization.ts";
import { openChangeFeed } from "../realtime/changes/feed.ts";
import type { Parts } from "../realtime/channel.ts";
import type { Log } from "../realtime/contract.ts";
import { LIMITS } from "../realtime/limits.ts";
import { openLog } from "../realtime/log.ts";
import { DatabaseReplays } from "../realtime/replay.ts";
import { Rest } from "../realtime/rest.ts";
import { Rooms } from "../realtime/rooms.ts";
import { Sockets } from "../realtime/sockets.ts";
import { Tokens } from "../realtime/tokens.ts";
import { databaseUrl, type Settings } from "../settings.ts";

export const PREFIX = "/realtime/v1";
export const SOCKET = `${PREFIX}/websocket`;
const BROADCAST = `${PREFIX}/api/broadcast`;

/** Connections that ask policies and look up old messages. */
const CONNECTIONS = 4;
const LONGEST_STATEMENT_MS = 5_000;
const LONGEST_WAIT_FOR_LOG_MS = 10_000;

export interface Realtime {
  answer(request: Request): Promise<Response>;
  /** Says goodbye to all sockets. */
  close(): Promise<void>;
}

/** Resolves when the log is read, so that who joins misses nothing; without a log, after a while all the same. */
export async function openRealtime(settings: Settings): Promise<Realtime> {
  const database = openDatabase(settings);
  await database.unsafe(await Deno.readTextFile(new URL("../realtime/authorization.sql", import.meta.url)));
  const rooms = new Rooms();
  const feed = openChangeFeed(settings);
  const log = openLog(settings, {
    message: (message) => rooms.hear(message),
    change: (change) => feed.hear(change),
  });
  await readyOrLate(log);
  const realtime = makeRealtime({
    limits: LIMITS,
    tokens: new Tokens(settings),
    policies: new DatabasePolicies(database, LIMITS.probes),
    replays: new DatabaseReplays(database),
    rooms,
    feed,
    log,
  });
  return {
    answer: (request) => realtime.answer(request),
    async close() {
      await realtime.close();
      await log.close();
      await Promise.all([feed.close(), database.end({ timeout: 2 })]);
    },
  };
}

export function makeRealtime(parts: Parts): Realtime {
  const sockets = new Sockets(parts);
  const rest = new Rest(parts);
  return {
    async answer(request) {
      const { pathname } = new URL(request.url);
      if (pathname === SOCKET) return sockets.upgrade(request);
      if (pathname === BROADCAST || pathname.startsWith(`${BROADCAST}/`)) {
        return await rest.answer(request, pathname.slice(BROADCAST.length));
      }
      return Response.json({ message: "no Route matched with those values" }, { status: 404 });
    },
    close: () => Promise.resolve(sockets.close()),
  };
}

async function readyOrLate(log: Log): Promise<void> {
  let timer: ReturnType<typeof setTimeout>;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      console.warn("realtime: the database's log is not read yet; clients are let in without it");
      resolve();
    }, LONGEST_WAIT_FOR_LOG_MS);
  });
  await Promise.race([log.ready, late]).finally(() => clearTimeout(timer));
}

function openDatabase(settings: Settings): postgres.Sql {
  return postgres(databaseUrl(settings, "supabase_admin"), {
    max: CONNECTIONS,
    onnotice: () => {},
    connection: {
      application_name: "stack realtime",
      TimeZone: "UTC",
      statement_timeout: LONGEST_STATEMENT_MS,
      // What a question to the policies writes is undone: nobody has to wait until it is on the disk.
      synchronous_commit: "off",
    },
  });
}
