import { connect } from "../_shared/connect.ts";
import { readEnv } from "../_shared/env.ts";
import { tokenReader } from "../_shared/tokens.ts";
import { guard } from "./guard.ts";
import { makeAuth } from "./handler.ts";
import { supabaseAuth } from "./supabase-auth.ts";

const env = readEnv((name) => Deno.env.get(name));
const deps = connect(env);

Deno.serve(
  makeAuth(deps, {
    auth: supabaseAuth(env, fetch),
    guard: guard(deps.database),
    readOldToken: tokenReader(env, () => new Date(0)),
    pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    // Where the platform has it, it keeps the function running until the work is done.
    afterwards: (work) => (globalThis as { EdgeRuntime?: Platform }).EdgeRuntime?.waitUntil(work),
  }).fetch,
);

interface Platform {
  waitUntil(work: Promise<void>): void;
}
