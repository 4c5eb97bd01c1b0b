import assert from "node:assert/strict";
import type { HonoRequest } from "npm:hono@4.13.19";
import { read, readJson } from "../api/body.ts";
import { choice, line, utcText, wholeNumber } from "../api/fields.ts";
import { ApiError } from "../_shared/errors.ts";
import { z } from "../_shared/door.ts";

/** What a schema makes of a value, or what it says no with. */
function outcome(schema: z.ZodType, value: unknown): unknown {
  const parsed = schema.safeParse(value);
  return parsed.success ? parsed.data : parsed.error.issues.map(({ message }) => message);
}

async function refusal(work: () => unknown): Promise<ApiError> {
  try {
    await work();
  } catch (error) {
    assert.ok(error instanceof ApiError);
    return error;
  }
  throw new Error("nothing was refused");
}

/** A request of which only the text is read. */
const bodyOf = (text: string) => ({ text: () => Promise.resolve(text) }) as unknown as HonoRequest;

Deno.test("a whole number of a query is written in digits, and empty means the default", () => {
  const limit = wholeNumber(1, 100, 10);
  assert.equal(outcome(limit, "100"), 100);
  assert.equal(outcome(limit, "007"), 7);
  assert.equal(outcome(limit, ""), 10);
  assert.equal(outcome(limit, undefined), 10);
  for (const wrong of ["0", "101", "-1", "1.5", "1e1", "0x1", " 1", "١", "9999999999"]) {
    assert.deepEqual(outcome(limit, wrong), ["It is not a whole number from 1 to 100."], wrong);
  }
});

Deno.test("a choice is one of its words, and empty means the default", () => {
  const kind = choice(["all", "web_url"], "all");
  assert.equal(outcome(kind, "web_url"), "web_url");
  assert.equal(outcome(kind, ""), "all");
  assert.equal(outcome(kind, undefined), "all");
  for (const wrong of ["All", "web_url ", "toString", "__proto__"]) {
    assert.deepEqual(outcome(kind, wrong), ["It is none of all, web_url."], wrong);
  }
});

Deno.test("a line is trimmed, has one line, and counts characters as people do", () => {
  const name = line(3);
  assert.equal(outcome(name, " abc\n"), "abc");
  assert.equal(outcome(name, "😀😀😀"), "😀😀😀");
  assert.deepEqual(outcome(name, "abcd"), ["It is longer than 3 characters."]);
  for (const wrong of ["a\nb", "a\0b", "a\u0085b"]) {
    assert.deepEqual(outcome(name, wrong), ["It has a line break or another control character in it."], wrong);
  }
});

Deno.test("a time of the database loses its fraction and its zone", () => {
  assert.equal(utcText("2026-11-21T10:30:06.987654+02:00"), "2026-11-21T08:30:06Z");
  assert.equal(utcText("2026-11-21T08:30:06+00:00"), "2026-11-21T08:30:06Z");
});

Deno.test("an empty body is what the handler takes it for, and a broken one is refused", async () => {
  assert.deepEqual(await readJson(bodyOf(""), {}), {});
  assert.deepEqual(await readJson(bodyOf('{"a":1}'), {}), { a: 1 });
  assert.equal((await refusal(() => readJson(bodyOf("")))).status, 400);
  assert.equal((await refusal(() => readJson(bodyOf("{"), {}))).status, 400);
});

Deno.test("fields that are wrong and fields that do not exist are named together", async () => {
  const schema = z.strictObject({ name: line(3), size: z.int() });
  const { status, fields } = await refusal(() =>
    read(schema, { name: "abcd", size: 1.5, plan: "chaos", role: "admin" })
  );
  assert.equal(status, 422);
  assert.deepEqual(fields?.map(({ field }) => field).toSorted(), ["body.name", "body.plan", "body.role", "body.size"]);
  assert.deepEqual(read(schema, { name: "abc", size: 1 }), { name: "abc", size: 1 });
});
