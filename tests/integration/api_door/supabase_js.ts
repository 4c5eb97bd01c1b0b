/** `supabase_js.ts <access token>`: a page that reads its dashboard by RPC and by our function; prints what it saw. */
import { createClient } from "npm:@supabase/supabase-js@2.119.0";

const [token] = Deno.args;
const { url, publishable_key } = JSON.parse(Deno.env.get("CONFORMANCE_STACK")!);
const supabase = createClient(url, publishable_key, { accessToken: () => Promise.resolve(token) });

const reads = {
  "/tests/history?limit=2": ["test_history", { p_limit: 2 }],
  "/tests/live": ["live_tests", {}],
  "/tests/summary": ["dashboard_summary", {}],
  "/user/plan": ["my_plan", {}],
  "/user/profile": ["my_profile", {}],
} as const;

const seen: Record<string, unknown> = {};
for (const [path, [name, parameters]] of Object.entries(reads)) {
  const called = await supabase.rpc(name, parameters);
  const invoked = await supabase.functions.invoke(`api${path}`, { method: "GET" });
  seen[path] = { rpc: called.data, door: invoked.data, error: called.error ?? invoked.error?.message };
}
const { error } = await supabase.rpc("test_history", { p_limit: 101 });
console.log(JSON.stringify({ seen, refusal: [error?.code, error?.message] }));
