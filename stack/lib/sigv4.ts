/**
 * Checks AWS Signature Version 4, in the Authorization header or in the query of a presigned address.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html
 */
import { createHash, createHmac, timingSafeEqual } from "node:crypto";

export interface Credentials {
  accessKey: string;
  secretKey: string;
}

/** Why a request is refused, in S3's own codes. */
export class Refusal extends Error {
  constructor(readonly status: number, readonly code: string, message: string) {
    super(message);
  }
}

interface Signature {
  accessKey: string;
  /** date/region/service/aws4_request */
  scope: string;
  signedHeaders: string[];
  signature: string;
  /** As sent, such as 20261121T093000Z. */
  time: string;
  payloadHash: string;
  /** Present for a presigned address. */
  expiresSeconds?: number;
}

const ALGORITHM = "AWS4-HMAC-SHA256";
const CLOCK_SKEW_MS = 15 * 60 * 1000;
const LONGEST_EXPIRY_SECONDS = 7 * 24 * 60 * 60;

/** Returns when the request was signed with these credentials and is still in time; throws a Refusal otherwise. */
export function demandSignature(request: Request, credentials: Credentials, now = new Date()): void {
  const signature = read(request);
  if (signature.accessKey !== credentials.accessKey) {
    throw new Refusal(403, "InvalidAccessKeyId", "The access key id you provided does not exist in our records.");
  }
  checkTime(signature, now);
  checkSignedHeaders(request, signature);
  const expected = sign(request, signature, credentials.secretKey);
  if (!equal(expected, signature.signature)) {
    throw new Refusal(
      403,
      "SignatureDoesNotMatch",
      "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
    );
  }
}

function read(request: Request): Signature {
  const url = new URL(request.url);
  const authorization = request.headers.get("authorization");
  const inQuery = url.searchParams.has("X-Amz-Signature") || url.searchParams.has("X-Amz-Algorithm");
  if (authorization && inQuery) {
    throw new Refusal(
      400,
      "InvalidArgument",
      "Only one auth mechanism allowed: the query or the Authorization header.",
    );
  }
  if (inQuery) return readQuery(url.searchParams);
  if (authorization) return readHeader(request.headers, authorization);
  throw new Refusal(403, "AccessDenied", "Access Denied: the request is not signed.");
}

function readHeader(headers: Headers, authorization: string): Signature {
  const [algorithm, ...rest] = authorization.split(" ");
  const parts = new Map(
    rest.join(" ").split(",").map((part) => {
      const [name, ...value] = part.trim().split("=");
      return [name, value.join("=")] as const;
    }),
  );
  const payloadHash = headers.get("x-amz-content-sha256");
  const time = headers.get("x-amz-date");
  if (algorithm !== ALGORITHM || !payloadHash || !time) {
    throw new Refusal(403, "AccessDenied", `Sign with ${ALGORITHM}, x-amz-date and x-amz-content-sha256.`);
  }
  return {
    ...readCredential(parts.get("Credential")),
    signedHeaders: (parts.get("SignedHeaders") ?? "").split(";"),
    signature: parts.get("Signature") ?? "",
    time,
    payloadHash,
  };
}

function readQuery(query: URLSearchParams): Signature {
  const expiresSeconds = Number(query.get("X-Amz-Expires"));
  if (
    query.get("X-Amz-Algorithm") !== ALGORITHM || !(expiresSeconds >= 1 && expiresSeconds <= LONGEST_EXPIRY_SECONDS)
  ) {
    throw new Refusal(
      400,
      "AuthorizationQueryParametersError",
      `A presigned address is signed with ${ALGORITHM} and expires in 1 to ${LONGEST_EXPIRY_SECONDS} seconds.`,
    );
  }
  return {
    ...readCredential(query.get("X-Amz-Credential") ?? undefined),
    signedHeaders: (query.get("X-Amz-SignedHeaders") ?? "").split(";"),
    signature: query.get("X-Amz-Signature") ?? "",
    time: query.get("X-Amz-Date") ?? "",
    payloadHash: query.get("X-Amz-Content-Sha256") ?? "UNSIGNED-PAYLOAD",
    expiresSeconds,
  };
}

function readCredential(credential = ""): { accessKey: string; scope: string } {
  const [accessKey, ...scope] = credential.split("/");
  if (scope.length !== 4 || scope[2] !== "s3" || scope[3] !== "aws4_request") {
    throw new Refusal(
      400,
      "AuthorizationHeaderMalformed",
      "The credential is not <key>/<date>/<region>/s3/aws4_request.",
    );
  }
  return { accessKey, scope: scope.join("/") };
}

function checkTime(signature: Signature, now: Date): void {
  const signed = parseTime(signature.time);
  if (Number.isNaN(signed) || !signature.scope.startsWith(signature.time.slice(0, 8) + "/")) {
    throw new Refusal(403, "AccessDenied", "The signature has no valid date.");
  }
  if (signature.expiresSeconds !== undefined) {
    if (now.getTime() > signed + signature.expiresSeconds * 1000) {
      throw new Refusal(403, "AccessDenied", "Request has expired");
    }
    if (signed > now.getTime() + CLOCK_SKEW_MS) {
      throw new Refusal(403, "AccessDenied", "Request is not yet valid");
    }
  } else if (Math.abs(now.getTime() - signed) > CLOCK_SKEW_MS) {
    throw new Refusal(403, "RequestTimeTooSkewed", "The request's time and the server's time differ too much.");
  }
}

function parseTime(time: string): number {
  const parts = time.match(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/);
  return parts ? Date.parse(`${parts[1]}-${parts[2]}-${parts[3]}T${parts[4]}:${parts[5]}:${parts[6]}Z`) : NaN;
}

/** The host and every x-amz- header must be under the signature, or anyone on the way could change them. */
function checkSignedHeaders(request: Request, signature: Signature): void {
  const sent = [...request.headers.keys()].filter((name) => name.startsWith("x-amz-"));
  const unsigned = ["host", ...sent].filter((name) => !signature.signedHeaders.includes(name));
  if (unsigned.length > 0) {
    throw new Refusal(
      403,
      "AccessDenied",
      `There were headers present in the request which were not signed: ${unsigned}`,
    );
  }
}

function sign(request: Request, signature: Signature, secretKey: string): string {
  const text = [ALGORITHM, signature.time, signature.scope, sha256(canonicalRequest(request, signature))].join("\n");
  const key = signature.scope.split("/").reduce<string | Uint8Array>(
    (derived, part) => createHmac("sha256", derived).update(part).digest(),
    `AWS4${secretKey}`,
  );
  return createHmac("sha256", key).update(text).digest("hex");
}

function canonicalRequest(request: Request, signature: Signature): string {
  const url = new URL(request.url);
  const headers = signature.signedHeaders.map((name) => {
    const value = name === "host" ? url.host : request.headers.get(name) ?? "";
    return `${name}:${value.trim().replace(/ +/g, " ")}\n`;
  });
  return [
    request.method,
    canonicalPath(url),
    canonicalQuery(url),
    headers.join(""),
    signature.signedHeaders.join(";"),
    signature.payloadHash,
  ].join("\n");
}

function canonicalPath(url: URL): string {
  return url.pathname.split("/").map((segment) => encode(decodeURIComponent(segment))).join("/");
}

function canonicalQuery(url: URL): string {
  return url.search.slice(1).split("&").filter(Boolean)
    .map((pair) => {
      const [name, ...value] = pair.split("=");
      return [decode(name), decode(value.join("="))];
    })
    .filter(([name]) => name !== "X-Amz-Signature")
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join("&");
}

function decode(text: string): string {
  return decodeURIComponent(text.replaceAll("+", " "));
}

/** Percent-encoding as RFC 3986 has it, which S3 asks for: only letters, digits and -._~ stay. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function equal(a: string, b: string): boolean {
  const [left, right] = [new TextEncoder().encode(a), new TextEncoder().encode(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
