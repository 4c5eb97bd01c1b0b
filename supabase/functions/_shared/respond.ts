/** One success shape, one error shape, and the headers that every answer carries. */

import type { Context, ErrorHandler, MiddlewareHandler } from "npm:hono@4.13.19";
import { ApiError } from "./errors.ts";

/** What a request carries through its handlers. */
export interface RequestEnv {
  Variables: { requestId: string };
}

/** One line of the access log. */
export interface LogLine {
  level: "info" | "error";
  message: string;
  [key: string]: unknown;
}

export type Log = (line: LogLine) => void;

export function succeed(context: Context, data: unknown): Response {
  return context.json({ success: true, data });
}

/** Names each request, logs it when it is answered, and adds the security headers, also to errors. */
export function account(log: Log, clock: () => number): MiddlewareHandler<RequestEnv> {
  return async (context, next) => {
    const sent = context.req.header("x-request-id");
    const requestId = sent && /^[\w-]{8,64}$/.test(sent) ? sent : crypto.randomUUID();
    context.set("requestId", requestId);
    const started = clock();
    await next();
    const headers = context.res.headers;
    headers.set("x-request-id", requestId);
    headers.set("cache-control", "no-store");
    headers.set("content-security-policy", "default-src 'none'; frame-ancestors 'none'");
    headers.set("cross-origin-resource-policy", "cross-origin");
    headers.set("referrer-policy", "no-referrer");
    headers.set("strict-transport-security", "max-age=31536000; includeSubDomains");
    headers.set("x-content-type-options", "nosniff");
    headers.set("x-frame-options", "DENY");
    headers.set("x-xss-protection", "0");
    log({
      level: "info",
      message: "request",
      request_id: requestId,
      method: context.req.method,
      path: context.req.path,
      status: context.res.status,
      ms: Math.round(clock() - started),
    });
  };
}

export function answerErrors(log: Log): ErrorHandler<RequestEnv> {
  return (error, context) => {
    const requestId = context.get("requestId");
    const known = error instanceof ApiError ? error : new ApiError(
      500,
      "internal",
      "Something went wrong on our side.",
      "Try again; if it stays, send us the request id.",
    );
    if (known.status >= 500) {
      log({
        level: "error",
        message: error.message,
        request_id: requestId,
        stack: error.stack,
        cause: String(error.cause ?? ""),
      });
    }
    return context.json({
      success: false,
      error: { code: known.code, message: known.message, hint: known.hint, request_id: requestId },
      data: known.data,
    }, known.status);
  };
}
