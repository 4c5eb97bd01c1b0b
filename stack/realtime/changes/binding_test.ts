import { assertEquals, assertThrows } from "../../lib/asserts.ts";
import type { Binding } from "../contract.ts";
import { BindingError, describe, idsOf, readBinding } from "./binding.ts";

Deno.test("what is left out has the hosted server's defaults", () => {
  assertEquals(readBinding({ event: "insert", schema: "public", table: "t", filter: "id=eq.1", select: ["a"] }), {
    event: "INSERT",
    schema: "public",
    table: "t",
    filters: [{ column: "id", operator: "eq", value: "1", isNegated: false }],
    select: ["a"],
  });
  const all = { event: "*", filters: [], select: null };
  assertEquals(readBinding({ event: "other", schema: "s" }), { ...all, schema: "s", table: "*" });
  assertEquals(readBinding({ table: "t", select: [] as string[] } as unknown as Binding), {
    ...all,
    schema: "public",
    table: "t",
  });
});

Deno.test("a binding for nothing is refused, and shown as the hosted server shows it", () => {
  const words = "No subscription params provided. Please provide at least a `schema` or `table` to subscribe to: ";
  const refused = (binding: unknown) => assertThrows(() => readBinding(binding as Binding));
  assertEquals(
    refused({ filter: "a=eq.1", event: "*" }),
    new BindingError(`${words}%{"event" => "*", "filter" => "a=eq.1"}`),
  );
  assertEquals(refused({ schema: 5 }), new BindingError(`${words}%{"schema" => 5}`));
});

Deno.test("a refusal names what was asked for", () => {
  const wish = readBinding({ event: "INSERT", schema: "public", table: "foo", filter: "id=not.eq.1", select: ["a"] });
  assertEquals(
    describe(wish),
    '[event: INSERT, schema: public, table: foo, filters: [{"id", "eq", "1", true}], select: ["a"]]',
  );
  assertEquals(describe({ ...wish, filters: [], select: null }).endsWith("filters: [], select: nil]"), true);
});

Deno.test("equal bindings have one id, others another, and none is 0", () => {
  const bindings = Array.from({ length: 500 }, (_, at) => ({ event: "*", schema: "public", table: `t${at % 400}` }));
  const ids = idsOf(bindings);
  assertEquals(new Set(ids).size, 400);
  assertEquals(ids.slice(400), ids.slice(0, 100));
  assertEquals(ids.every((id) => Number.isInteger(id) && id > 0 && id < 2 ** 28), true);
});
