import { assertEquals } from "../../lib/asserts.ts";
import type { Column } from "./catalogue.ts";
import { conditionOf } from "./condition.ts";
import { type Operator, parseFilters } from "./filter.ts";

function column(name: string, sqlType: string): Column {
  const type = { name, kind: "b", castsToJson: false, element: null };
  const isOf = { isKey: false, isIdentity: false, expression: null };
  return { name: "c", type, sqlType, declaredType: sqlType, rendering: "text", ...isOf };
}

function answers(filter: string, type: string, given: (string | null)[], values: (string | null)[]): boolean[] {
  const condition = conditionOf(parseFilters(filter)[0], column(type, type), given);
  return values.map((value) => "holds" in condition ? condition.holds(value) : false);
}

Deno.test("comparisons have SQL's third value: NULL passes neither a filter nor its negation", () => {
  const values = ["1", "5", "10", null];
  assertEquals(answers("c=eq.5", "int4", ["5"], values), [false, true, false, false]);
  assertEquals(answers("c=not.eq.5", "int4", ["5"], values), [true, false, true, false]);
  assertEquals(answers("c=lt.5", "int8", ["5"], values), [true, false, false, false]);
  assertEquals(answers("c=gte.5", "int8", ["5"], values), [false, true, true, false]);
  assertEquals(answers("c=in.(1,10)", "int4", ["1", "10"], values), [true, false, true, false]);
  assertEquals(answers("c=not.in.(1,10)", "int4", ["1", "10"], values), [false, true, false, false]);
  assertEquals(answers("c=not.in.(1,NULL)", "int4", ["1", null], values), [false, false, false, false]);
  assertEquals(answers("c=is.null", "int4", ["null"], values), [false, false, false, true]);
  assertEquals(answers("c=not.is.null", "int4", ["null"], values), [true, true, true, false]);
  assertEquals(answers("c=isdistinct.5", "int4", ["5"], values), [true, false, true, true]);
});

Deno.test("truth is t and f in the log and true and false in a filter", () => {
  assertEquals(answers("c=eq.true", "bool", ["true"], ["t", "f", null]), [true, false, false]);
  assertEquals(answers("c=not.is.true", "bool", ["true"], ["t", "f", null]), [false, true, true]);
});

Deno.test("what is not certain from the text alone is asked of the database", () => {
  const asked = (filter: string, type: string) => {
    const condition = conditionOf(parseFilters(filter)[0], column(type, type), ["1"]);
    return "asked" in condition ? condition.asked.expression : null;
  };
  assertEquals(asked("c=eq.1.0", "numeric"), "($value)::numeric = (($given)::numeric)");
  assertEquals(asked("c=lt.b", "text"), "($value)::text < (($given)::text)");
  assertEquals(asked("c=not.in.(1)", "numeric"), "not (($value)::numeric = any (($given)::numeric[]))");
  const operators: Operator[] = ["like", "ilike", "match", "imatch"];
  assertEquals(operators.map((operator) => asked(`c=${operator}.a`, "text") === null), [false, false, false, false]);
});
