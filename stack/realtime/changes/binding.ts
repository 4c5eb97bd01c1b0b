/** One entry of a join's `postgres_changes`, read: what it wants of which tables. */
import type { Binding } from "../contract.ts";
import { type Filter, FilterError, inspect, inspectFilter, parseFilters } from "./filter.ts";

export const ANY = "*";

export interface Wish {
  event: "INSERT" | "UPDATE" | "DELETE" | typeof ANY;
  /** A name, or ANY. */
  schema: string;
  table: string;
  filters: Filter[];
  /** Columns besides the primary key; null for all. */
  select: string[] | null;
}

/** A binding that nothing can be subscribed to with; the message is for the client. */
export class BindingError extends Error {}

export function readBinding(binding: Binding): Wish {
  const event = readEvent(binding.event);
  const select = readSelect(binding.select);
  const { schema, table, filters } = readPlace(binding);
  if (select && (schema === ANY || table === ANY)) {
    throw new BindingError(
      "Column selection is not supported for wildcard subscriptions. Provide an explicit schema and table name.",
    );
  }
  return { event, schema, table, filters, select };
}

/** As the hosted server names it in its refusals. */
export function describe({ event, schema, table, filters, select }: Wish): string {
  const shown = `[${filters.map(inspectFilter).join(", ")}]`;
  return `[event: ${event}, schema: ${schema}, table: ${table}, filters: ${shown}, select: ${inspect(select)}]`;
}

/** Equal for equal bindings, so that a client finds its own again; never 0, which clients take for none. */
export function idsOf(bindings: Binding[]): number[] {
  const taken = new Map<number, string>();
  return bindings.map(({ event, schema, table, filter, select }) => {
    const text = JSON.stringify([event, schema, table, filter, select]);
    let id = hash(text);
    while (taken.has(id) && taken.get(id) !== text) id++;
    taken.set(id, text);
    return id;
  });
}

function readEvent(event: unknown): Wish["event"] {
  const name = typeof event === "string" ? event.toUpperCase() : ANY;
  return name === "INSERT" || name === "UPDATE" || name === "DELETE" ? name : ANY;
}

function readSelect(select: unknown): string[] | null {
  if (typeof select === "string") {
    throw new BindingError(
      "Error parsing `select` params: expected a list of column name strings, " +
        'e.g. select: ["col1", "col2"]',
    );
  }
  const names = Array.isArray(select) ? select.filter((name) => typeof name === "string") : [];
  return names.length > 0 ? names : null;
}

function readPlace(binding: Binding): { schema: string; table: string; filters: Filter[] } {
  const { schema, table, filter } = binding;
  const isGiven = (value: unknown) => value !== undefined && value !== null;
  const isText = (value: unknown) => typeof value === "string";
  if (isText(schema) && isText(table) && isText(filter)) {
    return { schema: schema!, table: table!, filters: readFilters(filter!) };
  }
  if (!isGiven(filter)) {
    if (isText(schema) && isText(table)) return { schema: schema!, table: table!, filters: [] };
    if (isText(schema) && !isGiven(table)) return { schema: schema!, table: ANY, filters: [] };
    if (isText(table) && !isGiven(schema)) return { schema: "public", table: table!, filters: [] };
  }
  throw new BindingError(
    "No subscription params provided. Please provide at least a `schema` or `table` to subscribe to: " +
      inspect(binding),
  );
}

function readFilters(text: string): Filter[] {
  try {
    return parseFilters(text);
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    throw new BindingError(`Error parsing \`filter\` params: ${error.message}`, { cause: error });
  }
}

/** FNV-1a, in 27 bits as the hosted server's. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) value = Math.imul(value ^ byte, 0x01000193);
  return (value >>> 5) || 1;
}
