/** S3 at /storage/v1/s3: our check of the signature, then @20minutes/s3rver, which would let anyone in. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import S3rver from "@20minutes/s3rver";
import type { Settings } from "../settings.ts";
import { demandSignature, Refusal } from "../lib/sigv4.ts";
import { answerParts } from "./s3-parts.ts";

export const PREFIX = "/storage/v1/s3";
const SECRET_HEADER = "x-stack-secret";
/** Parts of a request that carry the signature; s3rver gets the request without them. */
const SIGNATURE_QUERY = [
  "X-Amz-Algorithm",
  "X-Amz-Credential",
  "X-Amz-Date",
  "X-Amz-Expires",
  "X-Amz-SignedHeaders",
  "X-Amz-Signature",
  "X-Amz-Content-Sha256",
  "X-Amz-Security-Token",
];

export interface S3 {
  answer(request: Request): Promise<Response>;
  close(): Promise<void>;
}

export async function openS3(settings: Settings): Promise<S3> {
  const inner = await openS3rver(settings);
  const credentials = { accessKey: settings.s3_access_key, secretKey: settings.s3_secret_key };
  return {
    async answer(request) {
      try {
        demandSignature(request, credentials);
        demandPlainBody(request);
        const path = new URL(request.url).pathname.slice(PREFIX.length);
        const answered = await answerParts(request, path, settings.storage_folder);
        if (answered) return answered;
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        if (!request.bodyUsed) await request.body?.cancel();
        return errorResponse(error);
      }
      return await inner.fetch(request);
    },
    close: () => inner.close(),
  };
}

/** s3rver on a port of its own, which answers only those who know a word that is made up here. */
async function openS3rver(settings: Settings) {
  const secret = crypto.randomUUID();
  const s3rver = new S3rver({
    directory: `${settings.storage_folder}/s3`,
    silent: true,
    vhostBuckets: false,
    configureBuckets: [{ name: settings.s3_bucket }],
  });
  await s3rver.configureBuckets();
  // Whoever gets here was known by the signature; without an account s3rver refuses some of what a signed request may.
  s3rver.middleware.unshift((context: { state: Record<string, unknown> }, next: () => Promise<void>) => {
    context.state.account = { id: settings.s3_access_key, displayName: "stack" };
    return next();
  });
  const handle = s3rver.callback();
  const server: Server = createServer((request, response) => {
    if (request.headers[SECRET_HEADER] !== secret) {
      response.writeHead(403).end();
      return;
    }
    handle(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;

  return {
    async fetch(request: Request): Promise<Response> {
      const url = new URL(request.url);
      const headers = new Headers(request.headers);
      headers.delete("authorization");
      headers.delete("x-amz-content-sha256");
      headers.delete("host");
      headers.set(SECRET_HEADER, secret);
      const query = url.search.slice(1).split("&")
        .filter((pair) => pair && !SIGNATURE_QUERY.includes(pair.split("=")[0])).join("&");
      const path = url.pathname.slice(PREFIX.length) || "/";
      return await fetch(`http://127.0.0.1:${port}${path}${query && `?${query}`}`, {
        method: request.method,
        headers,
        body: request.body,
        redirect: "manual",
      });
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** s3rver would store the framing of a chunked upload as if it were the object's content. */
function demandPlainBody(request: Request): void {
  const framed = request.headers.get("x-amz-content-sha256")?.startsWith("STREAMING-") ||
    request.headers.get("content-encoding")?.includes("aws-chunked");
  if (framed) {
    throw new Refusal(
      501,
      "NotImplemented",
      "Chunked uploads are not supported; set request_checksum_calculation to when_required in the S3 client.",
    );
  }
}

function errorResponse(refusal: Refusal): Response {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n` +
    `<Error><Code>${refusal.code}</Code><Message>${escape(refusal.message)}</Message></Error>`;
  return new Response(body, { status: refusal.status, headers: { "content-type": "application/xml" } });
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
