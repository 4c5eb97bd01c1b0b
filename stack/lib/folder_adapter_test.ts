import { assertEquals } from "./asserts.ts";
import { FolderAdapter, parseRange } from "./folder_adapter.ts";

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("an object comes back as it was put, whole and in part", () =>
  inFolder(async (folder) => {
    const adapter = new FolderAdapter(folder);
    const bytes = new TextEncoder().encode("hello there");
    await adapter.uploadObject("bucket", "a/b.txt", undefined, bytes, "text/plain", "no-cache");

    const whole = await adapter.getObject("bucket", "a/b.txt");
    const part = await adapter.getObject("bucket", "a/b.txt", undefined, { range: "bytes=6-" });

    assertEquals(whole.body?.toString(), "hello there");
    assertEquals(part.body?.toString(), "there");
    assertEquals(part.httpStatusCode, 206);
  }));

for (const [bucket, key] of [["bucket", "../other/secret"], ["..", "secret"], ["bucket", "a/../../x"], [".", "x"]]) {
  Deno.test(`the key ${bucket}/${key} does not leave its folder`, () =>
    inFolder(async (folder) => {
      const adapter = new FolderAdapter(folder);
      const refused = await adapter.uploadObject(bucket, key, undefined, new Uint8Array(1), "x/y", "")
        .then(() => "stored", (error: Error) => error.message);
      assertEquals(refused, `Invalid key: ${bucket}/${key}`);
    }));
}

Deno.test("ranges are read as RFC 9110 has them", () => {
  assertEquals(parseRange("bytes=0-4", 10), { first: 0, last: 4 });
  assertEquals(parseRange("bytes=5-", 10), { first: 5, last: 9 });
  assertEquals(parseRange("bytes=-3", 10), { first: 7, last: 9 });
  assertEquals(parseRange("bytes=20-", 10), undefined);
  assertEquals(parseRange("bytes=-", 10), undefined);
});
