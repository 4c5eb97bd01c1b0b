/** What people test: hosts that they prove to be theirs, and logins for tests to use there. */

import type { Row } from "npm:postgres@3.4.9";
import type { Sql } from "../_shared/database.ts";
import { createRoute, type Door, failure, success, z } from "../_shared/door.ts";
import { ApiError } from "../_shared/errors.ts";
import { succeed } from "../_shared/respond.ts";
import type { Sealing } from "../_shared/sealing.ts";
import { line, Time, utcText } from "./fields.ts";

const idOf = (name: string, list: string) =>
  z.object({
    [name]: z.guid(`It is not a UUID; use an id of the list of ${list}.`).toLowerCase().openapi({
      example: "550e8400-e29b-41d4-a716-446655440000",
    }),
  });
const TargetId = idOf("targetId", "targets");
const CredentialId = idOf("credentialId", "logins");

const Host = z.string().trim().min(1).max(253).openapi({
  description: "Without https:// and path; an international name in its xn-- form.",
  example: "shop.example.com",
});

const Target = z.object({
  id: z.string(),
  host: z.string().openapi({ example: "shop.example.com" }),
  state: z.enum(["pending", "verified", "refused", "lost"]),
  method: z.enum(["dns", "file"]).nullable().openapi({
    description: "How it was proved last: dns covers the host and all below it, file the host alone.",
  }),
  outcome: z.string().openapi({ description: "What came of the last check, in words." }),
  challenge: z.object({
    dns: z.object({ type: z.literal("TXT"), name: z.string(), value: z.string() }),
    file: z.object({ url: z.string(), content: z.string() }),
  }).openapi({ description: "Publish one of the two, and leave it: it is looked for again every week." }),
  created_at: Time,
  checked_at: Time.nullable(),
  verified_at: Time.nullable(),
  expires_at: Time.nullable(),
}).openapi("Target");

const Credential = z.object({
  id: z.string(),
  host: z.string().openapi({ example: "shop.example.com" }),
  label: z.string().openapi({ example: "A customer" }),
  created_at: Time,
  rotated_at: Time.nullable().openapi({ description: "When it was last replaced, or sealed with a newer key." }),
  used_at: Time.nullable().openapi({ description: "When a test last got it." }),
}).openapi("Credential");

const secret = (longest: number) => z.string().min(1).max(longest);

/** What is sealed. */
const Account = z.strictObject({
  username: line(320).min(1).openapi({ example: "ann@example.com" }),
  password: secret(1024).openapi({ example: "correct horse battery" }),
  totp_secret: z.string().trim().max(512).refine(canMakeCodes, "It is neither base32 text nor an otpauth:// address.")
    .nullish()
    .openapi({ description: "For one-time codes: what the QR code holds, or its secret in base32." }),
  fields: z.record(z.string().min(1).max(100), secret(1024)).optional()
    .refine((fields) => Object.keys(fields ?? {}).length <= 20, "There are more than 20 fields.")
    .openapi({ description: "Further fields of the form, by their names.", example: { tenant: "acme" } }),
});

const shared = { access: "person or key", limit: "api" } as const;
const targets = { ...shared, tags: ["Targets"] as string[] };
const credentials = { ...shared, tags: ["Logins for tests"] as string[] };
const json = <Schema extends z.ZodType>(schema: Schema) => ({
  required: true,
  content: { "application/json": { schema } },
});
const NO_TARGET = { 404: failure("There is no such target, or it is somebody else's.") };
const NO_CREDENTIAL = { 404: failure("There is no such login, or it is somebody else's.") };

const listTargets = createRoute({
  ...targets,
  method: "get",
  path: "/targets",
  summary: "List your targets",
  responses: { 200: success(z.array(Target), "Your targets by name.") },
});

const claimTarget = createRoute({
  ...targets,
  method: "post",
  path: "/targets",
  summary: "Say that a host is yours",
  description: "Tests try hostile data and guessed addresses only on hosts that are proved to be their owner's.",
  request: { body: json(z.strictObject({ host: Host })) },
  responses: {
    201: success(Target, "With the challenge to publish; a host that you named before as it stands."),
    409: failure("There are too many targets."),
  },
});

const verifyTarget = createRoute({
  ...targets,
  method: "post",
  path: "/targets/{targetId}/verify",
  summary: "Have the challenge looked for",
  description: "Happens within seconds: read the target again.",
  request: { params: TargetId },
  responses: { 202: success(Target, "It is being checked."), ...NO_TARGET },
});

const readTarget = createRoute({
  ...targets,
  method: "get",
  path: "/targets/{targetId}",
  summary: "Read a target",
  request: { params: TargetId },
  responses: { 200: success(Target, "As it stands."), ...NO_TARGET },
});

const forgetTarget = createRoute({
  ...targets,
  method: "delete",
  path: "/targets/{targetId}",
  summary: "Delete a target",
  request: { params: TargetId },
  responses: { 200: success(z.object({ id: z.string() }), "It is no longer yours to probe."), ...NO_TARGET },
});

const listCredentials = createRoute({
  ...credentials,
  method: "get",
  path: "/credentials",
  summary: "List your logins for tests",
  responses: { 200: success(z.array(Credential), "Without user names and passwords, which nobody can read again.") },
});

const storeCredential = createRoute({
  ...credentials,
  method: "post",
  path: "/credentials",
  summary: "Leave a login for tests",
  description: "Kept sealed, typed on pages of its host alone, and never shown again. Use an account made for testing.",
  request: { body: json(Account.extend({ host: Host, label: line(100).min(1).optional() })) },
  responses: { 201: success(Credential, "Name its id as credential_id when you submit a test.") },
});

const replaceCredential = createRoute({
  ...credentials,
  method: "put",
  path: "/credentials/{credentialId}",
  summary: "Replace a login for tests",
  description: "As after a change of password.",
  request: { params: CredentialId, body: json(Account.extend({ label: line(100).min(1).optional() })) },
  responses: { 200: success(Credential, "As it is now."), ...NO_CREDENTIAL },
});

const deleteCredential = createRoute({
  ...credentials,
  method: "delete",
  path: "/credentials/{credentialId}",
  summary: "Delete a login for tests",
  request: { params: CredentialId },
  responses: { 200: success(z.object({ id: z.string() }), "Tests use it no more."), ...NO_CREDENTIAL },
});

export function addTargets(door: Door): void {
  door.openapi(listTargets, async (context) => {
    const { userId } = context.get("caller");
    const rows = await context.get("database").asCaller((sql) =>
      sql`select * from public.target_ownership where user_id = ${userId} order by host`
    );
    return succeed(context, rows.map(targetOf));
  });

  door.openapi(claimTarget, async (context) => {
    const { host } = context.req.valid("json");
    const [row] = await context.get("database").asCaller((sql) => sql`select * from public.claim_target(${host})`);
    return succeed(context, targetOf(row), {}, 201);
  });

  door.openapi(readTarget, async (context) => {
    const { targetId } = context.req.valid("param");
    const { userId } = context.get("caller");
    const [row] = await context.get("database").asCaller((sql) =>
      sql`select * from public.target_ownership where id = ${targetId} and user_id = ${userId}`
    );
    if (!row) {
      throw new ApiError(404, "target_not_found", "There is no such target.", "Look at your targets for its id.");
    }
    return succeed(context, targetOf(row));
  });

  door.openapi(verifyTarget, async (context) => {
    const { targetId } = context.req.valid("param");
    const [row] = await context.get("database").asCaller((sql) => sql`select * from public.verify_target(${targetId})`);
    return succeed(context, targetOf(row), {}, 202);
  });

  door.openapi(forgetTarget, async (context) => {
    const { targetId } = context.req.valid("param");
    await context.get("database").asCaller((sql) => sql`select public.forget_target(${targetId})`);
    return succeed(context, { id: targetId });
  });
}

export function addCredentials(door: Door): void {
  door.openapi(listCredentials, async (context) => {
    const { userId } = context.get("caller");
    const rows = await context.get("database").asCaller((sql) => shown(sql, userId));
    return succeed(context, rows.map(credentialOf));
  });

  door.openapi(storeCredential, async (context) => {
    const { host, label = host, ...account } = context.req.valid("json");
    const { userId } = context.get("caller");
    const { database, sealing } = context.get("deps");
    const id = crypto.randomUUID();
    const sealed = await seal(sealing, id, account);
    const [row] = await database.asDoor((sql) =>
      sql`select doors.store_credential(${userId}, ${id}, ${host}, ${label}, ${sealed}) as login`
    );
    return succeed(context, credentialOf(row.login), {}, 201);
  });

  door.openapi(replaceCredential, async (context) => {
    const { credentialId } = context.req.valid("param");
    const { label = null, ...account } = context.req.valid("json");
    const { userId } = context.get("caller");
    const { database, sealing } = context.get("deps");
    const sealed = await seal(sealing, credentialId, account);
    const [row] = await database.asDoor((sql) =>
      sql`select doors.replace_credential(${userId}, ${credentialId}, ${label}, ${sealed}) as login`
    );
    return succeed(context, credentialOf(row.login));
  });

  door.openapi(deleteCredential, async (context) => {
    const { credentialId } = context.req.valid("param");
    const { userId } = context.get("caller");
    const [row] = await context.get("database").asCaller((sql) =>
      sql`delete from public.target_credentials where id = ${credentialId} and user_id = ${userId} returning id`
    );
    if (!row) {
      throw new ApiError(404, "credential_not_found", "There is no such login.", "Look at your logins for its id.");
    }
    return succeed(context, { id: credentialId });
  });
}

/** Whether one-time codes can be made from it (RFC 6238, base32 of RFC 4648), as the workers read it. */
function canMakeCodes(text: string): boolean {
  const secret = text.startsWith("otpauth://") ? URL.parse(text)?.searchParams.get("secret") ?? "" : text;
  const digits = secret.replaceAll(/[\s-]/g, "").replace(/=+$/, "");
  return /^[A-Z2-7]+$/i.test(digits) && [0, 2, 4, 5, 7].includes(digits.length % 8);
}

/** Sealed for its row: only a worker that holds the lease of a test gets it, and only with our keys it opens. */
function seal(sealing: Sealing, id: string, { username, password, totp_secret, fields }: z.infer<typeof Account>) {
  const plain = { username, password, ...(totp_secret ? { totp_secret } : {}), ...(fields ? { fields } : {}) };
  return sealing.seal(JSON.stringify(plain), `target_credentials/${id}`);
}

const shown = (sql: Sql, userId: string) =>
  sql`
    select id, host, label, created_at, rotated_at, used_at
    from public.target_credentials
    where user_id = ${userId}
    order by host, created_at, id`;

const time = (value: string | null) => value === null ? null : utcText(value);

function targetOf(row: Row): z.infer<typeof Target> {
  const { id, host, state, method, outcome, challenge } = row;
  return {
    id,
    host,
    state,
    method,
    outcome,
    challenge: {
      dns: { type: "TXT", name: `_deffatest-challenge.${host}`, value: challenge },
      file: { url: `https://${host}/.well-known/deffatest-challenge.txt`, content: challenge },
    },
    created_at: utcText(row.created_at),
    checked_at: time(row.checked_at),
    verified_at: time(row.verified_at),
    expires_at: time(row.expires_at),
  };
}

const credentialOf = ({ id, host, label, created_at, rotated_at, used_at }: Row): z.infer<typeof Credential> => ({
  id,
  host,
  label,
  created_at: utcText(created_at),
  rotated_at: time(rotated_at),
  used_at: time(used_at),
});
