import { connect } from "../_shared/connect.ts";
import { readEnv } from "../_shared/env.ts";
import { makePaddle } from "./handler.ts";

const env = readEnv((name) => Deno.env.get(name));

Deno.serve(makePaddle(connect(env), { secrets: env.paddle.webhookSecrets }).fetch);
