/** How a route is declared: what it takes and gives, who may call it, and how often. */

import { createRoute as createOpenApiRoute, type RouteConfig, z } from "npm:@hono/zod-openapi@1.6.3";
import { admit } from "./admit.ts";
import type { Access, Limit } from "./gate.ts";

export { z };

/** What the gate reads of a route. */
export interface Admission {
  access: Access;
  limit: Limit;
  /** Honour the header Idempotency-Key: a repeat gets the first answer and does nothing. */
  idempotent?: boolean;
  /** The largest body in bytes; 64 KiB unless said otherwise. */
  maxBodyBytes?: number;
}

/** A route as it is declared. Its schemas validate requests and describe the endpoint. */
export type DoorRoute = RouteConfig & Admission;

/** Like the function of this name of @hono/zod-openapi, and every route says who may call it. */
export function createRoute<Path extends string, Route extends Omit<RouteConfig, "path"> & Admission & { path: Path }>(
  route: Route,
): Route {
  const declared: DoorRoute = {
    ...route,
    responses: { ...refusals(route), ...route.responses },
    middleware: [admit(route)],
  };
  // The gate's own answers are described, and are no business of the handler's type.
  return createOpenApiRoute(declared) as unknown as Route;
}

export const ErrorBody = z.object({
  success: z.literal(false),
  error: z.object({
    code: z.string().openapi({ description: "What programs read.", example: "test_not_found" }),
    message: z.string().openapi({ example: "There is no such test." }),
    detail: z.string().optional(),
    hint: z.string().optional().openapi({ description: "What to do about it." }),
    request_id: z.string().openapi({ description: "Also in the header X-Request-Id; tell us when you ask about it." }),
    fields: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
  }),
  data: z.unknown().optional(),
}).openapi("Error");

/** The answer to a request that went well, as `succeed` makes it; `beside` is what stands beside the data. */
export function success<Data extends z.ZodType, Beside extends z.ZodRawShape = Record<never, never>>(
  data: Data,
  description: string,
  beside: Beside = {} as Beside,
) {
  return {
    description,
    content: { "application/json": { schema: z.object({ success: z.literal(true), data, ...beside }) } },
  };
}

/** An answer in the error shape, described. */
export function failure(description: string) {
  return { description, content: { "application/json": { schema: ErrorBody } } };
}

function refusals({ access, idempotent, request }: Partial<RouteConfig> & Admission) {
  const validated = request?.body || request?.query || request?.params || request?.headers;
  return {
    ...(request?.body ? { 400: failure("The body cannot be read.") } : {}),
    ...(access === "everyone" ? {} : { 401: failure("No valid access token or API key.") }),
    ...(access === "everyone" ? {} : { 403: failure("This caller may not do this.") }),
    ...(idempotent ? { 409: failure("The same request is under way.") } : {}),
    ...(request?.body ? { 413: failure("The body is too large.") } : {}),
    ...(request?.body ? { 415: failure("The body has another content type.") } : {}),
    ...(validated ? { 422: failure("The request is not as described; `fields` says where.") } : {}),
    429: failure("Too many requests; Retry-After says when to ask again."),
    500: failure("An error of ours."),
    503: failure("Something of ours does not answer; Retry-After says when to ask again."),
  };
}
