/** `recipe.ts <module> <token> <test id>`: follows a test by the documented recipe; writes a line for each event. */
import { createClient } from "npm:@supabase/supabase-js@2.119.0";
import { observedTransport, stack } from "./acting.ts";

const [address, jwt, testId] = Deno.args;
const { follow } = await import(address);
const { sockets, transport } = observedTransport();
const supabase = createClient(stack.url, stack.publishable_key, {
  accessToken: () => Promise.resolve(jwt),
  realtime: { transport },
});
const say = (line: unknown) => console.log(JSON.stringify(line));

await follow(supabase, testId, (number: number, event: string, data: unknown) => say([number, event, data]));
for await (const _ of Deno.stdin.readable) {
  // Every line on the input makes the server cut the socket off.
  sockets.at(-1)!.send("x".repeat(5_000_001));
}
