import { assertEquals } from "../lib/asserts.ts";
import type { Settings } from "../settings.ts";
import { openFunctions } from "./functions.ts";

const URL_OF_STACK = "http://127.0.0.1:1234";

async function call(source: string, path: string, init?: RequestInit): Promise<Response> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${folder}/hello`);
    await Deno.writeTextFile(`${folder}/hello/index.ts`, source);
    const settings = { functions_folder: folder, publishable_key: "p", secret_key: "s", passwords: {} };
    const functions = openFunctions(settings as Settings, () => URL_OF_STACK);
    return await functions.answer(new Request(`${URL_OF_STACK}${path}`, init), "127.0.0.9");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a function that calls Deno.serve sees its own path and body", async () => {
  const answer = await call(
    "Deno.serve(async (r) => Response.json([r.method, new URL(r.url).pathname, await r.text()]));",
    "/functions/v1/hello/there?x=1",
    { method: "POST", body: "body" },
  );
  assertEquals(await answer.json(), ["POST", "/hello/there", "body"]);
});

Deno.test("a function that exports fetch is called, with the platform's variables set", async () => {
  const answer = await call(
    "export default { fetch: () => Response.json(JSON.parse(Deno.env.get('SUPABASE_SECRET_KEYS'))) };",
    "/functions/v1/hello",
  );
  assertEquals(await answer.json(), { default: "s" });
});

Deno.test("a function is told the caller's address after what the caller says of it", async () => {
  const answer = await call(
    "Deno.serve((request) => new Response(request.headers.get('x-forwarded-for')));",
    "/functions/v1/hello",
    { headers: { "x-forwarded-for": "203.0.113.9" } },
  );
  assertEquals(await answer.text(), "203.0.113.9, 127.0.0.9");
});

Deno.test("a function that fails answers 500, and does not take Deno.serve with it", async () => {
  const serve = Deno.serve;
  const answer = await call("throw new Error('broken');", "/functions/v1/hello");
  assertEquals(answer.status, 500);
  assertEquals(Deno.serve, serve);
});

for (
  const path of ["/functions/v1/nothing", "/functions/v1/", "/functions/v1/..%2f..%2fetc", "/functions/v1/_shared"]
) {
  Deno.test(`there is no function at ${path}`, async () => {
    assertEquals((await call("", path)).status, 404);
  });
}
