/** What the feed asks the database about a changed row; every question is one statement. */
import type postgres from "postgres";
import { setTimeout } from "node:timers/promises";
import type { Json } from "../contract.ts";
import type { Row } from "./change.ts";
import type { Asked } from "./condition.ts";
import type { Column, TableDescription } from "./catalogue.ts";
import type { Filter } from "./filter.ts";
import { parseJson } from "./rendering.ts";

/** A role and what its token says, for whom row level security decides. */
export interface Viewer {
  role: string;
  /** JSON. */
  claims: string;
}

/** More in one statement would come near its time limit where a policy is slow. */
const VIEWERS_AT_ONCE = 200;
const PAUSE_MS = 50;

/** Who of them may see the row of these keys as it is now, or as this transaction left it. */
export async function whoSees(
  database: postgres.Sql,
  table: TableDescription,
  row: Row,
  transaction: number,
  viewers: Viewer[],
): Promise<boolean[]> {
  const answers: boolean[] = [];
  for (let from = 0; from < viewers.length; from += VIEWERS_AT_ONCE) {
    const some = viewers.slice(from, from + VIEWERS_AT_ONCE);
    const [{ seen }] = await database`
      select realtime.visible_to(
        ${table.oid}::text::oid, ${transaction}::text::bigint, ${table.keys.map(({ name }) => name)}::text[],
        ${table.keys.map(({ name }) => row.get(name) ?? null)}::text[],
        ${some.map(({ role }) => role)}::text[], ${some.map(({ claims }) => claims)}::text[]
      ) as seen`;
    answers.push(...seen);
  }
  return answers;
}

/** Until what this transaction did can be seen. */
export async function waitFor(database: postgres.Sql, transaction: number): Promise<void> {
  await database`select realtime.wait_for(${transaction}::text::bigint)`;
}

/** Whether each condition holds for its value; NULL counts as no. */
export async function whichHold(
  database: postgres.Sql,
  asked: { asked: Asked; value: string | null }[],
): Promise<boolean[]> {
  const parameters: (string | null)[] = [];
  const parameter = (value: string | null) => `$${parameters.push(value)}::text`;
  const expressions = asked.map(({ asked: { expression, given }, value }) =>
    expression.replace(/\$(value|given)/g, (_, name) => parameter(name === "value" ? value : given))
  );
  const [{ hold }] = await database.unsafe(`select array[${expressions.join(", ")}]::bool[] as hold`, parameters);
  return hold.map((one: boolean | null) => one === true);
}

/** The row with the columns that are computed from others, which the log leaves out. */
export async function withComputed(database: postgres.Sql, table: TableDescription, row: Row): Promise<Row> {
  const computed = table.columns.filter((column) => column.expression !== null);
  const present = table.columns.filter((column) => row.has(column.name));
  if (computed.length === 0 || table.columns.some((column) => column.expression === null && !row.has(column.name))) {
    return row;
  }
  const source = present.map(({ name, declaredType }, at) => `$${at + 1}::text::${declaredType} as ${quoted(name)}`);
  const wanted = computed.map(({ expression }) => `(${expression})::text`);
  const [values] = await database.unsafe(
    `select ${wanted.join(", ")} from (select ${source.join(", ")}) as row`,
    present.map(({ name }) => row.get(name)!),
  ).values();
  return new Map([...row, ...computed.map(({ name }, at): [string, string | null] => [name, values[at]])]);
}

/** The values of types that only the database can write as JSON, by column. */
export async function rendered(database: postgres.Sql, columns: Column[], row: Row): Promise<Map<string, Json>> {
  const wanted = columns.filter(({ name, rendering }) => rendering === "database" && row.get(name) != null);
  if (wanted.length === 0) return new Map();
  const expressions = wanted.map(({ sqlType }, at) => `to_jsonb($${at + 1}::text::${sqlType})::text`);
  const [values] = await database.unsafe(
    `select ${expressions.join(", ")}`,
    wanted.map(({ name }) => row.get(name)!),
  ).values();
  return new Map(wanted.map(({ name }, at) => [name, parseJson(values[at])]));
}

/** A filter's values as PostgreSQL writes them; it refuses what the column's type or the operator does not take. */
export async function filterValues(
  database: postgres.Sql,
  table: number,
  role: string,
  { column, operator, value }: Filter,
): Promise<(string | null)[]> {
  const [{ given }] = await database`
    select realtime.filter_values(${table}::text::oid, ${role}, ${column}, ${operator}, ${value}) as given`;
  return given;
}

/** Refuses a role that is not there, and columns that it may not read. */
export async function checkSelect(
  database: postgres.Sql,
  table: number,
  role: string,
  columns: string[],
): Promise<void> {
  await database`select realtime.check_select(${table}::text::oid, ${role}, ${columns}::text[])`;
}

/** Asks until the database answers: one that restarts costs time, not changes. Its refusals are passed on. */
export async function answered<Answer>(ask: () => Promise<Answer>, closing: AbortSignal): Promise<Answer> {
  while (true) {
    try {
      return await ask();
    } catch (error) {
      if (!isConnectionLost(error) || closing.aborted) throw error;
      await setTimeout(PAUSE_MS);
    }
  }
}

/** The driver's codes and the system's; of PostgreSQL's those of a server that stops, starts, or is full. */
function isConnectionLost(error: unknown): boolean {
  return /^(CONNECT|E[A-Z]+$|08|53300|57P0[1-3])/.test(String((error as { code?: unknown }).code));
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
