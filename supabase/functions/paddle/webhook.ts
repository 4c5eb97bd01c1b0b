/** Paddle's messages: checked, and given to the database, which keeps them and does what follows in one transaction. */

import { createRoute, type Door, failure, z } from "../_shared/door.ts";
import type { DoorSql } from "../_shared/database.ts";
import { ApiError, unavailable } from "../_shared/errors.ts";
import { checkSignature } from "./signature.ts";

/** Paddle hangs up after five seconds; told before, it comes again the same way, and our log says why. */
export const ANSWER_MS = 4500;

export interface WebhookDeps {
  /** Secrets of the destination; a message signed under any of them is Paddle's. */
  secrets: string[];
  /** How long an answer may take, in milliseconds. */
  answerMs?: number;
}

/** What is needed of a message; all else is kept as it came. The documents show messages with only `id`. */
const Message = z.object({
  event_id: z.string().min(1).max(200).optional(),
  id: z.string().min(1).max(200).optional(),
  event_type: z.string().regex(/^[a-z_]+\.[a-z_]+$/, "It is not of the form entity.event.").max(100),
  occurred_at: z.iso.datetime({ offset: true }).optional(),
  data: z.looseObject({}),
}).refine((message) => message.event_id ?? message.id, {
  message: "It has neither event_id nor id.",
  path: ["event_id"],
});

const receive = createRoute({
  method: "post",
  path: "/webhook",
  summary: "Take a message of Paddle's",
  description: "Paddle calls this, nobody else can. What comes twice works once.",
  tags: ["Payments"],
  access: "everyone",
  limit: "webhook",
  maxBodyBytes: 1024 * 1024,
  request: {
    headers: z.object({
      "paddle-signature": z.string().optional().openapi({
        description: "ts=<seconds>;h1=<HMAC-SHA256 of ts, a colon and the body>, in hex",
        example: "ts=1671552777;h1=eb4d0dc8853be92b7f063b9f3ba5233eb920a09459b6e6b2c26705b4364db151",
      }),
    }),
    // Described and not validated: the signature is of the body as it came, and is looked at first.
    body: {
      required: true,
      content: {
        "application/json": {
          schema: {
            type: "object",
            required: ["event_type", "data"],
            properties: {
              event_id: { type: "string", description: "Which happening this tells of; `id` will do." },
              id: { type: "string" },
              event_type: { type: "string", example: "transaction.completed" },
              occurred_at: { type: "string", format: "date-time" },
              data: { type: "object" },
            },
          },
        },
      },
    },
  },
  responses: {
    200: {
      description: "It is kept, and what follows from it is done.",
      content: {
        "application/json": { schema: z.object({ success: z.literal(true), message: z.string() }) },
      },
    },
    401: failure("It is not signed by Paddle, or not within five minutes of now."),
    422: failure("It is signed and no message of Paddle's."),
  },
});

export function addWebhook(door: Door, { secrets, answerMs = ANSWER_MS }: WebhookDeps): void {
  door.openapi(receive, async (context) => {
    if (secrets.length === 0) {
      throw new ApiError(
        503,
        "billing_off",
        "Payments are not configured here.",
        "Set DEFFATEST_PADDLE_WEBHOOK_SECRETS for the functions.",
      );
    }
    const { database, now } = context.get("deps");
    const body = new Uint8Array(await context.req.arrayBuffer());
    const signedAt = await checkSignature(context.req.header("paddle-signature"), body, secrets, now());
    const message = readMessage(body);
    const outcome = await within(answerMs, database.asDoor((sql) => take(sql, message, signedAt)));
    if (outcome === "failed") {
      // It is in the inbox; an answer of 200 would end Paddle's retries, which help once we are mended.
      throw new ApiError(
        500,
        "not_processed",
        "The message is kept and could not be processed.",
        "Send it again later.",
      );
    }
    return context.json({ success: true as const, message: "Webhook processed successfully" }, 200);
  });
}

/** How it ended, as billing.receive says. */
async function take(sql: DoorSql, message: object, signedAt: Date): Promise<string> {
  const [row] = await sql`select billing.receive(${
    JSON.stringify(message)
  }::text::jsonb, ${signedAt.toISOString()}) as outcome`;
  return row.outcome;
}

function readMessage(body: Uint8Array): object {
  let sent: unknown;
  try {
    sent = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch (cause) {
    throw new ApiError(422, "invalid_message", "The message is no JSON.", "Send it as Paddle does.", undefined, {
      cause,
    });
  }
  const message = Message.safeParse(sent);
  if (!message.success) {
    const fields = message.error.issues.map((issue) => ({
      field: ["body", ...issue.path.map(String)].join("."),
      message: issue.message,
    }));
    throw new ApiError(
      422,
      "invalid_message",
      `The message is not as Paddle's are: ${fields[0].field}: ${fields[0].message}`,
      "Send it as Paddle does.",
      undefined,
      { fields },
    );
  }
  return sent as object;
}

/** Throws ApiError 503 when it takes longer. */
async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(unavailable("database", `no answer in ${milliseconds} ms`)), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    // What comes of it later is the database's: done wholly or not at all, and asked for again.
    work.catch(() => {});
  }
}
