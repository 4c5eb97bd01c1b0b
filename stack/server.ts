/** The one address of the local Supabase: what its gateway sends where. */
import { Hono } from "hono";
import { cors } from "hono/cors";
import type { Lite } from "./lite.ts";
import { type Auth, PREFIX as AUTH } from "./routes/auth.ts";
import { type Functions, PREFIX as FUNCTIONS } from "./routes/functions.ts";
import { PREFIX as REALTIME, type Realtime, SOCKET } from "./routes/realtime.ts";
import { PREFIX as S3_PREFIX, type S3 } from "./routes/s3.ts";

export interface Parts {
  lite: Lite;
  auth: Auth;
  s3: S3;
  functions: Functions;
  realtime: Realtime;
}

type Server = Hono<{ Bindings: Deno.ServeHandlerInfo<Deno.NetAddr> }>;

export function makeServer({ lite, auth, s3, functions, realtime }: Parts): Server {
  const app: Server = new Hono({ strict: false });

  // A function answers its own preflight and sets its own headers, as on the hosted platform.
  app.all(`${FUNCTIONS}/*`, (c) => functions.answer(c.req.raw, c.env.remoteAddr.hostname));
  // The answer to an upgrade has to leave as it is made.
  app.get(SOCKET, (c) => realtime.answer(c.req.raw));

  app.use(cors({
    origin: "*",
    allowMethods: ["GET", "HEAD", "PUT", "PATCH", "POST", "DELETE", "OPTIONS"],
    exposeHeaders: ["Content-Range", "Content-Location", "Location", "ETag", "X-Total-Count", "x-sb-error-code"],
    maxAge: 3600,
  }));

  app.get("/health", () => Response.json({ status: "ok" }));
  app.all(`${REALTIME}/*`, (c) => realtime.answer(c.req.raw));
  app.all(`${S3_PREFIX}/*`, (c) => s3.answer(c.req.raw));
  app.all("/rest/v1/*", (c) => lite.rest(c.req.raw));
  app.all(`${AUTH}/*`, (c) => auth.answer(c.req.raw, c.env.remoteAddr.hostname));
  app.all("/storage/v1/*", (c) => lite.storage(c.req.raw));

  app.notFound((c) => c.json({ message: "no Route matched with those values" }, 404));
  app.onError((error, c) => {
    console.error(`${c.req.method} ${c.req.path}:`, error);
    return c.json({ message: "An unexpected error occurred; the server's log says more" }, 500);
  });
  return app;
}
