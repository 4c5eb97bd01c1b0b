/**
 * Doing something once, however often it is asked: the header Idempotency-Key (draft-ietf-httpapi-idempotency-key-header).
 *
 * A request with a key runs in one transaction: what it does and the answer to it are committed together, or neither is.
 * So there is no moment at which a crash leaves work without the answer that would stop a repeat.
 */

import type { Context, Next } from "npm:hono@4.13.19";
import { z } from "npm:zod@4.6.7";
import { become, cease, ownTransaction } from "./database.ts";
import type { DoorEnv } from "./door.ts";
import { ApiError } from "./errors.ts";
import { sha256 } from "./hash.ts";

const KEY = /^[\x21-\x7e]{1,255}$/;

const KnownAnswer = z.object({ status: z.int(), body: z.string(), content_type: z.string() }).nullable();

/** Lets the handler run inside the transaction, unless the answer is known. Throws ApiError 400, 409 or 422. */
export async function answerOnce(context: Context<DoorEnv>, next: Next): Promise<void> {
  const key = context.req.header("idempotency-key");
  if (key === undefined) return await next();
  if (!KEY.test(key)) {
    throw new ApiError(
      400,
      "invalid_idempotency_key",
      "The Idempotency-Key is empty, too long or has other characters than visible ASCII.",
      "Send up to 255 visible characters, such as a UUID.",
    );
  }
  const caller = context.get("caller");
  const hash = await fingerprint(context);
  try {
    await context.get("deps").database.asDoorInTransaction(async (sql) => {
      const [row] = await sql`select doors.begin_once(${caller.userId}, ${key}, ${hash}) as answer`;
      const known = KnownAnswer.parse(row.answer);
      if (known) return replay(context, known);
      await become(sql, caller);
      context.set("database", ownTransaction(sql, caller));
      await next();
      if (context.error || context.res.status >= 400) throw new NotKept();
      await cease(sql);
      const answer = context.res.clone();
      const type = answer.headers.get("content-type") ?? "application/json";
      await sql`
        select doors.end_once(${caller.userId}, ${key}, ${hash}, ${answer.status}, ${await answer.text()}, ${type})`;
    });
  } catch (error) {
    if (!(error instanceof NotKept)) throw error;
  }
}

/** The work was refused: it is rolled back with the key, which is free again. The refusal is answered already. */
class NotKept extends Error {}

function replay(context: Context<DoorEnv>, { status, body, content_type }: NonNullable<z.infer<typeof KnownAnswer>>) {
  context.res = new Response(body, {
    status,
    headers: { "content-type": content_type, "idempotency-replayed": "true" },
  });
}

/** What makes a request the same: its method, address and content. */
async function fingerprint({ req }: Context<DoorEnv>): Promise<string> {
  const { pathname, search } = new URL(req.url);
  const parts = [req.method, pathname + search];
  const content = await req.arrayBuffer();
  const type = req.header("content-type") ?? "";
  const form = type.toLowerCase().startsWith("multipart/form-data") ? await formOf(content, type) : null;
  if (form) {
    // The boundary is another one each time it is sent.
    for (const [name, value] of form) {
      const content = typeof value === "string" ? value : `${value.name} ${await sha256(await value.arrayBuffer())}`;
      parts.push(JSON.stringify([name, content]));
    }
  } else {
    parts.push(await sha256(content));
  }
  return await sha256(parts.join("\n"));
}

/** A form's fields; null when it is broken, which the handler tells. */
async function formOf(content: ArrayBuffer, type: string): Promise<FormData | null> {
  try {
    return await new Response(content, { headers: { "content-type": type } }).formData();
  } catch {
    return null;
  }
}
