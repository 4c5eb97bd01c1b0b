/** Signing secrets of API keys: made here, shown once, kept sealed. */

import { createRoute, type Door, failure, success, z } from "../_shared/door.ts";
import { ApiError } from "../_shared/errors.ts";
import { succeed } from "../_shared/respond.ts";
import { makeSigningSecret, placeOfSecret } from "../_shared/signing.ts";

const KeyId = z.object({
  keyId: z.guid("It is not a UUID; use an id of the list of keys.").toLowerCase().openapi({
    example: "550e8400-e29b-41d4-a716-446655440000",
  }),
});

const NOT_FOUND = { 404: failure("There is no such key, or it is somebody else's.") };

const requireSignatures = createRoute({
  method: "post",
  path: "/v1/api-keys/signing/{keyId}",
  summary: "Make a signing secret for an API key",
  description: "From now on every request with this key has to be signed. A secret made earlier stops working.",
  tags: ["API keys"],
  access: "person",
  limit: "api",
  request: { params: KeyId },
  responses: {
    200: success(
      z.object({ id: z.string(), signing_secret: z.string().openapi({ description: "Shown this once." }) }),
      "The secret that requests have to be signed with.",
    ),
    ...NOT_FOUND,
  },
});

const stopSignatures = createRoute({
  method: "delete",
  path: "/v1/api-keys/signing/{keyId}",
  summary: "Take an API key's requests without a signature again",
  tags: ["API keys"],
  access: "person",
  limit: "api",
  request: { params: KeyId },
  responses: { 200: success(z.object({ id: z.string() }), "Signatures are not needed any more."), ...NOT_FOUND },
});

export function addSigning(door: Door): void {
  door.openapi(requireSignatures, async (context) => {
    const { keyId } = context.req.valid("param");
    const { database, sealing } = context.get("deps");
    const { userId } = context.get("caller");
    const secret = makeSigningSecret();
    const sealed = await sealing.seal(secret, placeOfSecret(keyId));
    await database.asDoor((sql) => sql`select doors.keep_signing_secret(${userId}, ${keyId}, ${sealed})`);
    return succeed(context, { id: keyId, signing_secret: secret });
  });

  door.openapi(stopSignatures, async (context) => {
    const { keyId } = context.req.valid("param");
    const { userId } = context.get("caller");
    const [row] = await context.get("deps").database.asDoor((sql) =>
      sql`select doors.forget_signing_secret(${userId}, ${keyId}) as needed`
    );
    if (row.needed) return succeed(context, { id: keyId });
    throw new ApiError(
      404,
      "no_signing_secret",
      "There is no such API key, or its requests need no signature.",
      "Check the id in the list of keys.",
    );
  });
}
