/** What every edge function's routes stand behind: one error shape, headers, limits, and a record of each request. */

import { type Hook, OpenAPIHono } from "npm:@hono/zod-openapi@1.6.3";
import { cors } from "npm:hono@4.13.19/cors";
import { routePath } from "npm:hono@4.13.19/route";
import type { Context, MiddlewareHandler } from "npm:hono@4.13.19";
import type { AddressOf } from "./address.ts";
import { enter } from "./admit.ts";
import type { Caller, ReadToken } from "./caller.ts";
import type { CallersDatabase, Database } from "./database.ts";
import { ApiError } from "./errors.ts";
import type { Gate, Limit } from "./gate.ts";
import { invalid } from "./invalid.ts";
import type { Sealing } from "./sealing.ts";
import { NONCE_HEADER, SIGNATURE_HEADER, TIME_HEADER } from "./signing.ts";
import { answerErrors, type Log } from "./respond.ts";

import type { DoorRoute, z } from "./route.ts";

export { createRoute, type DoorRoute, ErrorBody, failure, success, z } from "./route.ts";

/** What a door works with. */
export interface DoorDeps {
  gate: Gate;
  database: Database;
  readToken: ReadToken;
  address: AddressOf;
  sealing: Sealing;
  now: () => Date;
  log: Log;
  /** Sites that may call from a browser; `*` is any, which is safe because calls carry a token and never a cookie. */
  allowedOrigins: string[];
}

/** What a request carries through its handlers. */
export interface DoorEnv {
  Variables: {
    deps: DoorDeps;
    requestId: string;
    address: string;
    /** Who calls; not there on a route for everyone. */
    caller: Caller;
    /** The database as that person; not there on a route for everyone. */
    database: CallersDatabase;
    /** The code of the error that is answered. */
    errorCode?: string;
  };
}

export type DoorName = "auth" | "api" | "paddle";
type Hono = OpenAPIHono<DoorEnv>;
export type OpenApiDocument = ReturnType<Hono["getOpenAPI31Document"]>;

/** A function's routes, and what is made of them. */
export interface Door extends Pick<Hono, "fetch" | "on" | "openAPIRegistry" | "request" | "routes"> {
  /** Adds a route that was declared with `createRoute`. */
  openapi<Route extends DoorRoute>(route: Route, handler: Handler<Route>): unknown;
  getOpenAPI31Document: Hono["getOpenAPI31Document"];
}

/**
 * A route's handler. The library's own type follows every answer through every route, deeper than the compiler looks;
 * here it follows the request alone, and tests hold the answers against their schemas.
 */
type Handler<Route> = (
  context: Context<DoorEnv, string, { in: Validated<Route>; out: Validated<Route> }>,
) => Response | Promise<Response>;

type Nothing = Record<never, never>;

/** What `context.req.valid` answers, by the place that it is asked for. */
type Validated<Route> =
  & (Route extends { request: { params: infer Schema extends z.ZodType } } ? { param: z.output<Schema> } : Nothing)
  & (Route extends { request: { query: infer Schema extends z.ZodType } } ? { query: z.output<Schema> } : Nothing)
  & (Route extends { request: { headers: infer Schema extends z.ZodType } } ? { header: z.output<Schema> } : Nothing)
  & (Route extends
    { request: { body: { content: { "application/json": { schema: infer Schema extends z.ZodType } } } } }
    ? { json: z.output<Schema> }
    : Nothing);

const LIMIT_OF: Record<DoorName, Limit> = { auth: "auth", api: "api", paddle: "webhook" };

/** A function's routes below /<name>; add them with `door.openapi(createRoute({...}), handler)`. */
export function makeDoor(name: DoorName, deps: DoorDeps): Door {
  const options = { strict: false, defaultHook: refuseInvalid };
  const door = new OpenAPIHono<DoorEnv>(options).basePath(`/${name}`) as unknown as Hono;
  door.use(account(name, deps));
  door.use(cors({
    origin: deps.allowedOrigins.includes("*") ? "*" : deps.allowedOrigins,
    allowHeaders: [
      "authorization",
      "x-client-info",
      "apikey",
      "content-type",
      "x-request-id",
      "idempotency-key",
      TIME_HEADER,
      NONCE_HEADER,
      SIGNATURE_HEADER,
    ],
    allowMethods: ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"],
    exposeHeaders: [
      "x-request-id",
      "retry-after",
      "ratelimit-limit",
      "ratelimit-remaining",
      "ratelimit-reset",
      "ratelimit-policy",
      "idempotency-replayed",
    ],
    maxAge: 86_400,
  }));
  door.onError(answerErrors(deps.log));
  door.notFound(async (context) => {
    await enter(context, { access: "everyone", limit: LIMIT_OF[name] });
    const methods = methodsAt(door, context.req.path);
    if (methods.length > 0) {
      throw new ApiError(
        405,
        "method_not_allowed",
        `This endpoint has no ${context.req.method}.`,
        `It has ${methods.join(", ")}.`,
        undefined,
        { headers: { allow: methods.join(", ") } },
      );
    }
    throw new ApiError(404, "no_such_endpoint", "There is no such endpoint.", "Check the path and the method.");
  });
  return door as Door;
}

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/** Methods of the routes at a path: those that find more than the middleware, which is there for any method. */
function methodsAt(door: Hono, path: string): string[] {
  const found = (method: string) => door.router.match(method, path)[0].length;
  return METHODS.filter((method) => found(method) > found("TRACE"));
}

/** Names each request, adds the security headers, also to errors, and records it when it is answered. */
function account(door: DoorName, deps: DoorDeps): MiddlewareHandler<DoorEnv> {
  return async (context, next) => {
    const started = deps.now().getTime();
    const sent = context.req.header("x-request-id");
    const requestId = sent && /^[\w-]{8,64}$/.test(sent) ? sent : crypto.randomUUID();
    context.set("deps", deps);
    context.set("requestId", requestId);
    context.set("address", deps.address(context.req.raw));
    await next();
    const headers = context.res.headers;
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) {
      // A page says itself what it may load.
      if (!headers.has(name)) headers.set(name, value);
    }
    headers.set("x-request-id", requestId);
    const caller = context.get("caller") as Caller | undefined;
    const visit = {
      request_id: requestId,
      door,
      method: context.req.method,
      route: knownRoute(routePath(context, -1), door),
      status: context.res.status,
      code: context.get("errorCode") ?? null,
      user_id: caller?.userId ?? null,
      key_id: caller?.keyId ?? null,
      address: context.get("address"),
      user_agent: context.req.header("user-agent") ?? null,
      milliseconds: Math.round(deps.now().getTime() - started),
    };
    deps.log({ level: "info", message: "request", ...visit, path: context.req.path });
    if (visit.method === "OPTIONS") return;
    try {
      await deps.gate.record(visit);
    } catch (error) {
      // The answer stands, and the line above says the same.
      deps.log({ level: "error", message: `not recorded: ${error}`, request_id: requestId });
    }
  };
}

/** A declared route as it is written in its declaration; null for the middleware that every request passes. */
function knownRoute(path: string, door: DoorName): string | null {
  return path.includes("*") ? null : path.replace(`/${door}`, "").replaceAll(/:(\w+)/g, "{$1}");
}

const SECURITY_HEADERS = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "cross-origin",
  "referrer-policy": "no-referrer",
  "strict-transport-security": "max-age=31536000; includeSubDomains",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "x-xss-protection": "0",
};

/** Where the validators look, as fields are named in errors. */
const PLACE = { json: "body", form: "body", query: "query", param: "path", header: "header", cookie: "cookie" };

// The library's own type of a hook for every route.
// deno-lint-ignore no-explicit-any
const refuseInvalid: Hook<any, DoorEnv, any, any> = (result) => {
  if (result.success) return;
  throw invalid(PLACE[result.target as keyof typeof PLACE], result.error);
};
