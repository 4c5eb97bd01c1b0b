import { assertEquals } from "../../lib/asserts.ts";
import { parseJson, render, type Rendering, renderingOf, type Type } from "./rendering.ts";

const type = (name: string, more: Partial<Type> = {}): Type => ({
  name,
  kind: "b",
  castsToJson: false,
  element: null,
  ...more,
});

function written(name: string, text: string | null): string {
  return JSON.stringify(render(text, renderingOf(type(name)) as Exclude<Rendering, "database">));
}

Deno.test("values are written as to_jsonb writes them", () => {
  assertEquals(written("int4", "-7"), "-7");
  assertEquals(written("int8", "9223372036854775807"), "9223372036854775807");
  assertEquals(written("numeric", "12345678901234567890.12345"), "12345678901234567890.12345");
  assertEquals(written("float8", "NaN"), "null");
  assertEquals(written("float8", "-Infinity"), "null");
  assertEquals(written("bool", "f"), "false");
  assertEquals(written("text", "5"), '"5"');
  assertEquals(written("text", null), "null");
  assertEquals(written("bytea", "\\x0102"), '"0102"');
  assertEquals(written("timestamp", "2020-01-01 00:00:00"), '"2020-01-01T00:00:00"');
  assertEquals(written("timestamptz", "2020-01-01 00:00:00.25+00"), '"2020-01-01T00:00:00.25+00:00"');
  assertEquals(written("timestamptz", "infinity"), '"infinity"');
  assertEquals(written("jsonb", '{"a": [1, "x"]}'), '{"a":[1,"x"]}');
});

Deno.test("a number in JSON keeps its digits", () => {
  assertEquals(
    JSON.stringify(parseJson('{"n": 12345678901234567890, "s": "12345678901234567890"}')),
    '{"n":12345678901234567890,"s":"12345678901234567890"}',
  );
});

Deno.test("arrays are read with their quotes, nulls and dimensions", () => {
  const array = (element: string, text: string) =>
    render(text, renderingOf(type("_x", { element: type(element) })) as never);
  assertEquals(array("int4", "{}"), []);
  assertEquals(array("int4", "{1,NULL,-3}"), [1, null, -3]);
  assertEquals(array("int4", "[0:1]={1,2}"), [1, 2]);
  assertEquals(array("int4", "{{1,2},{3,4}}"), [[1, 2], [3, 4]]);
  assertEquals(array("text", '{a,"b,c","NULL","q\\"\\\\","",NULL}'), ["a", "b,c", "NULL", 'q"\\', "", null]);
  assertEquals(array("bytea", '{"\\\\x0102"}'), ["\\x0102"]);
  assertEquals(array("timestamp", '{"2020-01-01 00:00:00"}'), ["2020-01-01T00:00:00"]);
});

Deno.test("what only the database can write is left to it", () => {
  assertEquals(renderingOf(type("pair", { kind: "c" })), "database");
  assertEquals(renderingOf(type("short", { kind: "d" })), "database");
  assertEquals(renderingOf(type("hstore", { castsToJson: true })), "database");
  assertEquals(renderingOf(type("_pair", { element: type("pair", { kind: "c" }) })), "database");
  assertEquals(renderingOf(type("mood", { kind: "e" })), "text");
});
