/** What is done with the file of a test: announced, begun, received, completed, given up. */

import { z } from "npm:zod@4.6.7";
import type { Caller } from "../_shared/caller.ts";
import type { CallersDatabase, Database, Sql } from "../_shared/database.ts";
import { ApiError } from "../_shared/errors.ts";
import { type ObjectUploads, PART_ADDRESS_SECONDS, type PartName } from "./object-uploads.ts";
import type { FormFile } from "./upload-form.ts";

/** All parts but the last: R2 wants 5 MiB or more and at most 10,000 of them. */
const LEAST_PART_BYTES = 8 * 1024 * 1024;
const MOST_PARTS = 1000;
const MEBIBYTE = 1024 * 1024;

const UploadRow = z.object({
  test_id: z.string(),
  file_name: z.string(),
  announced_bytes: z.number(),
  object_key: z.string(),
  state: z.enum(["awaited", "arrived", "inspecting", "passed", "refused", "quarantined"]),
  storage_upload_id: z.string().nullable(),
  part_bytes: z.number().nullable(),
  found_bytes: z.number().nullable(),
  found_kind: z.string().nullable(),
  sha256: z.string().nullable(),
  details: z.record(z.string(), z.unknown()),
  code: z.string().nullable(),
  reason: z.string().nullable(),
});

export type Upload = z.infer<typeof UploadRow>;

/** What a client needs to send a file, or the rest of it. */
export interface Instructions {
  upload_id: string;
  part_size: number;
  parts: { number: number; url: string; size: number }[];
  expires: string;
}

/** Who works on whose behalf, and with what. */
export interface UploadMeans {
  caller: Caller;
  /** As the caller. */
  own: CallersDatabase;
  /** As the door. */
  database: Pick<Database, "asDoor">;
  objects: ObjectUploads;
  now: () => Date;
}

/** Says which file a waiting test will get, in the caller's transaction. Throws 404, 409, 413 or 422. */
export async function announceUpload(sql: Sql, testId: string, fileName: string, fileSize: number): Promise<void> {
  await sql`select public.announce_upload(${testId}, ${fileName}, ${fileSize})`;
}

/** The caller's upload; throws 404 when there is none. */
export async function findUpload({ own }: UploadMeans, testId: string): Promise<Upload> {
  const rows = await own.asCaller((sql) =>
    sql`
      select
        test_id, file_name, announced_bytes, object_key, state, storage_upload_id, part_bytes, found_bytes, found_kind,
        sha256, details, code, reason
      from public.uploads
      where test_id = ${testId}`
  );
  if (rows.length === 0) {
    throw new ApiError(
      404,
      "no_upload",
      "There is no upload for this test.",
      "Announce the file with POST /api/tests/{id}/upload, or look at your tests for the id.",
    );
  }
  return UploadRow.parse(rows[0]);
}

/** Begins the upload in parts unless it has begun; addresses of the parts that are missing. */
export async function instruct(means: UploadMeans, upload: Upload): Promise<Instructions & { arrived: PartName[] }> {
  const begun = upload.storage_upload_id === null ? await begin(means, upload) : upload;
  const { uploadId, partBytes } = demandBegun(begun);
  const there = await means.objects.parts(upload.object_key, uploadId);
  if (there === null) {
    // Given up by the storage, as R2 does after a week: it begins anew.
    await forget(means, upload.test_id);
    return await instruct(means, { ...upload, storage_upload_id: null, part_bytes: null });
  }
  const sizes = partSizes(upload.announced_bytes, partBytes);
  const whole = there.filter((part) => part.bytes === sizes[part.number - 1]);
  const missing = sizes.map((size, index) => ({ number: index + 1, size }))
    .filter(({ number }) => !whole.some((part) => part.number === number));
  return {
    upload_id: uploadId,
    part_size: partBytes,
    parts: await Promise.all(missing.map(async ({ number, size }) => ({
      number,
      url: await means.objects.address(upload.object_key, uploadId, number, size),
      size,
    }))),
    expires: new Date(means.now().getTime() + PART_ADDRESS_SECONDS * 1000).toISOString(),
    arrived: whole.map(({ number, etag }) => ({ number, etag })),
  };
}

/** The way to send the file of a test that was just announced. */
export async function beginUpload(means: UploadMeans, testId: string): Promise<Instructions> {
  const { arrived: _, ...instructions } = await instruct(means, await findUpload(means, testId));
  return instructions;
}

/** Takes the file of a form; its test fails and is given back when it does not come whole. */
export async function receiveUpload(means: UploadMeans, testId: string, file: FormFile): Promise<void> {
  const upload = await findUpload(means, testId);
  const uploadId = await means.objects.begin(upload.object_key, contentType(upload.file_name));
  try {
    const parts: PartName[] = [];
    let bytes = 0;
    for await (const body of inParts(file.content, LEAST_PART_BYTES)) {
      const number = parts.length + 1;
      parts.push({ number, etag: await means.objects.send(upload.object_key, uploadId, number, body) });
      bytes += body.length;
    }
    if (bytes === 0) throw new ApiError(422, "invalid_file_size", "The file is empty.", "Send a file with content.");
    await means.objects.complete(upload.object_key, uploadId, parts);
    await arrive(means, testId, bytes);
  } catch (error) {
    await Promise.allSettled([
      means.objects.abort(upload.object_key, uploadId),
      means.database.asDoor((sql) =>
        sql`select uploads.break_off(
          ${means.caller.userId}, ${testId}, 'The file did not come whole. Submit the test again.', 'upload_broken_off'
        )`
      ),
    ]);
    throw error;
  }
}

/** Makes the object out of its parts and has it inspected. Throws ApiError 409 or 422. */
export async function completeUpload(means: UploadMeans, testId: string, parts: PartName[]): Promise<Upload> {
  const upload = await findUpload(means, testId);
  if (upload.state !== "awaited") return upload; // the answer to an earlier time was lost
  const { uploadId, partBytes } = demandBegun(upload);
  checkParts(parts, partSizes(upload.announced_bytes, partBytes).length);
  await means.objects.complete(upload.object_key, uploadId, parts.toSorted((one, other) => one.number - other.number));
  const size = await means.objects.size(upload.object_key);
  if (size !== upload.announced_bytes) {
    if (size !== null) await means.objects.remove(upload.object_key);
    await forget(means, testId);
    throw new ApiError(
      422,
      "upload_size_mismatch",
      `${upload.announced_bytes} bytes were announced and ${size ?? "none"} arrived.`,
      "Ask GET /api/tests/{id}/upload for new addresses and send the file again, cut as they say.",
    );
  }
  await arrive(means, testId, size);
  return await findUpload(means, testId);
}

/** Gives the upload up and cancels its test. Throws 409 when the file was taken already. */
export async function abortUpload(means: UploadMeans, testId: string): Promise<{ test_id: string; status: string }> {
  const upload = await findUpload(means, testId);
  if (upload.state === "passed") {
    throw new ApiError(
      409,
      "upload_taken",
      "The file has passed inspection and its test is under way.",
      "Cancel the test itself.",
    );
  }
  const [{ cancelled }] = await means.own.asCaller((sql) => sql`select public.cancel_test(${testId}) as cancelled`);
  if (upload.storage_upload_id) await means.objects.abort(upload.object_key, upload.storage_upload_id);
  if (upload.state !== "awaited") await means.objects.remove(upload.object_key);
  return { test_id: testId, status: cancelled.status };
}

async function begin(means: UploadMeans, upload: Upload): Promise<Upload> {
  const { objects, caller } = means;
  const mine = await objects.begin(upload.object_key, contentType(upload.file_name));
  const bytes = partBytesOf(upload.announced_bytes);
  const [{ counts }] = await means.database.asDoor((sql) =>
    sql`select uploads.begin(${caller.userId}, ${upload.test_id}, ${mine}, ${bytes}) as counts`
  );
  if (counts !== mine) await objects.abort(upload.object_key, mine); // another request was quicker
  return await findUpload(means, upload.test_id);
}

async function forget({ database, caller }: UploadMeans, testId: string): Promise<void> {
  await database.asDoor((sql) => sql`select uploads.forget_parts(${caller.userId}, ${testId})`);
}

async function arrive({ database, caller }: UploadMeans, testId: string, bytes: number): Promise<void> {
  const [{ counted }] = await database.asDoor((sql) =>
    sql`select uploads.arrive(${caller.userId}, ${testId}, ${bytes}) as counted`
  );
  if (!counted) throw notAwaited();
}

function demandBegun({ state, storage_upload_id, part_bytes }: Upload): { uploadId: string; partBytes: number } {
  if (state !== "awaited") throw notAwaited();
  if (!storage_upload_id || !part_bytes) {
    throw new ApiError(
      409,
      "upload_not_begun",
      "The upload has not begun.",
      "Ask GET /api/tests/{id}/upload where to send the parts.",
    );
  }
  return { uploadId: storage_upload_id, partBytes: part_bytes };
}

const notAwaited = () =>
  new ApiError(
    409,
    "no_upload_awaited",
    "The test is not waiting for a file.",
    "Ask GET /api/tests/{id}/upload how it stands; submit another test for another file.",
  );

function checkParts(parts: PartName[], expected: number): void {
  const numbers = new Set(parts.map(({ number }) => number));
  if (parts.length === expected && numbers.size === expected && Math.max(...numbers) === expected) return;
  throw new ApiError(
    422,
    "wrong_parts",
    `The upload has the parts 1 to ${expected}, each once; ${parts.length} were sent.`,
    "Ask GET /api/tests/{id}/upload which parts are missing.",
  );
}

/** The size of all parts but the last, so that there are not too many. */
function partBytesOf(bytes: number): number {
  return Math.max(LEAST_PART_BYTES, Math.ceil(bytes / MOST_PARTS / MEBIBYTE) * MEBIBYTE);
}

function partSizes(bytes: number, partBytes: number): number[] {
  const whole = Math.floor(bytes / partBytes);
  return [...Array(whole).fill(partBytes), ...(bytes % partBytes ? [bytes % partBytes] : [])];
}

function contentType(fileName: string): string {
  return /\.apk$/i.test(fileName) ? "application/vnd.android.package-archive" : "application/octet-stream";
}

/** The same bytes in pieces of one size, the last one smaller. */
async function* inParts(content: AsyncIterable<Uint8Array>, size: number): AsyncIterable<Uint8Array<ArrayBuffer>> {
  let part = new Uint8Array(size);
  let filled = 0;
  for await (let piece of content) {
    while (piece.length > 0) {
      const taken = piece.subarray(0, size - filled);
      part.set(taken, filled);
      filled += taken.length;
      piece = piece.subarray(taken.length);
      if (filled === size) {
        yield part;
        part = new Uint8Array(size);
        filled = 0;
      }
    }
  }
  if (filled > 0) yield part.subarray(0, filled);
}
