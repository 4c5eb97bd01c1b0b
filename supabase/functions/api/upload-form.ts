/** A form with a file in it, read as it comes: fields first, then the file, of which a part at a time is in memory. */

import { Readable } from "node:stream";
// @ts-types="npm:@types/busboy@1.5.4"
import busboy from "npm:busboy@1.6.0";
import { ApiError } from "../_shared/errors.ts";

/** The largest file that goes through a function, which has 256 MB of memory and 2 s of processor time. */
export const LARGEST_FORM_FILE = 25 * 1024 * 1024;
/** The whole form: the file, its fields, and what stands between them. */
export const LARGEST_FORM = LARGEST_FORM_FILE + 64 * 1024;
const LIMITS = { files: 1, fields: 20, fieldNameSize: 100, fieldSize: 8 * 1024, fileSize: LARGEST_FORM_FILE + 1 };

/** The file of a form while it comes. */
export interface FormFile {
  name: string;
  /** More than the file will have: the length of the whole form. */
  atMostBytes: number;
  /** Its bytes; throws ApiError 413 when they are too many and 400 when the form breaks off. */
  content: AsyncIterable<Uint8Array>;
}

export interface ReadForm<T> {
  fields: Record<string, string>;
  /** What `onFile` answered; undefined when the form has no file. */
  file?: T;
}

/**
 * Reads a form; `onFile` gets the fields that stand before the file, and has to read the file to its end.
 *
 * Throws ApiError 400, 411, 413 or 415, and what `onFile` throws.
 */
export async function readForm<T>(
  request: Request,
  onFile: (fields: Record<string, string>, file: FormFile) => Promise<T>,
): Promise<ReadForm<T>> {
  const length = formLength(request);
  const reader = openReader(request);
  const fields: Record<string, string> = {};
  let filed: Promise<T> | undefined;
  let late: string | undefined;

  const source = Readable.fromWeb(request.body as Parameters<typeof Readable.fromWeb>[0]);
  const read = new Promise<void>((resolve, reject) => {
    reader.on("field", (name, value, info) => {
      if (info.nameTruncated || info.valueTruncated) reject(tooLarge(`The field ${name} is too long.`));
      if (filed) late ??= name;
      fields[name] = value;
    });
    reader.on("file", (name, stream, info) => {
      if (name !== "file" || !info.filename) {
        stream.resume();
        reject(new ApiError(400, "unknown_file", `The form has a file ${name}.`, "Send one file, in the field file."));
        return;
      }
      filed = onFile({ ...fields }, { name: info.filename, atMostBytes: length, content: bounded(stream, () => read) });
      filed.catch((error) => {
        stream.resume();
        reject(error);
      });
    });
    reader.on(
      "filesLimit",
      () => reject(new ApiError(400, "too_many_files", "The form has several files.", "Send one.")),
    );
    reader.on("fieldsLimit", () => reject(tooLarge("The form has too many fields.")));
    reader.on("error", (error) => reject(broken(error)));
    reader.on("close", () => late ? reject(fieldAfterFile(late)) : resolve());
    source.on("error", (error) => {
      reader.destroy(error);
      reject(broken(error));
    });
    source.pipe(reader);
  });
  try {
    await read;
    const file = await filed;
    return { fields, ...(filed ? { file } : {}) };
  } catch (error) {
    // What was begun for the file is undone before anybody hears of it.
    await filed?.catch(() => {});
    // What was missing before the file came after it.
    throw late && error instanceof ApiError && error.status === 422 ? fieldAfterFile(late) : error;
  } finally {
    source.destroy();
  }
}

function formLength(request: Request): number {
  const length = Number(request.headers.get("content-length") ?? NaN);
  if (!Number.isInteger(length)) {
    throw new ApiError(400, "length_required", "The form's length is not said.", "Send the header Content-Length.");
  }
  if (length > LARGEST_FORM) throw tooLarge(`The form has ${length} bytes.`);
  return length;
}

function openReader(request: Request) {
  const type = request.headers.get("content-type") ?? "";
  if (!request.body || !/^multipart\/form-data\s*;/i.test(type)) {
    throw new ApiError(415, "wrong_content_type", "The body is no form.", "Send multipart/form-data.");
  }
  try {
    return busboy({ headers: { "content-type": type }, limits: LIMITS, defParamCharset: "utf8" });
  } catch (error) {
    throw broken(error);
  }
}

/** The file's bytes; ends only when the whole form has ended well. */
function bounded(stream: Readable, formEnd: () => Promise<void>): AsyncIterable<Uint8Array> {
  let failure: Error | undefined;
  // Heard from the start: a form may break off before anybody reads the file, and an error that nobody hears is fatal.
  stream.on("error", (error) => failure = error);
  return (async function* () {
    let total = 0;
    try {
      if (failure) throw failure;
      for await (const piece of stream) {
        total += piece.length;
        if (total > LARGEST_FORM_FILE) throw tooLarge("The file is too large for a form.");
        yield piece;
      }
      if (failure) throw failure;
      await formEnd();
    } catch (error) {
      throw error instanceof ApiError ? error : broken(error);
    }
  })();
}

const fieldAfterFile = (name: string) =>
  new ApiError(
    400,
    "field_after_file",
    `The field ${name} comes after the file.`,
    "Append the file last, so that it is known what it is for when it comes.",
  );

const tooLarge = (message: string) =>
  new ApiError(
    413,
    "form_too_large",
    message,
    `A form takes a file of up to ${LARGEST_FORM_FILE} bytes. Send file_name and file_size instead of a larger one, ` +
      "and put its parts to the addresses that are answered.",
  );

const broken = (cause: unknown) =>
  new ApiError(400, "form_broken", "The form cannot be read, or broke off.", "Send it again.", undefined, { cause });
