import { connect } from "../_shared/connect.ts";
import { readEnv } from "../_shared/env.ts";
import { signer } from "../_shared/storage.ts";
import { makeApi } from "./handler.ts";
import { paddleAccount } from "./paddle-account.ts";
import { reportStore } from "./report-store.ts";

const env = readEnv((name) => Deno.env.get(name));
const deps = connect(env);

Deno.serve(
  makeApi(deps, { paddle: paddleAccount(env.paddle), reportStore, sign: signer(env.storage, deps.now) }).fetch,
);
