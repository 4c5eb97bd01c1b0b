/** What PostgreSQL says no with, in our words. */

import { ApiError, type ErrorStatus, unavailable } from "./errors.ts";

/** The code of an error that its `raise` does not name by `constraint = '...'`. */
const CODE_OF: Record<number, string> = {
  400: "invalid_request",
  401: "unauthorized",
  402: "payment_required",
  403: "forbidden",
  404: "not_found",
  409: "conflict",
  410: "gone",
  413: "too_large",
  422: "unprocessable",
  423: "locked",
  429: "rate_limited",
  503: "unavailable",
};

/** Fields of an error of the server, as the driver names them. */
interface ServerError extends Error {
  code?: string;
  detail?: string;
  hint?: string;
  constraint_name?: string;
  column_name?: string;
}

/** An error that a query ended with, as an ApiError where it is one; anything else is given back as it is. */
export function translated(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof ApiError) return error;
  const { code = "", message, hint, detail, constraint_name, column_name } = error as ServerError;
  const status = /^PT(\d{3})$/.exec(code)?.[1];
  if (status) {
    const number = Number(status) as ErrorStatus;
    const name = constraint_name || (CODE_OF[number] ?? "refused");
    // A refusal that is about one field names it by `column = '...'`.
    const fields = column_name ? [{ field: column_name, message }] : undefined;
    return new ApiError(number, name, message, hint, undefined, { cause: error, detail, fields });
  }
  if (code === "42501") {
    return new ApiError(403, "forbidden", "You may not do this.", undefined, undefined, { cause: error });
  }
  if (isUnfit(code)) {
    return new ApiError(422, "unprocessable", "A value cannot be kept.", message, undefined, { cause: error });
  }
  return isOutage(code) ? unavailable("database", error) : error;
}

/** Whether a value is one that PostgreSQL has no place for: a time, a number or a character beyond its types. */
function isUnfit(code: string): boolean {
  return /^22(003|007|008|009|021|P05)$/.test(code);
}

/** Whether another try may go well: no connection, going down, too many connections, too slow, or a deadlock. */
function isOutage(code: string): boolean {
  return /^(08...|57P0.|57014|53...|40001|40P01|55P03|25P03)$/.test(code) ||
    /^(CONNECTION_|CONNECT_TIMEOUT|ECONN|ENOENT|ENOTFOUND|EPIPE|ETIMEDOUT|EAI_)/.test(code);
}
