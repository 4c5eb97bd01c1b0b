/** What schemas say no with, in the error shape: every field that is wrong, and how. */

import type { z } from "npm:zod@4.6.7";
import { ApiError, type FieldError } from "./errors.ts";

/** A refusal of what stood in `place` (body, query, path, header or cookie). */
export function invalid(place: string, { issues }: z.ZodError): ApiError {
  const fields = issues.flatMap((issue): FieldError[] => {
    const field = [place, ...issue.path.map(String)].join(".");
    return issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => ({ field: `${field}.${key}`, message: "There is no such field." }))
      : [{ field, message: issue.message }];
  });
  // The status with which the database refuses a field: who calls need not know which of the two looked first.
  return new ApiError(
    422,
    "invalid_request",
    `The request is not as described: ${fields[0].field}: ${fields[0].message}`,
    "`fields` says what is wrong with each field.",
    undefined,
    { fields },
  );
}
