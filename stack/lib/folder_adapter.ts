/** Where Storage keeps the bytes of its objects: one file each, in a folder a bucket. */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { dirname, relative, resolve } from "node:path";
import type { App } from "@supabase/lite";

type Adapter = NonNullable<App["_storageAdapter"]>;
type Wanted = Parameters<Adapter["getObject"]>[3];
type Body = Parameters<Adapter["uploadObject"]>[3];

export class FolderAdapter implements Adapter {
  driver = Deno;

  constructor(private readonly folder: string) {}

  async getObject(bucket: string, key: string, _version?: string, wanted?: Wanted) {
    const metadata = await this.headObject(bucket, key);
    if (wanted?.ifNoneMatch === metadata.eTag) return { httpStatusCode: 304, metadata };
    const bytes = await Deno.readFile(this.#file(bucket, key));
    const range = wanted?.range && parseRange(wanted.range, bytes.length);
    if (!range) return { httpStatusCode: 200, metadata, body: Buffer.from(bytes) };
    const part = Buffer.from(bytes.subarray(range.first, range.last + 1));
    const contentRange = `bytes ${range.first}-${range.last}/${bytes.length}`;
    return { httpStatusCode: 206, metadata: { ...metadata, contentLength: part.length, contentRange }, body: part };
  }

  async uploadObject(
    bucket: string,
    key: string,
    _version: string | undefined,
    body: Body,
    contentType: string,
    cacheControl: string,
  ) {
    const file = this.#file(bucket, key);
    const bytes = body instanceof Uint8Array
      ? body
      : new Uint8Array(await new Response(body as ReadableStream<Uint8Array>).arrayBuffer());
    await Deno.mkdir(dirname(file), { recursive: true });
    await Deno.writeFile(file, bytes);
    return {
      cacheControl,
      contentLength: bytes.length,
      size: bytes.length,
      mimetype: contentType,
      lastModified: new Date(),
      eTag: entityTag(bytes),
    };
  }

  async deleteObject(bucket: string, key: string) {
    try {
      await Deno.remove(this.#file(bucket, key));
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }

  async deleteObjects(bucket: string, keys: string[]) {
    await Promise.all(keys.map((key) => this.deleteObject(bucket, key)));
  }

  async copyObject(bucket: string, key: string, _version: string | undefined, toBucket: string, toKey: string) {
    const bytes = await Deno.readFile(this.#file(bucket, key));
    const target = this.#file(toBucket, toKey);
    await Deno.mkdir(dirname(target), { recursive: true });
    await Deno.writeFile(target, bytes);
    return { httpStatusCode: 200, eTag: entityTag(bytes), lastModified: new Date() };
  }

  async headObject(bucket: string, key: string) {
    const file = this.#file(bucket, key);
    const { size, mtime } = await Deno.stat(file);
    return {
      cacheControl: "no-cache",
      contentLength: size,
      size,
      // Storage answers with the type in its own table; the file does not know it.
      mimetype: "application/octet-stream",
      lastModified: mtime ?? undefined,
      eTag: entityTag(await Deno.readFile(file)),
    };
  }

  privateAssetUrl(bucket: string, key: string) {
    return Promise.resolve(`file://${this.#file(bucket, key)}`);
  }

  /** The file of an object; a key that climbs out of its bucket's folder is refused. */
  #file(bucket: string, key: string): string {
    const folder = resolve(this.folder, bucket);
    const file = resolve(folder, key);
    if (dirname(folder) !== resolve(this.folder) || relative(folder, file).startsWith("..")) {
      throw new Error(`Invalid key: ${bucket}/${key}`);
    }
    return file;
  }
}

export function parseRange(range: string, size: number): { first: number; last: number } | undefined {
  const match = range.match(/^bytes=(\d*)-(\d*)$/);
  if (!match || (!match[1] && !match[2])) return undefined;
  const first = match[1] ? Number(match[1]) : Math.max(0, size - Number(match[2]));
  const last = match[1] && match[2] ? Math.min(Number(match[2]), size - 1) : size - 1;
  return first <= last ? { first, last } : undefined;
}

function entityTag(bytes: Uint8Array): string {
  return `"${createHash("md5").update(bytes).digest("hex")}"`;
}
