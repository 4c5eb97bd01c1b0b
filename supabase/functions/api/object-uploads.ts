/** Uploads in parts to the object storage, by the S3 protocol, as R2 takes it: every part but the last of one size. */

import { AwsClient, AwsV4Signer } from "npm:aws4fetch@1.0.20";
import type { StorageEnv } from "../_shared/env.ts";
import { ApiError, unavailable } from "../_shared/errors.ts";

/** How long the address of a part works. Long enough for slow lines; fresh ones can be had at any time. */
export const PART_ADDRESS_SECONDS = 60 * 60;
const ANSWER_MS = 30_000;

/** A part that lies in the storage. */
export interface Part {
  number: number;
  etag: string;
  bytes: number;
}

export type PartName = Pick<Part, "number" | "etag">;

/** The storage's side of an upload; each call throws ApiError 503 when it does not answer. */
export interface ObjectUploads {
  /** The storage's id of a new upload. */
  begin(key: string, contentType: string): Promise<string>;
  /** Where a client puts one part, of exactly so many bytes. */
  address(key: string, uploadId: string, number: number, bytes: number): Promise<string>;
  /** Puts one part ourselves; its ETag. */
  send(key: string, uploadId: string, number: number, body: Uint8Array<ArrayBuffer>): Promise<string>;
  /** The parts that have arrived; null when there is no such upload (any more). */
  parts(key: string, uploadId: string): Promise<Part[] | null>;
  /** Makes the object. False when there is no such upload (any more); ApiError 422 when parts are wrong. */
  complete(key: string, uploadId: string, parts: PartName[]): Promise<boolean>;
  /** Throws away what came of it; nothing to do when it is gone. */
  abort(key: string, uploadId: string): Promise<void>;
  /** How many bytes the object has; null when it is not there. */
  size(key: string): Promise<number | null>;
  /** Deletes the object; nothing to do when it is not there. */
  remove(key: string): Promise<void>;
}

export function objectUploads(storage: StorageEnv, now: () => Date): ObjectUploads {
  const bucket = `${storage.endpoint.replace(/\/+$/, "")}/${storage.bucket}`;
  const address = (key: string) => `${bucket}/${key.split("/").map(encodeURIComponent).join("/")}`;
  const credentials = {
    accessKeyId: storage.accessKey,
    secretAccessKey: storage.secretKey,
    service: "s3",
    region: storage.region,
    cache: new Map<string, ArrayBuffer>(),
  };
  const client = new AwsClient({ ...credentials, retries: 2 });

  /** One request; the answer is read whole, except where it says that something is not there. */
  async function ask(method: string, url: string, body?: BodyInit, headers: Record<string, string> = {}) {
    let response: Response;
    let text: string;
    try {
      response = await client.fetch(url, { method, body, headers, signal: AbortSignal.timeout(ANSWER_MS) });
      text = await response.text();
    } catch (error) {
      throw unavailable("object storage", error);
    }
    if (response.status >= 500 || response.status === 429) {
      throw unavailable("object storage", new Error(`${method}: ${response.status} ${text.slice(0, 300)}`));
    }
    return { response, text, code: /<Error>[^]*?<Code>([^<]*)/.exec(text)?.[1] };
  }

  function demand({ response, text, code }: Awaited<ReturnType<typeof ask>>, purpose: string): void {
    if (response.ok && !code) return;
    throw new Error(`The object storage refused to ${purpose}: ${response.status} ${text.slice(0, 300)}`);
  }

  return {
    async begin(key, contentType) {
      const answer = await ask("POST", `${address(key)}?uploads=`, undefined, {
        "content-type": contentType,
        // Should it ever be served, browsers keep it and do not run it.
        "content-disposition": "attachment",
      });
      demand(answer, "begin an upload");
      const id = /<UploadId>([^<]+)<\/UploadId>/.exec(answer.text)?.[1];
      if (!id) throw new Error("The object storage began an upload without an id.");
      return id;
    },

    async address(key, uploadId, number, bytes) {
      const url = new URL(address(key));
      url.searchParams.set("X-Amz-Expires", String(PART_ADDRESS_SECONDS));
      url.searchParams.set("partNumber", String(number));
      url.searchParams.set("uploadId", uploadId);
      const signed = await new AwsV4Signer({
        ...credentials,
        method: "PUT",
        url: url.href,
        // Signed, so that a part has this length and no other; browsers set it from the body.
        headers: { "content-length": String(bytes) },
        allHeaders: true,
        signQuery: true,
        datetime: now().toISOString().replace(/[:-]|\.\d{3}/g, ""),
      }).sign();
      return signed.url.href;
    },

    async send(key, uploadId, number, body) {
      const url = `${address(key)}?partNumber=${number}&uploadId=${encodeURIComponent(uploadId)}`;
      const answer = await ask("PUT", url, body);
      demand(answer, "take a part");
      const etag = answer.response.headers.get("etag");
      if (!etag) throw new Error("The object storage took a part and gave no ETag.");
      return etag;
    },

    async parts(key, uploadId) {
      const found: Part[] = [];
      for (let marker = "0"; marker;) {
        const url = `${address(key)}?uploadId=${encodeURIComponent(uploadId)}&part-number-marker=${marker}`;
        const answer = await ask("GET", url);
        if (answer.code === "NoSuchUpload") return null;
        demand(answer, "list parts");
        for (const [, part] of answer.text.matchAll(/<Part>([^]*?)<\/Part>/g)) {
          found.push({
            number: Number(field(part, "PartNumber")),
            etag: plainEtag(field(part, "ETag")),
            bytes: Number(field(part, "Size")),
          });
        }
        marker = field(answer.text, "IsTruncated") === "true" ? field(answer.text, "NextPartNumberMarker") : "";
      }
      return found;
    },

    async complete(key, uploadId, parts) {
      const list = parts.map(({ number, etag }) =>
        `<Part><PartNumber>${number}</PartNumber><ETag>"${plainEtag(etag)}"</ETag></Part>`
      ).join("");
      const answer = await ask(
        "POST",
        `${address(key)}?uploadId=${encodeURIComponent(uploadId)}`,
        `<CompleteMultipartUpload>${list}</CompleteMultipartUpload>`,
        { "content-type": "application/xml" },
      );
      if (answer.code === "NoSuchUpload") return false;
      if (answer.code && WRONG_PARTS[answer.code]) {
        throw new ApiError(
          422,
          "wrong_parts",
          WRONG_PARTS[answer.code],
          "Ask GET /api/tests/{id}/upload which parts are there, send the others, and complete it again.",
        );
      }
      demand(answer, "complete an upload");
      return true;
    },

    async abort(key, uploadId) {
      const answer = await ask("DELETE", `${address(key)}?uploadId=${encodeURIComponent(uploadId)}`);
      if (answer.code !== "NoSuchUpload") demand(answer, "abort an upload");
    },

    async size(key) {
      const { response } = await ask("HEAD", address(key));
      if (response.status === 404) return null;
      if (!response.ok) throw new Error(`The object storage refused to look at an object: ${response.status}`);
      return Number(response.headers.get("content-length"));
    },

    async remove(key) {
      demand(await ask("DELETE", address(key)), "delete an object");
    },
  };
}

const WRONG_PARTS: Record<string, string> = {
  InvalidPart: "A part is missing, or has another ETag than the one that was sent.",
  InvalidPartOrder: "The parts are not in the order of their numbers.",
  EntityTooSmall: "A part is smaller than it should be.",
};

function field(xml: string, name: string): string {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? "";
}

/** Without its quotes, however the storage writes them into XML. */
export function plainEtag(etag: string): string {
  return etag.replaceAll(/&quot;|&#34;|"/g, "");
}
