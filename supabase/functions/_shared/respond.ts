/** One success shape and one error shape. */

import type { Context, ErrorHandler } from "npm:hono@4.13.19";
import { HTTPException } from "npm:hono@4.13.19/http-exception";
import { ApiError } from "./errors.ts";
import type { DoorEnv } from "./door.ts";

/** One line of the access log. */
export interface LogLine {
  level: "info" | "error";
  message: string;
  [key: string]: unknown;
}

export type Log = (line: LogLine) => void;

/** What may stand beside the data. */
export interface Beside {
  message?: string;
  pagination?: Record<string, unknown>;
}

/** The answer to a request that went well. */
export function succeed<Data, Extra extends Beside, Status extends 200 | 201 | 202 = 200>(
  context: Context,
  data: Data,
  extra: Extra = {} as Extra,
  status: Status = 200 as Status,
) {
  return context.json({ success: true as const, data, ...extra }, status);
}

/** Answers every error in one shape; what is no ApiError is logged and told without its words. */
export function answerErrors(log: Log): ErrorHandler<DoorEnv> {
  return (thrown, context) => {
    const error = known(thrown);
    const requestId = context.get("requestId");
    context.set("errorCode", error.code);
    if (error.status >= 500) {
      log({
        level: "error",
        message: thrown.message,
        request_id: requestId,
        stack: thrown.stack,
        cause: String(thrown.cause ?? ""),
      });
    }
    for (const [name, value] of Object.entries(error.headers)) context.header(name, value);
    return context.json({
      success: false,
      error: {
        code: error.code,
        message: error.message,
        detail: error.detail,
        hint: error.hint,
        request_id: requestId,
        fields: error.fields?.map(({ field, message }) => ({ field: placed(field, context.req.method), message })),
      },
      data: error.data,
    }, error.status);
  };
}

/** The database names a field without knowing where in the request it stood. */
function placed(field: string, method: string): string {
  if (/^(body|query|path|header|cookie)\b/.test(field)) return field;
  return `${method === "GET" ? "query" : "body"}.${field}`;
}

function known(thrown: Error): ApiError {
  if (thrown instanceof ApiError) return thrown;
  // What the router and the validators say no with.
  if (thrown instanceof HTTPException && thrown.status === 400) {
    return new ApiError(400, "invalid_body", "The body cannot be read.", "Send a body of the declared content type.");
  }
  if (thrown instanceof HTTPException && thrown.status === 415) {
    return new ApiError(
      415,
      "wrong_content_type",
      "The body's content type is not one that this endpoint takes.",
      "Set Content-Type as described, for most endpoints application/json.",
    );
  }
  return new ApiError(
    500,
    "internal",
    "Something went wrong on our side.",
    "Try again; if it stays, send us the request id.",
  );
}
