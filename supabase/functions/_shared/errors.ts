/**
 * Everything a function says no with. A caller reads `message` and `hint`; programs read `code` and the status.
 * Any other error is logged and shown as `internal`, so nothing of ours leaks.
 */

export class ApiError extends Error {
  constructor(
    readonly status: 400 | 401 | 403 | 404 | 405 | 409 | 410 | 422 | 500 | 503,
    readonly code: string,
    message: string,
    readonly hint?: string,
    /** What can still be told beside the error. */
    readonly data?: unknown,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = "ApiError";
  }
}

export const unauthorized = (cause?: unknown): ApiError =>
  new ApiError(
    401,
    "unauthorized",
    "A valid access token is needed.",
    "Sign in and send the token as `Authorization: Bearer <access token>`; refresh it when it has expired.",
    undefined,
    { cause },
  );

export const unavailable = (what: string, cause: unknown): ApiError =>
  new ApiError(503, "unavailable", `The ${what} does not answer.`, "Try again in a moment.", undefined, { cause });
