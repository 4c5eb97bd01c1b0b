/** PostgreSQL, reached in two ways: as the door, for the functions made for it, and as the person who calls. */

import postgres from "npm:postgres@3.4.9";
import type { Caller } from "./caller.ts";
import { translated } from "./database_errors.ts";

/** Statements of one transaction, as tagged templates: sql`select ${value}`. */
export type Sql = postgres.TransactionSql;
/** Statements that are a transaction each. */
export type DoorSql = postgres.Sql;

export interface Database {
  /** As `deffatest_door`, who may only execute the functions granted to it. Each statement is a transaction. */
  asDoor<T>(work: (sql: DoorSql) => Promise<T>): Promise<T>;
  /** The same in one transaction. */
  asDoorInTransaction<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /** In one transaction as the caller: row level security and grants are those of the Data API. */
  asCaller<T>(caller: Caller, work: (sql: Sql) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** The database as a handler gets it, with the caller already in it. */
export interface CallersDatabase {
  asCaller<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  asDoor: Database["asDoor"];
}

/** Connections that one function keeps at most. A request holds one only while its statements run. */
const CONNECTIONS = 5;
const CONNECT_SECONDS = 5;

/** Opens a pool; no connection is made before the first statement. Works behind a pooler in transaction mode. */
export function openDatabase(url: string, connections = CONNECTIONS): Database {
  const sql = postgres(url, {
    max: connections,
    prepare: false,
    connect_timeout: CONNECT_SECONDS,
    idle_timeout: 60,
    backoff: () => 0.1, // a database that is back is used at once
    connection: { application_name: "deffatest door", TimeZone: "UTC" },
    onnotice: () => {},
    types: AS_THE_DATA_API,
  });
  const inTransaction = <T>(work: (sql: Sql) => Promise<T>) => answer(() => sql.begin(work) as Promise<T>);
  return {
    asDoor: (work) => answer(() => work(sql)),
    asDoorInTransaction: inTransaction,
    asCaller: (caller, work) =>
      inTransaction(async (transaction) => {
        await become(transaction, caller);
        return await work(transaction);
      }),
    close: () => sql.end({ timeout: 2 }),
  };
}

/** The database as the caller's handler gets it; each piece of work is a transaction. */
export function ownDatabase(database: Database, caller: Caller): CallersDatabase {
  return { asCaller: (work) => database.asCaller(caller, work), asDoor: database.asDoor };
}

/** The same inside one transaction that the caller has become the role of: all of the work is done, or none. */
export function ownTransaction(transaction: Sql, caller: Caller): CallersDatabase {
  const step = <T>(work: (sql: Sql) => Promise<T>) => answer(() => transaction.savepoint(work) as Promise<T>);
  return {
    asCaller: step,
    asDoor: (work) =>
      step(async (sql) => {
        await cease(sql);
        const answered = await work(sql as unknown as DoorSql);
        await become(sql, caller);
        return answered;
      }),
  };
}

async function answer<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw translated(error);
  }
}

/** For the rest of the transaction, the caller: their role, and their claims where policies and functions look. */
export async function become(sql: Sql, { userId, email, sessionId, keyId }: Caller): Promise<void> {
  const claims = {
    sub: userId,
    role: "authenticated",
    email,
    ...(sessionId ? { session_id: sessionId } : {}),
    ...(keyId ? { key_id: keyId } : {}),
  };
  await sql`
    select
      set_config('role', 'authenticated', true),
      set_config('request.jwt.claims', ${JSON.stringify(claims)}, true),
      set_config('request.jwt.claim.sub', ${userId}, true),
      set_config('request.jwt.claim.role', 'authenticated', true),
      set_config('request.jwt.claim.email', ${email}, true)`;
}

/** For the rest of the transaction, the door again. */
export async function cease(sql: Sql): Promise<void> {
  await sql`select set_config('role', 'none', true)`;
}

/** Values as the Data API writes them into JSON: times as ISO 8601 with all their digits, numbers as numbers. */
const AS_THE_DATA_API = {
  time: {
    from: [1184],
    to: 1184,
    serialize: (value: unknown) => value instanceof Date ? value.toISOString() : String(value),
    parse: (value: string) => value.replace(" ", "T").replace(/([+-]\d\d)$/, "$1:00"),
  },
  number: { from: [20, 1700], to: 1700, serialize: String, parse: Number },
};
