/** A value's text in PostgreSQL as the JSON that `to_jsonb` makes of it. */
import type { Json } from "../contract.ts";

/** How a type is written; what is neither of the first is asked of the database itself. */
export type Rendering = "number" | "boolean" | "json" | "time" | "bytes" | "text" | "database" | { array: Rendering };

const BY_TYPE: Record<string, Rendering> = {
  int2: "number",
  int4: "number",
  int8: "number",
  float4: "number",
  float8: "number",
  numeric: "number",
  bool: "boolean",
  json: "json",
  jsonb: "json",
  timestamp: "time",
  timestamptz: "time",
  // Arrays whose text is another: separated by semicolons, by spaces.
  box: "database",
  int2vector: "database",
  oidvector: "database",
};

export interface Type {
  name: string;
  /** pg_type.typtype: b base, c composite, d domain, e enum, r range, m multirange. */
  kind: string;
  /** It has a cast to json of its own, as hstore has. */
  castsToJson: boolean;
  element: Type | null;
}

export function renderingOf(type: Type): Rendering {
  if (type.element) {
    const element = type.element.name === "bytea" ? "text" : renderingOf(type.element);
    return element === "database" ? "database" : { array: element };
  }
  // A domain is written as what it is made of, a composite as an object.
  if (type.kind === "c" || type.kind === "d" || type.castsToJson) return "database";
  if (type.name === "bytea") return "bytes";
  return BY_TYPE[type.name] ?? "text";
}

export function render(text: string | null, rendering: Exclude<Rendering, "database">): Json {
  if (text === null) return null;
  if (typeof rendering === "object") return renderArray(text, rendering.array as Exclude<Rendering, "database">);
  switch (rendering) {
    case "number":
      return renderNumber(text);
    case "boolean":
      return text === "t";
    case "json":
      return parseJson(text);
    case "time":
      return text.replace(" ", "T").replace(/([+-]\d\d)$/, "$1:00");
    case "bytes":
      return text.slice("\\x".length);
    case "text":
      return text;
  }
}

/** JSON whose numbers keep all their digits when they are written again. */
export function parseJson(text: string): Json {
  if (!/\d{16}/.test(text)) return JSON.parse(text);
  const keepDigits = (_: string, value: Json, context: { source: string }) =>
    typeof value === "number" ? renderNumber(context.source) : value;
  return JSON.parse(text, keepDigits as unknown as (this: unknown, key: string, value: unknown) => unknown);
}

/** NaN and the infinities have no JSON; the hosted server writes null. */
function renderNumber(text: string): Json {
  if (/^(NaN|-?Infinity)$/.test(text)) return null;
  if (text.length <= 15) return Number(text);
  return (JSON as unknown as { rawJSON(text: string): Json }).rawJSON(text);
}

/** The text of an array: {1,NULL,"a \"b\""}, with [lower:upper]= before it where it does not begin at 1. */
function renderArray(text: string, element: Exclude<Rendering, "database">): Json[] {
  let at = text.indexOf("{") + 1;
  return items();

  function items(): Json[] {
    const found: Json[] = [];
    while (text[at] !== "}") {
      if (text[at] === "{") {
        at++;
        found.push(items());
      } else {
        found.push(text[at] === '"' ? quotedItem() : bareItem());
      }
      if (text[at] === ",") at++;
    }
    at++;
    return found;
  }

  function bareItem(): Json {
    const end = at + text.slice(at).search(/[,}]/);
    const item = text.slice(at, end);
    at = end;
    return item === "NULL" ? null : render(item, element);
  }

  function quotedItem(): Json {
    const quoted = /"((?:\\.|[^"\\])*)"/sy;
    quoted.lastIndex = at;
    const item = quoted.exec(text)!;
    at = quoted.lastIndex;
    return render(item[1].replace(/\\(.)/gs, "$1"), element);
  }
}
