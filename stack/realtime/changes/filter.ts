/**
 * The filter of a postgres_changes binding: `column=[not.]operator.value`, several joined by commas, all of which must
 * hold. What is refused, and in which words, is the hosted server's (supabase/realtime, subscriptions.ex).
 */

export const OPERATORS = [
  "eq",
  "neq",
  "lt",
  "lte",
  "gt",
  "gte",
  "in",
  "like",
  "ilike",
  "is",
  "match",
  "imatch",
  "isdistinct",
] as const;
export type Operator = typeof OPERATORS[number];

export interface Filter {
  column: string;
  operator: Operator;
  /** As PostgreSQL reads it; for `in` an array: {a,b}. */
  value: string;
  isNegated: boolean;
}

/** A filter that can't be read; the message is for the client. */
export class FilterError extends Error {}

export function parseFilters(text: string): Filter[] {
  return text.trim() === "" ? [] : splitConditions(text.trim()).map(parseCondition);
}

/** At the commas outside of brackets and quotes; a quote opens only after one of `.(,`. */
function splitConditions(text: string): string[] {
  const conditions: string[] = [];
  let [start, depth, isQuoted] = [0, 0, false];
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (isQuoted) {
      if (character === "\\") at++;
      else if (character === '"') isQuoted = false;
    } else if (character === '"' && at > start && ".(,".includes(text[at - 1])) {
      isQuoted = true;
    } else if (character === "(") {
      depth++;
    } else if (character === ")") {
      depth = Math.max(0, depth - 1);
    } else if (character === "," && depth === 0) {
      conditions.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...conditions, text.slice(start)];
}

function parseCondition(text: string): Filter {
  const condition = text.trim();
  if (condition === "") throw new FilterError("filter must not contain empty segments (check for extra commas)");
  const [column, rest] = splitOnce(condition, "=");
  if (rest === undefined) throw new FilterError(inspect([column]));
  const isNegated = rest.startsWith("not.");
  const [operator, value] = splitOnce(isNegated ? rest.slice("not.".length) : rest, ".");
  if (value === undefined) throw new FilterError(inspect([operator]));
  if (!isOperator(operator)) throw new FilterError(inspect([operator, value]));
  return { column, operator, value: operator === "in" ? arrayText(value) : unquoted(value), isNegated };
}

function arrayText(value: string): string {
  if (!/^\(.*\)$/s.test(value)) throw new FilterError("`in` filter value must be wrapped by parentheses");
  return `{${value.slice(1, -1)}}`;
}

/** Without the quotes around the whole of it; a value with more than that is taken as it stands. */
function unquoted(value: string): string {
  const quoted = /^"((?:\\.|[^"\\])*)"$/s.exec(value);
  return quoted ? quoted[1].replace(/\\(.)/gs, "$1") : value;
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}

function isOperator(text: string): text is Operator {
  return (OPERATORS as readonly string[]).includes(text);
}

/** A value as the hosted server, which is written in Elixir, shows it in its messages. */
export function inspect(value: unknown): string {
  if (value === null || value === undefined) return "nil";
  if (Array.isArray(value)) return `[${value.map(inspect).join(", ")}]`;
  if (typeof value === "object") {
    const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
    return `%{${entries.map(([name, item]) => `${inspect(name)} => ${inspect(item)}`).join(", ")}}`;
  }
  return JSON.stringify(value);
}

/** The same of a filter, which is a tuple there. */
export function inspectFilter({ column, operator, value, isNegated }: Filter): string {
  return `{${[column, operator, value, isNegated].map(inspect).join(", ")}}`;
}
