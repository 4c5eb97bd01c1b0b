/** What is asked before a request's work and told after it: one statement each. */

import { z } from "npm:zod@4.6.7";
import type { Caller, Credentials } from "./caller.ts";
import type { Database } from "./database.ts";
import type { ErrorStatus } from "./errors.ts";

/** Who may call a route. An API key manages no keys, billing, profile or sign-in. */
export type Access = "everyone" | "person" | "person or key";
/** A row of doors.limits. */
export type Limit = "auth" | "api" | "webhook";

export interface Knock {
  limit: Limit;
  access: Access;
  address: string;
  credentials: Credentials;
}

/** How one limit stands after this request. */
export interface Counted {
  by: string;
  /** Requests in any 60 seconds. */
  limit: number;
  /** Requests that may follow now; -1 when this one was too many. */
  remaining: number;
  /** Seconds until the oldest request is forgotten. */
  reset: number;
}

export interface Refusal {
  status: ErrorStatus;
  code: string;
  message: string;
  hint: string;
}

export interface Entered {
  counted: Counted[];
  caller?: Caller;
  /** The sealed secret that requests with the caller's API key have to be signed with. */
  signingSecret?: string;
  refusal?: Refusal;
}

/** One row of the record: who, what, outcome, from where. */
export interface Visit {
  request_id: string;
  door: string;
  method: string;
  route: string | null;
  status: number;
  code: string | null;
  user_id: string | null;
  key_id: string | null;
  address: string;
  user_agent: string | null;
  milliseconds: number;
}

export interface Gate {
  enter(knock: Knock): Promise<Entered>;
  /** Whether a nonce of a key's requests is new; it is used up by asking. */
  useNonce(keyId: string, nonce: string): Promise<boolean>;
  record(visit: Visit): Promise<void>;
}

const Answer = z.object({
  counted: z.array(z.object({ by: z.string(), limit: z.int(), remaining: z.int(), reset: z.int() })),
  caller: z.object({
    user_id: z.string(),
    email: z.string(),
    plan_type: z.string(),
    session_id: z.string().nullish(),
    key_id: z.string().nullish(),
    signing_secret: z.string().nullish(),
  }).optional(),
  refusal: z.object({
    status: z.custom<ErrorStatus>(Number.isInteger),
    code: z.string(),
    message: z.string(),
    hint: z.string(),
  })
    .optional(),
});

function entered({ caller, ...rest }: z.infer<typeof Answer>): Entered {
  if (!caller) return rest;
  return {
    ...rest,
    caller: {
      userId: caller.user_id,
      email: caller.email,
      planType: caller.plan_type,
      sessionId: caller.session_id ?? null,
      keyId: caller.key_id ?? null,
    },
    signingSecret: caller.signing_secret ?? undefined,
  };
}

export function makeGate(database: Database): Gate {
  return {
    enter: ({ limit, access, address, credentials }) =>
      database.asDoor(async (sql) => {
        const session = credentials.kind === "session" ? credentials : null;
        const hash = credentials.kind === "key" ? credentials.hash : null;
        const [row] = await sql`
          select doors.enter(
            ${limit}, ${access}, ${address}, ${session?.userId ?? null}, ${session?.sessionId ?? null}, ${hash}
          ) as answer`;
        return entered(Answer.parse(row.answer));
      }),
    useNonce: (keyId, nonce) =>
      database.asDoor(async (sql) => {
        const [row] = await sql`select doors.use_nonce(${keyId}, ${nonce}) as is_new`;
        return row.is_new;
      }),
    record: (visit) =>
      database.asDoor(async (sql) => {
        await sql`select doors.record(${sql.json({ ...visit })})`;
      }),
  };
}
