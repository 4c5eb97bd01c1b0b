/** The rules of signing in, which live in the database's schema sign_in. */

import { z } from "npm:zod@4.6.7";
import type { Database } from "../_shared/database.ts";

/** Which sessions end: this one, all others, or all. */
export type Scope = "local" | "others" | "global";

export interface Person {
  fullName: string | null;
  planType: string;
}

export interface Guard {
  /** An attempt to finish, or how many seconds to wait before the next. The same for addresses without an account. */
  startAttempt(email: string, address: string): Promise<{ attemptId: string } | { retryAfter: number }>;
  /** The password was right. */
  succeeded(attemptId: string, userId: string): Promise<Person>;
  /** The password was wrong. */
  failed(attemptId: string): Promise<void>;
  /** The password was not looked at. */
  withdrawn(attemptId: string): Promise<void>;
  describePerson(userId: string): Promise<Person>;
  rememberNetwork(userId: string, address: string): Promise<void>;
  /** Whether a session may set a new password without the old one. */
  isFresh(sessionId: string): Promise<boolean>;
  endSessions(userId: string, sessionId: string, scope: Scope): Promise<void>;
  /** Ends the session of a refresh token that is old, and says why. */
  checkRefreshToken(refreshToken: string): Promise<"expired" | "used" | null>;
}

const Started = z.object({ attempt_id: z.string().nullable(), retry_after_seconds: z.int().nullable() });

const PersonRow = z.object({ full_name: z.string().nullable(), plan_type: z.string() })
  .transform(({ full_name, plan_type }): Person => ({ fullName: full_name, planType: plan_type }));

export function guard(database: Database): Guard {
  const finish = (attemptId: string, outcome: "failed" | "withdrawn") =>
    database.asDoor(async (sql) => {
      await sql`select sign_in.finish_attempt(${attemptId}, ${outcome})`;
    });

  return {
    startAttempt: (email, address) =>
      database.asDoor(async (sql) => {
        const [row] = await sql`select * from sign_in.start_attempt(${email}, ${address})`;
        const { attempt_id: attemptId, retry_after_seconds: retryAfter } = Started.parse(row);
        return attemptId === null ? { retryAfter: retryAfter ?? 1 } : { attemptId };
      }),
    succeeded: (attemptId, userId) =>
      database.asDoor(async (sql) => {
        const [row] = await sql`select sign_in.finish_attempt(${attemptId}, 'succeeded', ${userId}) as person`;
        return PersonRow.parse(row.person);
      }),
    failed: (attemptId) => finish(attemptId, "failed"),
    withdrawn: (attemptId) => finish(attemptId, "withdrawn"),
    describePerson: (userId) =>
      database.asDoor(async (sql) => {
        const [row] = await sql`select sign_in.describe_person(${userId}) as person`;
        return PersonRow.parse(row.person);
      }),
    rememberNetwork: (userId, address) =>
      database.asDoor(async (sql) => {
        await sql`select sign_in.remember_network(${userId}, ${address})`;
      }),
    isFresh: (sessionId) =>
      database.asDoor(async (sql) => {
        const [row] = await sql`select sign_in.is_fresh(${sessionId}) as fresh`;
        return row.fresh === true;
      }),
    endSessions: (userId, sessionId, scope) =>
      database.asDoor(async (sql) => {
        await sql`select sign_in.end_sessions(${userId}, ${sessionId}, ${scope})`;
      }),
    checkRefreshToken: (refreshToken) =>
      database.asDoor(async (sql) => {
        const [row] = await sql`select sign_in.check_refresh_token(${refreshToken}) as problem`;
        return z.enum(["expired", "used"]).nullable().parse(row.problem);
      }),
  };
}
