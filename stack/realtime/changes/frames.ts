/** The `data` of a postgres_changes frame, as the hosted server makes it (its function realtime.apply_rls). */
import type { Json } from "../contract.ts";
import { type Row, type RowChange, sizeOf } from "./change.ts";
import type { Column, TableDescription } from "./catalogue.ts";
import { render } from "./rendering.ts";

/** Of a change that is larger, only what is short goes out. */
const LARGEST_CHANGE_BYTES = 1024 * 1024;
const SHORT_BYTES = 64;

export interface Told {
  change: RowChange;
  table: TableDescription;
  /** The row as it is, and what identified it before; computed columns are among them. */
  now: Row;
  before: Row;
  /** Values that the database has rendered, by column. */
  renderedNow: ReadonlyMap<string, Json>;
  renderedBefore: ReadonlyMap<string, Json>;
}

/** Why a role gets no rows of a table at all, or null. */
export function problemOf({ change, table }: Told, readable: ReadonlySet<string>): string | null {
  if (change.type === "DELETE") return null;
  if (table.keys.length === 0) return "Error 400: Bad Request, no primary key";
  if (!table.keys.every(({ name }) => readable.has(name))) return "Error 401: Unauthorized";
  return null;
}

export function problemData({ change, table }: Told, problem: string): Json {
  return {
    schema: table.schema,
    table: table.name,
    type: change.type,
    columns: [],
    record: {},
    commit_timestamp: null,
    errors: [problem],
  };
}

/** `select`: columns besides the primary key; null for all. */
export function changeData(told: Told, readable: ReadonlySet<string>, select: ReadonlySet<string> | null): Json {
  const { change, table, now, before } = told;
  const columns = table.columns.filter(({ name, isKey }) =>
    readable.has(name) && (select === null || select.has(name) || isKey)
  );
  const isTooLarge = sizeOf(now) + sizeOf(before) > LARGEST_CHANGE_BYTES;
  // Row level security can't be asked about a row that is gone.
  const known = change.type === "DELETE" && table.hasRowSecurity ? columns.filter(({ isKey }) => isKey) : columns;
  return {
    schema: table.schema,
    table: table.name,
    type: change.type,
    commit_timestamp: change.committedAt,
    columns: columns.map(({ name, type }) => ({ name, type: type.name })),
    ...(change.type === "DELETE" ? {} : { record: record(columns, now, told.renderedNow, isTooLarge) }),
    ...(change.type === "INSERT" ? {} : { old_record: record(known, before, told.renderedBefore, isTooLarge) }),
    errors: isTooLarge ? ["Error 413: Payload Too Large"] : null,
  };
}

/** What PostgreSQL says of the row before, or would have if it had changed: an unchanged identity is the new row's. */
export function identityBefore(change: RowChange, table: TableDescription): Row {
  if (change.before || change.type === "INSERT") return change.before ?? new Map();
  const identity = table.columns.filter(({ isIdentity, name }) => isIdentity && change.now.has(name));
  return new Map(identity.map(({ name }) => [name, change.now.get(name)!]));
}

function record(columns: Column[], row: Row, rendered: ReadonlyMap<string, Json>, onlyShort: boolean): Json {
  const shown: { [name: string]: Json } = {};
  for (const { name, rendering } of columns) {
    const text = row.get(name);
    if (text === undefined || (onlyShort && (text === null || text.length > SHORT_BYTES))) continue;
    shown[name] = rendering === "database" ? rendered.get(name) ?? null : render(text, rendering);
  }
  return shown;
}
