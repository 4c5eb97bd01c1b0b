import { assertEquals, assertThrows } from "../../lib/asserts.ts";
import { type Filter, FilterError, parseFilters } from "./filter.ts";

const filter = (column: string, operator: string, value: string, isNegated = false) =>
  ({ column, operator, value, isNegated }) as Filter;

Deno.test("nothing but blanks is no filter", () => {
  assertEquals(parseFilters(""), []);
  assertEquals(parseFilters("   "), []);
});

Deno.test("conditions are joined by commas, outside of brackets and quotes", () => {
  assertEquals(parseFilters("id=gt.0, id=lt.100"), [filter("id", "gt", "0"), filter("id", "lt", "100")]);
  assertEquals(parseFilters("id=in.(1,2),name=eq.x"), [filter("id", "in", "{1,2}"), filter("name", "eq", "x")]);
  assertEquals(parseFilters('name=eq."a,b"'), [filter("name", "eq", "a,b")]);
  assertEquals(parseFilters('name=in.("a,b",c)'), [filter("name", "in", '{"a,b",c}')]);
  assertEquals(parseFilters('name=eq."a \\"b\\", c"'), [filter("name", "eq", 'a "b", c')]);
  assertEquals(parseFilters('name=eq.5" tall,id=eq.1'), [filter("name", "eq", '5" tall'), filter("id", "eq", "1")]);
});

Deno.test("not. negates any operator, and values keep their dots and equal signs", () => {
  assertEquals(parseFilters("name=not.like.hey%"), [filter("name", "like", "hey%", true)]);
  assertEquals(parseFilters("price=eq.1.5"), [filter("price", "eq", "1.5")]);
  assertEquals(parseFilters("name=eq.a=b"), [filter("name", "eq", "a=b")]);
  assertEquals(parseFilters('name=eq."half'), [filter("name", "eq", '"half')]);
});

Deno.test("what can't be read is refused in the hosted server's words", () => {
  const refusals: [string, string][] = [
    ["subject=foo.hey", '["foo", "hey"]'],
    ["undefined", '["undefined"]'],
    ["id=eq", '["eq"]'],
    ["id=in.1,2", "`in` filter value must be wrapped by parentheses"],
    ["id=eq.1,,id=eq.2", "filter must not contain empty segments (check for extra commas)"],
    ["id=eq.1,", "filter must not contain empty segments (check for extra commas)"],
  ];
  for (const [text, words] of refusals) assertEquals(assertThrows(() => parseFilters(text)), new FilterError(words));
});
