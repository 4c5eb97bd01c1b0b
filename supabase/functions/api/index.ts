import { connect } from "../_shared/connect.ts";
import { readEnv } from "../_shared/env.ts";
import { signer } from "../_shared/storage.ts";
import { makeApi } from "./handler.ts";
import { objectUploads } from "./object-uploads.ts";
import { paddleAccount } from "./paddle-account.ts";
import { reportStore } from "./report-store.ts";

const env = readEnv((name) => Deno.env.get(name));
const deps = connect(env);

Deno.serve(
  makeApi(deps, {
    functionsUrl: `${env.supabaseUrl}/functions/v1`,
    objectUploads: objectUploads(env.storage, deps.now),
    paddle: paddleAccount(env.paddle),
    reportStore,
    sign: signer(env.storage, deps.now),
  }).fetch,
);
