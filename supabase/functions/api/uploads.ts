/** The file of a test: where to send it, how it stands, and what its inspection found. */

import type { Context } from "npm:hono@4.13.19";
import { createRoute, type Door, type DoorEnv, failure, success, z } from "../_shared/door.ts";
import { succeed } from "../_shared/respond.ts";
import type { ObjectUploads } from "./object-uploads.ts";
import {
  abortUpload,
  announceUpload,
  completeUpload,
  findUpload,
  instruct,
  type Upload,
  type UploadMeans,
} from "./upload-work.ts";

export interface UploadDeps {
  objectUploads: ObjectUploads;
}

/** What the functions of upload-work.ts need, from a request. */
export function uploadMeans(context: Context<DoorEnv>, deps: UploadDeps): UploadMeans {
  const own = context.get("database");
  const { now } = context.get("deps");
  return { caller: context.get("caller"), own, database: own, objects: deps.objectUploads, now };
}

const TestId = z.object({
  testId: z.guid("It is not a UUID; use the test_id that submitting the test gave.").toLowerCase().openapi({
    example: "550e8400-e29b-41d4-a716-446655440000",
  }),
});

const PartNumber = z.int().min(1).max(10_000);

/** Where to send the parts of a file. */
export const UploadInstructions = z.object({
  upload_id: z.string(),
  part_size: z.int().openapi({ description: "Bytes of every part but the last.", example: 8_388_608 }),
  parts: z.array(z.object({
    number: PartNumber,
    url: z.string().openapi({ description: "PUT the part's bytes here, nothing else; keep the ETag of the answer." }),
    size: z.int().openapi({ description: "Bytes of this part; the address takes no other length." }),
  })),
  expires: z.iso.datetime().openapi({ description: "When the addresses stop working; GET gives fresh ones." }),
}).openapi("UploadInstructions");

const ArrivedPart = z.object({ number: PartNumber, etag: z.string() });

const UnfinishedUpload = UploadInstructions.extend({ arrived: z.array(ArrivedPart) }).openapi("UnfinishedUpload");

const UploadState = z.object({
  test_id: z.string(),
  file_name: z.string(),
  file_size: z.int(),
  state: z.enum(["awaited", "arrived", "inspecting", "passed", "refused", "quarantined"]),
  code: z.string().nullable().openapi({ description: "Why it was refused, for programs.", example: "symbolic_link" }),
  reason: z.string().nullable().openapi({ description: "Why it was refused and what to do, for people." }),
  found: z.object({ type: z.string(), sha256: z.string(), details: z.record(z.string(), z.unknown()) }).nullable()
    .openapi({ description: "What the file is by its content, once it has passed." }),
  upload: z.union([UnfinishedUpload, z.null()])
    .openapi({ description: "While the file is awaited: the parts that are missing, and those that are there." }),
}).openapi("Upload");

const Announcement = z.object({
  file_name: z.string().min(1).max(500).openapi({ example: "shop.zip" }),
  file_size: z.int().min(1).openapi({ description: "Bytes.", example: 31_457_280 }),
});

const Completion = z.object({
  parts: z.array(ArrivedPart.extend({ etag: z.string().regex(/^"?[\w+/=-]{1,128}"?$/, "It is not an ETag.") }))
    .min(1).max(10_000),
});

const Aborted = z.object({ test_id: z.string(), status: z.string() });

const NOT_THERE = { 404: failure("There is no such test, it is somebody else's, or it has no upload.") };
const shared = { tags: ["Uploads"] as string[], access: "person or key", limit: "api" } as const;

const announce = createRoute({
  ...shared,
  method: "post",
  path: "/tests/{testId}/upload",
  summary: "Say which file a test will get, and where to send it",
  description: "For a test that was inserted without a file. Submitting a test with file_name and file_size does both.",
  request: {
    params: TestId,
    body: { required: true, content: { "application/json": { schema: Announcement } } },
  },
  responses: {
    200: success(UploadState, "Where to send the parts."),
    ...NOT_THERE,
    409: failure("The test is not waiting for a file."),
    413: failure("The plan does not allow a file of this size."),
  },
});

const read = createRoute({
  ...shared,
  method: "get",
  path: "/tests/{testId}/upload",
  summary: "See how a test's file stands",
  request: { params: TestId },
  responses: { 200: success(UploadState, "State, missing parts with fresh addresses, and the verdict."), ...NOT_THERE },
});

const complete = createRoute({
  ...shared,
  method: "post",
  path: "/tests/{testId}/upload/complete",
  summary: "Say that all parts are sent",
  maxBodyBytes: 1024 * 1024,
  request: {
    params: TestId,
    body: { required: true, content: { "application/json": { schema: Completion } } },
  },
  responses: {
    200: success(UploadState, "The file is being inspected; live events tell the verdict."),
    ...NOT_THERE,
    409: failure("The test is not waiting for a file."),
  },
});

const abort = createRoute({
  ...shared,
  method: "delete",
  path: "/tests/{testId}/upload",
  summary: "Give an upload up and cancel its test",
  request: { params: TestId },
  responses: {
    200: success(Aborted, "What was sent is deleted and the test given back to the month."),
    ...NOT_THERE,
    409: failure("The file was taken already."),
  },
});

export function addUploads(door: Door, deps: UploadDeps): void {
  door.openapi(announce, async (context) => {
    const { testId } = context.req.valid("param");
    const { file_name, file_size } = context.req.valid("json");
    const means = uploadMeans(context, deps);
    await means.own.asCaller((sql) => announceUpload(sql, testId, file_name, file_size));
    return succeed(context, await described(means, await findUpload(means, testId)));
  });

  door.openapi(read, async (context) => {
    const means = uploadMeans(context, deps);
    return succeed(context, await described(means, await findUpload(means, context.req.valid("param").testId)));
  });

  door.openapi(complete, async (context) => {
    const means = uploadMeans(context, deps);
    const { testId } = context.req.valid("param");
    return succeed(
      context,
      await described(means, await completeUpload(means, testId, context.req.valid("json").parts)),
    );
  });

  door.openapi(abort, async (context) => {
    const means = uploadMeans(context, deps);
    return succeed(context, await abortUpload(means, context.req.valid("param").testId));
  });
}

async function described(means: UploadMeans, upload: Upload) {
  const passed = upload.found_kind !== null && upload.sha256 !== null;
  return {
    test_id: upload.test_id,
    file_name: upload.file_name,
    file_size: upload.found_bytes ?? upload.announced_bytes,
    state: upload.state,
    code: upload.code,
    reason: upload.reason,
    found: passed ? { type: upload.found_kind!, sha256: upload.sha256!, details: upload.details } : null,
    upload: upload.state === "awaited" ? await instruct(means, upload) : null,
  };
}
