/** Bodies that a handler reads itself, refused in the words of the router's own validators. */

import type { HonoRequest } from "npm:hono@4.13.19";
import type { z } from "../_shared/door.ts";
import { ApiError } from "../_shared/errors.ts";
import { invalid } from "../_shared/invalid.ts";

/** What a body of JSON says; `otherwise` when it is empty. Throws ApiError 400. */
export async function readJson(request: HonoRequest, otherwise?: unknown): Promise<unknown> {
  const text = await request.text();
  if (text === "" && otherwise !== undefined) return otherwise;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ApiError(400, "invalid_body", "The body is not JSON.", "Send an object with the fields.", undefined, {
      cause,
    });
  }
}

/** The fields as the schema reads them. Throws ApiError 422, which names all that are wrong. */
export function read<Schema extends z.ZodType>(schema: Schema, fields: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(fields);
  if (!parsed.success) throw invalid("body", parsed.error);
  return parsed.data;
}
