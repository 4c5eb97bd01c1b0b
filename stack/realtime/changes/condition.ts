/**
 * A filter made ready for one table: what can be said exactly here is said here, the rest the database is asked.
 * Logic is SQL's with its third value: a comparison with NULL is neither true nor false, so that nothing is delivered.
 */
import type { Column } from "./catalogue.ts";
import type { Filter } from "./filter.ts";

/** Of these types equal values have one text, and only equal ones. */
const ONE_TEXT_A_VALUE = new Set(
  ["int2", "int4", "int8", "oid", "text", "varchar", "uuid", "bool", "date", "timestamp", "timestamptz"],
);
const WHOLE_NUMBERS = new Set(["int2", "int4", "int8"]);

/** What the filter says of a column's value; the name of an SQL expression where the database must be asked. */
export type Condition = { column: string; holds(value: string | null): boolean } | { column: string; asked: Asked };

/** `$value` and `$given` stand for the column's value and the filter's, both as text. */
export interface Asked {
  expression: string;
  given: string;
}

/** `given` are the filter's values as casts to text write them: one, or for `in` those of the array. */
export function conditionOf(filter: Filter, column: Column, given: (string | null)[]): Condition {
  // The log writes truth as t and f.
  const values = column.type.name === "bool" ? given.map((value) => value && value[0]) : given;
  const decide = decisionOf(filter, column, values);
  if (decide) {
    return { column: column.name, holds: (value) => decide(value) === !filter.isNegated };
  }
  return { column: column.name, asked: asked(filter, column) };
}

type Answer = boolean | null;

function decisionOf(
  { operator, value: text }: Filter,
  { type }: Column,
  given: (string | null)[],
): ((value: string | null) => Answer) | null {
  const hasOneText = ONE_TEXT_A_VALUE.has(type.name) || type.kind === "e";
  const [other] = given;
  switch (operator) {
    case "is":
      return decisionOfIs(text);
    case "isdistinct":
      return hasOneText ? (value) => value !== other : null;
    case "eq":
      return hasOneText ? orNull((value) => value === other) : null;
    case "neq":
      return hasOneText ? orNull((value) => value !== other) : null;
    case "in":
      return hasOneText ? orNull((value) => given.includes(value) ? true : given.includes(null) ? null : false) : null;
    case "lt":
      return WHOLE_NUMBERS.has(type.name) ? orNull((value) => BigInt(value) < BigInt(other!)) : null;
    case "lte":
      return WHOLE_NUMBERS.has(type.name) ? orNull((value) => BigInt(value) <= BigInt(other!)) : null;
    case "gt":
      return WHOLE_NUMBERS.has(type.name) ? orNull((value) => BigInt(value) > BigInt(other!)) : null;
    case "gte":
      return WHOLE_NUMBERS.has(type.name) ? orNull((value) => BigInt(value) >= BigInt(other!)) : null;
    default:
      return null;
  }
}

function decisionOfIs(keyword: string): (value: string | null) => Answer {
  const wanted = { null: null, unknown: null, true: "t", false: "f" }[keyword];
  return (value) => value === wanted;
}

function orNull(decide: (value: string) => Answer): (value: string | null) => Answer {
  return (value) => value === null ? null : decide(value);
}

const SYMBOLS = {
  eq: "=",
  neq: "<>",
  lt: "<",
  lte: "<=",
  gt: ">",
  gte: ">=",
  in: "= any",
  like: "like",
  ilike: "ilike",
  match: "~",
  imatch: "~*",
  isdistinct: "is distinct from",
};

function asked({ operator, value, isNegated }: Filter, { sqlType }: Column): Asked {
  const symbol = SYMBOLS[operator as keyof typeof SYMBOLS];
  const compared = `($value)::${sqlType} ${symbol} (($given)::${sqlType}${operator === "in" ? "[]" : ""})`;
  return { expression: isNegated ? `not (${compared})` : compared, given: value };
}
