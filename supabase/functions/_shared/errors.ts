/**
 * Everything a function says no with. A caller reads `message` and `hint`; programs read `code` and the status.
 * Any other error is logged and shown as `internal`, so nothing of ours leaks.
 */

export type ErrorStatus =
  | (400 | 401 | 402 | 403 | 404 | 405 | 408 | 409 | 410 | 413 | 415 | 422 | 423 | 429)
  | (500 | 502 | 503);

/** What an error may carry beside its words. */
export interface ErrorOptionsOfApi extends ErrorOptions {
  /** More about this very case, for people. */
  detail?: string;
  /** What is wrong with which field of the request. */
  fields?: FieldError[];
  /** Headers of the answer, such as Retry-After. */
  headers?: Record<string, string>;
}

export interface FieldError {
  /** Where it is, such as `body.test_name` or `query.limit`. */
  field: string;
  message: string;
}

export class ApiError extends Error {
  readonly detail?: string;
  readonly fields?: FieldError[];
  readonly headers: Record<string, string>;

  constructor(
    readonly status: ErrorStatus,
    readonly code: string,
    message: string,
    readonly hint?: string,
    /** What can still be told beside the error. */
    readonly data?: unknown,
    options: ErrorOptionsOfApi = {},
  ) {
    super(message, options);
    this.name = "ApiError";
    this.detail = options.detail;
    this.fields = options.fields;
    this.headers = options.headers ?? {};
  }
}

/** Seconds after which a client may ask again when something of ours did not answer. */
const RETRY_SECONDS = 2;

export const unavailable = (what: string, cause: unknown): ApiError =>
  new ApiError(503, "unavailable", `The ${what} does not answer.`, "Try again in a moment.", undefined, {
    cause,
    headers: { "retry-after": String(RETRY_SECONDS) },
  });
