/** A person's API keys: made, listed without their secrets, switched off and on, deleted. */

import { createRoute, type Door, failure, success, z } from "../_shared/door.ts";
import { ApiError } from "../_shared/errors.ts";
import { succeed } from "../_shared/respond.ts";
import { read, readJson } from "./body.ts";
import { Time, utcText } from "./fields.ts";

const KeyId = z.object({
  keyId: z.guid("It is not a UUID; use an id of the list of keys.").toLowerCase().openapi({
    example: "550e8400-e29b-41d4-a716-446655440000",
  }),
});

const ListedKey = z.object({
  id: z.string(),
  name: z.string(),
  api_key_hash: z.string().openapi({
    description: "The first digits alone: they tell keys apart and are no use to anybody else.",
    example: "sha256:3f79bb7b",
  }),
  is_active: z.boolean(),
  created_at: Time,
  expires_at: Time.nullable(),
  last_used_at: Time.nullable().openapi({ description: "To the minute." }),
  signs_since: Time.nullable().openapi({ description: "Since when each request with this key has to be signed." }),
}).openapi("ApiKey");

const Wanted = z.strictObject({ expires_at: z.iso.datetime({ offset: true }).nullish() });

const NewKey = z.object({
  id: z.string(),
  api_key: z.string().openapi({
    description: "Shown this once; only its hash is kept.",
    example: "sk-deffatest-a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6",
  }),
  name: z.string(),
  is_active: z.boolean(),
  created_at: Time,
  expires_at: Time.optional(),
}).openapi("NewApiKey");

const shared = { tags: ["API keys"] as string[], access: "person", limit: "api" } as const;
const NOT_FOUND = { 404: failure("There is no such key, or it is somebody else's.") };

const listKeys = createRoute({
  ...shared,
  method: "get",
  path: "/v1/api-keys",
  summary: "List your API keys",
  responses: { 200: success(z.array(ListedKey), "Your keys without their secrets, newest first.") },
});

const generateKey = createRoute({
  ...shared,
  method: "post",
  path: "/v1/api-keys/generate",
  summary: "Make an API key",
  description: "For accounts on an active Chaos plan. The whole key is answered this once.",
  request: {
    body: {
      // Described and not validated by the router, which takes no empty body of this content type.
      content: {
        "application/json": {
          schema: {
            type: "object" as const,
            additionalProperties: false,
            properties: {
              expires_at: {
                type: "string" as const,
                format: "date-time",
                description: "Without it the key does not expire.",
                example: "2027-06-01T10:00:00Z",
              },
            },
          },
        },
      },
    },
  },
  responses: { 201: success(NewKey, "The key.") },
});

const switchKey = createRoute({
  ...shared,
  method: "put",
  path: "/v1/api-keys/status/{keyId}",
  summary: "Switch an API key off or on",
  request: {
    params: KeyId,
    body: {
      required: true,
      content: { "application/json": { schema: z.strictObject({ is_active: z.boolean() }) } },
    },
  },
  responses: {
    200: success(z.object({ id: z.string(), is_active: z.boolean() }), "As it is now.", { message: z.string() }),
    ...NOT_FOUND,
  },
});

const revokeKey = createRoute({
  ...shared,
  method: "delete",
  path: "/v1/api-keys/revoke/{keyId}",
  summary: "Delete an API key",
  request: { params: KeyId },
  responses: {
    200: success(z.object({ id: z.string() }), "It works no more.", { message: z.string() }),
    ...NOT_FOUND,
  },
});

export function addKeys(door: Door): void {
  door.openapi(listKeys, async (context) => {
    const { userId } = context.get("caller");
    const rows = await context.get("database").asCaller((sql) =>
      sql`
        select
          id, name, shown_hash as api_key_hash, is_active,
          private.utc_text(created_at) as created_at,
          private.utc_text(expires_at) as expires_at,
          private.utc_text(last_used_at) as last_used_at,
          private.utc_text(signs_since) as signs_since
        from public.api_keys join public.api_key_details on key_id = id
        where user_id = ${userId}
        order by api_keys.created_at desc, id`
    );
    return succeed(context, z.array(ListedKey).parse([...rows]));
  });

  door.openapi(generateKey, async (context) => {
    const { expires_at = null } = read(Wanted, await readJson(context.req, {}));
    const [row] = await context.get("database").asCaller((sql) =>
      sql`select public.generate_api_key(${expires_at}) as key`
    );
    const { created_at, expires_at: ends, ...key } = row.key;
    const times = { created_at: utcText(created_at), ...(ends ? { expires_at: utcText(ends) } : {}) };
    return succeed(context, NewKey.parse({ ...key, ...times }), {}, 201);
  });

  door.openapi(switchKey, async (context) => {
    const { keyId } = context.req.valid("param");
    const { is_active } = context.req.valid("json");
    const { userId } = context.get("caller");
    const [row] = await context.get("database").asCaller((sql) =>
      sql`
        update public.api_keys
        set is_active = ${is_active}
        where id = ${keyId} and user_id = ${userId}
        returning id`
    );
    if (!row) throw noSuchKey();
    return succeed(context, { id: keyId, is_active }, { message: "API key status updated successfully" });
  });

  door.openapi(revokeKey, async (context) => {
    const { keyId } = context.req.valid("param");
    const { userId } = context.get("caller");
    const [row] = await context.get("database").asCaller((sql) =>
      sql`delete from public.api_keys where id = ${keyId} and user_id = ${userId} returning id`
    );
    if (!row) throw noSuchKey();
    return succeed(context, { id: keyId }, { message: "API key deleted successfully" });
  });
}

const noSuchKey = () =>
  new ApiError(404, "api_key_not_found", "There is no such API key.", "Check the id in the list of keys.");
