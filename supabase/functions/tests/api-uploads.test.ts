import assert from "node:assert/strict";
import { objectUploads } from "../api/object-uploads.ts";
import { LARGEST_FORM_FILE, readForm } from "../api/upload-form.ts";
import { ApiError } from "../_shared/errors.ts";
import { NOW } from "./stand_ins.ts";

const KEY = "test-uploads/550e8400-e29b-41d4-a716-446655440000/My_Shop.zip";
const STORAGE = {
  endpoint: "https://account.r2.example",
  region: "auto",
  bucket: "deffatest-storage",
  accessKey: "key",
  secretKey: "secret",
};

/** A form with these parts, in this order. */
function form(...parts: [name: string, value: string | Uint8Array<ArrayBuffer>][]): FormData {
  const form = new FormData();
  for (const [name, value] of parts) {
    if (typeof value === "string") form.append(name, value);
    else form.append(name, new Blob([value]), "shop.zip");
  }
  return form;
}

async function request(body: BodyInit, headers: Record<string, string> = {}): Promise<Request> {
  const made = new Request("http://local/", { method: "POST", body, headers });
  const bytes = await made.arrayBuffer();
  const type = made.headers.get("content-type")!;
  return new Request("http://local/", {
    method: "POST",
    body: bytes,
    headers: { "content-type": type, "content-length": String(bytes.byteLength) },
  });
}

/** Reads the file to its end, as a handler does that first asks the database. */
async function collect(_fields: Record<string, string>, file: { content: AsyncIterable<Uint8Array> }): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 1));
  let bytes = 0;
  for await (const piece of file.content) bytes += piece.length;
  return bytes;
}

async function refusal(work: Promise<unknown>): Promise<[number, string]> {
  try {
    await work;
  } catch (error) {
    assert.ok(error instanceof ApiError, String(error));
    return [error.status, error.code];
  }
  throw new Error("it was not refused");
}

Deno.test("a form's fields stand before its file, which is read as it comes", async () => {
  const seen: Record<string, string>[] = [];
  const content = new Uint8Array(3_000_000).fill(7);
  const read = await readForm(
    await request(form(["test_name", "Shop"], ["test_type", "web_bundle"], ["file", content])),
    (fields, file) => {
      seen.push(fields);
      assert.equal(file.name, "shop.zip");
      return collect(fields, file);
    },
  );
  assert.deepEqual(seen, [{ test_name: "Shop", test_type: "web_bundle" }]);
  assert.equal(read.file, content.length);
});

Deno.test("a form without a file is only its fields", async () => {
  const read = await readForm(await request(form(["test_name", "Shop"])), collect);
  assert.deepEqual(read, { fields: { test_name: "Shop" } });
});

Deno.test("a field behind the file is refused before anybody believes that the file is whole", async () => {
  let whole = false;
  const body = form(["test_name", "Shop"], ["file", new Uint8Array(10)], ["late", "5"]);
  const work = readForm(await request(body), async (fields, file) => {
    await collect(fields, file);
    whole = true;
  });
  assert.deepEqual(await refusal(work), [400, "field_after_file"]);
  assert.equal(whole, false);
});

Deno.test("who is told that a field is missing which comes behind the file is told that instead", async () => {
  const body = form(["file", new Uint8Array(10)], ["test_name", "Shop"]);
  const work = readForm(await request(body), async () => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    throw new ApiError(422, "invalid_request", "test_name is missing.");
  });
  assert.deepEqual(await refusal(work), [400, "field_after_file"]);
});

Deno.test("a form that breaks off is refused, also when it does before anybody reads the file", async () => {
  const whole = await (await request(form(["test_name", "Shop"], ["file", new Uint8Array(5000)]), {})).arrayBuffer();
  const type = (await request(form(["a", "b"]))).headers.get("content-type")!;
  const boundary = new TextDecoder().decode(whole).split("\r\n")[0].slice(2);
  const part = whole.slice(0, 3000);
  const broken = new Request("http://local/", {
    method: "POST",
    body: part,
    headers: {
      "content-type": type.replace(/boundary=.*/, `boundary=${boundary}`),
      "content-length": String(part.byteLength),
    },
  });
  assert.deepEqual(await refusal(readForm(broken, collect)), [400, "form_broken"]);
});

Deno.test("a file under another name, a second file, and one that is too large are refused", async () => {
  const file = new Uint8Array(10);
  assert.deepEqual(await refusal(readForm(await request(form(["picture", file])), collect)), [400, "unknown_file"]);
  const two = await request(form(["file", file], ["file", file]));
  assert.deepEqual(await refusal(readForm(two, collect)), [400, "too_many_files"]);
  const large = await request(form(["file", new Uint8Array(LARGEST_FORM_FILE + 1)]));
  assert.deepEqual(await refusal(readForm(large, collect)), [413, "form_too_large"]);
});

Deno.test("the address of a part is for this part, of this length, for an hour", async () => {
  const address = new URL(await objectUploads(STORAGE, () => NOW).address(KEY, "an/id", 3, 8_388_608));
  assert.equal(address.origin + address.pathname, `https://account.r2.example/deffatest-storage/${KEY}`);
  assert.deepEqual(
    Object.fromEntries([...address.searchParams].filter(([name]) => !/^X-Amz-(Signature|Credential)$/.test(name))),
    {
      "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
      "X-Amz-Date": "20261120T150000Z",
      "X-Amz-Expires": "3600",
      // R2 checks every signed header, and a part of another length has another one.
      "X-Amz-SignedHeaders": "content-length;host",
      partNumber: "3",
      uploadId: "an/id",
    },
  );
  assert.match(address.searchParams.get("X-Amz-Signature")!, /^[0-9a-f]{64}$/);
});
