/** What the log tells of committed rows, as PostgreSQL sent it: values are its own text. */

/** Text of a column; null is SQL's NULL. A large value that an update left alone is not in the row at all. */
export type Row = ReadonlyMap<string, string | null>;

export interface Table {
  oid: number;
  schema: string;
  name: string;
}

/** One row that a transaction changed, of a table of the publication supabase_realtime. */
export interface RowChange {
  type: "INSERT" | "UPDATE" | "DELETE";
  table: Table;
  /** The number of the transaction, of 32 bits. */
  transaction: number;
  /** UTC, milliseconds, as "2026-11-21T05:30:00.123Z". */
  committedAt: string;
  /** The row as it is now; empty for DELETE. */
  now: Row;
  /**
   * The row as it was: all of it under REPLICA IDENTITY FULL, otherwise the identity's columns, and for UPDATE only
   * where one of these changed. Null where PostgreSQL did not say.
   */
  before: Row | null;
}

/** Tables, columns, privileges or publications may be others from here on. */
export interface SchemaChange {
  type: "SCHEMA";
  transactions: number[];
}

export type Change = RowChange | SchemaChange;

/** Roughly, in bytes. */
export function sizeOf(row: Row): number {
  let size = 0;
  for (const text of row.values()) size += text?.length ?? 0;
  return size;
}
