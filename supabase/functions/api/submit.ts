/** Submitting a test: of an address, or of a file that comes with the form or by an upload of its own. */

import type { Context, HonoRequest } from "npm:hono@4.13.19";
import { BODY_BYTES, limitBody } from "../_shared/body.ts";
import type { Sql } from "../_shared/database.ts";
import { createRoute, type Door, type DoorEnv, failure, success, z } from "../_shared/door.ts";
import { ApiError } from "../_shared/errors.ts";
import { succeed } from "../_shared/respond.ts";
import { read, readJson } from "./body.ts";
import { line, TEST_STATUSES, TEST_TYPES, Time } from "./fields.ts";
import { LARGEST_FORM, readForm } from "./upload-form.ts";
import { announceUpload, beginUpload, receiveUpload } from "./upload-work.ts";
import { type UploadDeps, UploadInstructions, uploadMeans } from "./uploads.ts";

/** Forms write numbers as text and leave fields empty that nobody filled in. */
const unlessEmpty = <Schema extends z.ZodType>(schema: Schema) =>
  z.union([z.literal("").transform(() => undefined), schema]).optional();
const wholeNumber = (highest: number) =>
  z.union([z.int().min(0).max(highest), z.string().regex(/^\d{1,15}$/, "It is no whole number.").transform(Number)]);

const Submission = z.strictObject({
  test_name: line(200),
  test_type: z.enum(TEST_TYPES),
  test_source_url: z.string().max(4096).optional(),
  requested_duration_minutes: unlessEmpty(wholeNumber(100_000)),
  plan_type_at_submission: z.string().max(100).optional(),
  credential_id: unlessEmpty(z.guid("It is not a UUID; use an id of the list of logins.").toLowerCase()),
  file_name: unlessEmpty(line(500)),
  file_size: unlessEmpty(wholeNumber(2 ** 50)),
}).refine(({ file_name, file_size }) => (file_name === undefined) === (file_size === undefined), {
  path: ["file_size"],
  message: "file_name and file_size are sent together.",
});

type Submission = z.infer<typeof Submission>;

const FIELDS = {
  test_name: { type: "string", maxLength: 200, example: "E-commerce Website Test" },
  test_type: { type: "string", enum: [...TEST_TYPES] as string[], example: "web_url" },
  test_source_url: {
    type: "string",
    maxLength: 4096,
    description: "The address to explore, for web_url.",
    example: "https://example.com",
  },
  requested_duration_minutes: {
    type: "integer",
    minimum: 1,
    default: 5,
    description: "Up to the plan's longest.",
    example: 5,
  },
  plan_type_at_submission: {
    type: "string",
    description: "Taken for old forms' sake and ignored: your plan is known.",
  },
  credential_id: {
    type: "string",
    format: "uuid",
    description: "One of your logins, to sign in with; without it the newest one for the address's host is used.",
  },
  file_name: { type: "string", maxLength: 500, description: "Of a file that is sent by an upload of its own." },
  file_size: { type: "integer", minimum: 1, description: "Its bytes." },
} as const;

const bodyOf = <Fields extends object>(properties: Fields) => ({
  schema: { type: "object" as const, required: ["test_name", "test_type"], additionalProperties: false, properties },
});

const Submitted = z.object({
  test_id: z.string(),
  status: z.enum(TEST_STATUSES),
  estimated_start_time: Time,
  queue_position: z.int().openapi({ description: "How many tests start before it, itself included." }),
});

const Answer = Submitted.extend({
  upload: UploadInstructions.optional().openapi({ description: "Where to send the file that was announced." }),
}).openapi("SubmittedTest");

const submitTest = createRoute({
  method: "post",
  path: "/tests/submit",
  summary: "Submit a test",
  description:
    "A small file may come with the form, as its last field. For a larger one send file_name and file_size, " +
    "and put its parts to the addresses that are answered.",
  tags: ["Tests"],
  access: "person or key",
  limit: "api",
  idempotent: true,
  maxBodyBytes: LARGEST_FORM,
  request: {
    body: {
      required: true,
      // Described and not validated by the router, which would hold the whole form in memory.
      content: {
        "multipart/form-data": bodyOf({ ...FIELDS, file: { type: "string" as const, format: "binary" } }),
        "application/json": bodyOf(FIELDS),
        "application/x-www-form-urlencoded": bodyOf(FIELDS),
      },
    },
  },
  responses: {
    201: success(Answer, "It is in line."),
    402: failure("The month's tests are used."),
    404: failure("The account has no profile."),
    409: failure("The same request is under way."),
    413: failure("The file is larger than the plan, or a form, allows."),
  },
});

export function addSubmit(door: Door, deps: UploadDeps): void {
  door.openapi(submitTest, async (context) => {
    const means = uploadMeans(context, deps);
    const { fields, file } = await readBody(context, async (fields, file) => {
      const submission = read(Submission, fields);
      if (submission.test_type === "web_url") throw noFileWanted();
      const submitted = await means.own.asCaller(async (sql) => {
        const submitted = await submit(sql, submission);
        await announceUpload(sql, submitted.test_id, file.name, file.atMostBytes);
        return submitted;
      });
      await receiveUpload(means, submitted.test_id, file);
      return submitted;
    });
    if (file) return succeed(context, file, {}, 201);

    const submission = read(Submission, fields);
    const { file_name, file_size } = submission;
    if (file_name === undefined || file_size === undefined) {
      return succeed(context, await means.own.asCaller((sql) => submit(sql, submission)), {}, 201);
    }
    const submitted = await means.own.asCaller(async (sql) => {
      const submitted = await submit(sql, submission);
      await announceUpload(sql, submitted.test_id, file_name, file_size);
      return submitted;
    });
    return succeed(context, { ...submitted, upload: await beginUpload(means, submitted.test_id) }, {}, 201);
  });
}

type OnFile<T> = Parameters<typeof readForm<T>>[1];

/** The body's fields, whichever of the three content types it has; a form's file goes to `onFile` as it comes. */
async function readBody<T>(context: Context<DoorEnv>, onFile: OnFile<T>): Promise<{ fields: unknown; file?: T }> {
  const { req } = context;
  const type = req.header("content-type")?.split(";")[0].trim().toLowerCase();
  if (type === "multipart/form-data") return await readForm(await unread(req), onFile);
  await limitBody(req, BODY_BYTES);
  if (type === "application/x-www-form-urlencoded") {
    return { fields: Object.fromEntries(new URLSearchParams(await req.text())) };
  }
  if (type === "application/json") return { fields: await readJson(req) };
  throw new ApiError(
    415,
    "wrong_content_type",
    "The body's content type is not one that this endpoint takes.",
    "Send multipart/form-data, application/x-www-form-urlencoded or application/json.",
  );
}

/** The request as it came: a signed one, or one with an Idempotency-Key, has been read before. */
async function unread(request: HonoRequest): Promise<Request> {
  const { raw } = request;
  if (!raw.bodyUsed) return raw;
  return new Request(raw.url, { method: raw.method, headers: raw.headers, body: await request.arrayBuffer() });
}

const noFileWanted = () =>
  new ApiError(422, "file_not_wanted", "A test of an address has no file.", "Leave the file out.", undefined, {
    fields: [{ field: "body.file", message: "A test of type web_url has no file." }],
  });

async function submit(sql: Sql, submission: Submission) {
  const [row] = await sql`
    select public.submit_test(
      p_test_name => ${submission.test_name},
      p_test_type => ${submission.test_type},
      p_test_source_url => ${submission.test_source_url ?? null},
      p_requested_duration_minutes => ${submission.requested_duration_minutes ?? 5},
      p_credential_id => ${submission.credential_id ?? null}
    ) as test`;
  return Submitted.parse(row.test);
}
