/** A door with everything handed in: no database, no network, no environment. */

import type { Caller } from "../_shared/caller.ts";
import type { Database, Sql } from "../_shared/database.ts";
import type { DoorDeps } from "../_shared/door.ts";
import type { Entered, Knock, Visit } from "../_shared/gate.ts";
import type { LogLine } from "../_shared/respond.ts";
import { parseSealing } from "../_shared/sealing.ts";

export const NOW = new Date("2026-11-20T15:00:00Z");

export const ADA: Caller = {
  userId: "11111111-1111-4111-8111-111111111111",
  email: "ada@example.com",
  planType: "chaos",
  sessionId: "22222222-2222-4222-8222-222222222222",
  keyId: null,
};

export const TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl";
export const AS_ADA = { authorization: `Bearer ${TOKEN}` };

/** What a door did: whom it let in and as whom it asked the database. */
export interface Seen {
  knocks: Knock[];
  visits: Visit[];
  lines: LogLine[];
  callers: Caller[];
}

/** Dependencies of a door whose only token is TOKEN, which is Ada's; `changed` replaces some of them. */
export function standIns(changed: Partial<DoorDeps> = {}): { deps: DoorDeps; seen: Seen } {
  const seen: Seen = { knocks: [], visits: [], lines: [], callers: [] };
  const counted = [{ by: "address", limit: 600, remaining: 599, reset: 61 }];
  const enter = (knock: Knock): Entered => {
    seen.knocks.push(knock);
    if (knock.access === "everyone") return { counted };
    if (knock.credentials.kind === "session") return { counted, caller: ADA };
    return {
      counted,
      refusal: { status: 401, code: "unauthorized", message: "A valid access token is needed.", hint: "Sign in." },
    };
  };
  const database: Database = {
    asDoor: () => Promise.reject(new Error("this test did not expect the door's own statements")),
    asDoorInTransaction: () => Promise.reject(new Error("this test did not expect a transaction of the door's own")),
    asCaller: (caller, work) => {
      seen.callers.push(caller);
      return work(undefined as unknown as Sql);
    },
    close: () => Promise.resolve(),
  };
  const deps: DoorDeps = {
    gate: {
      enter: (knock) => Promise.resolve(enter(knock)),
      useNonce: () => Promise.resolve(true),
      record: (visit) => {
        seen.visits.push(visit);
        return Promise.resolve();
      },
    },
    database,
    readToken: (token) =>
      Promise.resolve(token === TOKEN ? { userId: ADA.userId, sessionId: ADA.sessionId as string } : null),
    sealing: parseSealing(`test:${"A".repeat(43)}=`),
    address: () => "203.0.113.9",
    now: () => NOW,
    log: (line) => seen.lines.push(line),
    allowedOrigins: ["*"],
    ...changed,
  };
  return { deps, seen };
}
