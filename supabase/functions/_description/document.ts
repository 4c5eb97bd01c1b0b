/** One OpenAPI 3.1 document of all functions, made of the schemas that validate their requests. */

import type { Door, OpenApiDocument as Document } from "../_shared/door.ts";
import type { Access } from "../_shared/gate.ts";
import { EXAMPLES } from "./examples.ts";
import { INTRODUCTION, TAGS } from "./words.ts";

export type { Document };
type Operation = NonNullable<NonNullable<Document["paths"]>[string]["get"]>;
type Response = NonNullable<NonNullable<Document["components"]>["responses"]>[string];
type Responses = Record<string, { headers?: unknown; content?: Record<string, { example?: unknown }> }>;

const METHODS = ["get", "post", "put", "patch", "delete"] as const;

/** What a declaration says to the gate; in the document it is said in OpenAPI's own words. */
interface ForTheGate {
  access?: Access;
  limit?: string;
  idempotent?: boolean;
  maxBodyBytes?: number;
  middleware?: unknown;
}

export function describe(doors: Door[]): Document {
  const declared = doors.map((door) => door.getOpenAPI31Document({ openapi: "3.1.0", info: INTRODUCTION }));
  const paths = Object.assign({}, ...declared.map((part) => part.paths)) as NonNullable<Document["paths"]>;
  const told = Object.entries(paths)
    .filter(([path]) => !isSecondName(path, paths))
    .map(([path, item]) => {
      const operations = METHODS.flatMap((method) =>
        item[method] ? [[method, asTold(method, path, item[method])]] : []
      );
      return [path, Object.fromEntries(operations)] as [string, Record<string, Operation>];
    });
  const { shared, lookUp } = sharedResponses(told.flatMap(([, item]) => Object.values(item)));
  return {
    openapi: "3.1.0",
    info: INTRODUCTION,
    servers: [{
      url: "https://{project}.supabase.co/functions/v1",
      variables: { project: { default: "your-project", description: "The reference of the Supabase project." } },
    }],
    tags: TAGS,
    paths: Object.fromEntries(inOrder(told).map(([path, item]) => [path, mapped(item, lookUp)])),
    components: {
      schemas: sorted(Object.assign({}, ...declared.map((part) => part.components?.schemas))),
      responses: shared,
      headers: HEADERS,
      securitySchemes: SECURITY_SCHEMES,
    },
  };
}

/** /api/v1/tests/… is /api/tests/… by another name, which its description says. */
function isSecondName(path: string, paths: object): boolean {
  return path.startsWith("/api/v1/") && path.replace("/v1", "") in paths;
}

/** The paths by their rooms. */
function inOrder(paths: [string, Record<string, Operation>][]): [string, Record<string, Operation>][] {
  const place = ([, item]: [string, Record<string, Operation>]) => {
    const tag = Object.values(item)[0].tags?.[0];
    const found = TAGS.findIndex(({ name }) => name === tag);
    return found < 0 ? TAGS.length : found;
  };
  return paths.toSorted((one, other) => place(one) - place(other));
}

/** Refusals that several operations have in common, said once. */
function sharedResponses(operations: Operation[]) {
  const uses = new Map<string, number>();
  for (const { responses = {} } of operations) {
    for (const [status, response] of Object.entries(responses)) {
      const key = `${status} ${JSON.stringify(response)}`;
      uses.set(key, (uses.get(key) ?? 0) + 1);
    }
  }
  const names = new Map<string, string>();
  const shared: Record<string, Response> = {};
  for (const [key, count] of [...uses].sort(([one], [other]) => one < other ? -1 : 1)) {
    const status = key.slice(0, 3);
    if (count < 2 || status < "400") continue;
    const name = `Refused${status}${suffix([...names.values()].filter((name) => name.includes(status)).length)}`;
    names.set(key, name);
    shared[name] = JSON.parse(key.slice(4));
  }
  const lookUp = (operation: Operation): Operation => ({
    ...operation,
    responses: Object.fromEntries(
      Object.entries(operation.responses ?? {}).map(([status, response]) => {
        const name = names.get(`${status} ${JSON.stringify(response)}`);
        return [status, name ? { $ref: `#/components/responses/${name}` } : response];
      }),
    ),
  });
  return { shared, lookUp };
}

const suffix = (place: number) => place === 0 ? "" : String.fromCharCode("A".charCodeAt(0) + place);

function mapped<From, To>(record: Record<string, From>, made: (one: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([name, one]) => [name, made(one)]));
}

/** An operation with its caller, its limit, the headers of its answers and its examples. */
function asTold(method: string, path: string, declared: Operation): Operation {
  const { access, limit, idempotent, maxBodyBytes: _, middleware: __, ...operation } = declared as
    & Operation
    & ForTheGate;
  const example = EXAMPLES[`${method.toUpperCase()} ${path}`];
  return {
    operationId: operationId(method, path),
    ...operation,
    ...(limit === "webhook"
      ? { security: [{ paddleSignature: [] }] }
      : { security: SECURITY_OF[access ?? "everyone"] }),
    parameters: [...(operation.parameters ?? []), ...(idempotent ? [IDEMPOTENCY_KEY] : [])],
    ...(operation.requestBody ? { requestBody: withExample(operation.requestBody, example?.request) } : {}),
    responses: Object.fromEntries(
      Object.entries(operation.responses as Responses).map(([status, response]) => [status, {
        ...withExample(response, status.startsWith("2") ? example?.response : undefined),
        headers: headersOf(status),
      }]),
    ),
  };
}

/** The same body with this example, where it has none of its own. */
function withExample<Body extends object>(body: Body, example: unknown): Body {
  const content = (body as { content?: Record<string, object> }).content;
  if (!content || example === undefined) return body;
  return {
    ...body,
    content: Object.fromEntries(Object.entries(content).map(([type, media]) => [type, { example, ...media }])),
  };
}

/** `post /api/tests/{testId}/cancel` as postTestsCancel: stable names for the clients that are made of the document. */
function operationId(method: string, path: string): string {
  const words = path.replace(/^\/api\b/, "").replaceAll(/\{\w+\}/g, "").split(/[^A-Za-z0-9]+/).filter(Boolean);
  return method + words.map((word) => word[0].toUpperCase() + word.slice(1)).join("");
}

const SECURITY_OF: Record<Access, Record<string, string[]>[]> = {
  "everyone": [],
  "person": [{ accessToken: [] }],
  "person or key": [{ accessToken: [] }, { apiKey: [] }],
};

const SECURITY_SCHEMES = {
  accessToken: {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
    description: "The access token that signing in gave. It works for 15 minutes; refresh it then.",
  },
  apiKey: {
    type: "http",
    scheme: "bearer",
    bearerFormat: "sk-deffatest-…",
    description: "An API key, for programs of people on Chaos Mode. It manages no keys, billing, profile or sign-in.",
  },
  paddleSignature: {
    type: "apiKey",
    in: "header",
    name: "Paddle-Signature",
    description: "`ts=<seconds>;h1=<HMAC-SHA256 of ts:body>`, made by Paddle with the webhook's secret.",
  },
} as const;

const text = (description: string, example: string) => ({
  description,
  schema: { type: "string" as const },
  example,
});
const HEADERS = {
  "X-Request-Id": text("The request's name in our record; tell us when you ask about it.", "req-550e8400-e29b"),
  "RateLimit-Limit": text("Requests a minute by the tightest limit that applies.", "600"),
  "RateLimit-Remaining": text("How many of them are left.", "599"),
  "RateLimit-Reset": text("Seconds until the oldest request is forgotten.", "61"),
  "RateLimit-Policy": text(
    "All limits that apply (draft-ietf-httpapi-ratelimit-headers-06).",
    '600;w=60;comment="account"',
  ),
  "Retry-After": text("Seconds after which to ask again.", "30"),
};

function headersOf(status: string) {
  const names = Object.keys(HEADERS).filter((name) => name !== "Retry-After" || ["429", "503", "423"].includes(status));
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

const IDEMPOTENCY_KEY = {
  name: "Idempotency-Key",
  in: "header" as const,
  required: false,
  description:
    "A name of yours for this request, such as a UUID. Sent again with it, the request gets its first answer.",
  schema: { type: "string" as const, minLength: 1, maxLength: 255 },
};

function sorted<Value>(record: Record<string, Value>): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).sort(([one], [other]) => one < other ? -1 : 1));
}
