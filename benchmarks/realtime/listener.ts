/** `listener.ts`: an official client on one private topic; writes each message's number and when its callback ran. */
import { createClient } from "npm:@supabase/supabase-js@2.119.0";

const { url, key, token, topic, count } = JSON.parse(Deno.args[0]);
const client = createClient(url, key, { auth: { persistSession: false, autoRefreshToken: false } });
const heard: [number, number][] = [];
const lastOne = Promise.withResolvers<void>();

await client.realtime.setAuth(token);
client.channel(topic, { config: { private: true } })
  .on("broadcast", { event: "*" }, ({ payload }) => {
    heard.push([payload.id, (performance.timeOrigin + performance.now()) / 1000]);
    if (heard.length >= count) lastOne.resolve();
  })
  .subscribe((status, error) => console.log(status, error?.message ?? ""));

await lastOne.promise;
console.log(JSON.stringify(heard));
Deno.exit(0);
