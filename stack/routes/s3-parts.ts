/**
 * What s3rver lacks of uploads in parts: listing them, giving them up, and refusing to complete with wrong ones.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html
 */
import { Refusal } from "../lib/sigv4.ts";

/** S3's own limit; R2 also wants all parts but the last to be of one size. */
const LEAST_PART_BYTES = 5 * 1024 * 1024;
const UPLOAD_ID = /^[0-9a-f]{32}$/;

interface Part {
  number: number;
  etag: string;
  bytes: number;
}

/** Answers a request about an upload in parts where s3rver cannot; undefined leaves it to s3rver. Throws a Refusal. */
export async function answerParts(request: Request, path: string, folder: string): Promise<Response | undefined> {
  const query = new URL(request.url).searchParams;
  const uploadId = query.get("uploadId");
  if (uploadId === null) return undefined;
  const [bucket, ...rest] = path.replace(/^\/+/, "").split("/").map(decodeURIComponent);
  const key = rest.join("/");
  // Where s3rver keeps them.
  const place = `${folder}/s3/${bucket}/._S3rver_uploads/${uploadId}`;
  if (!UPLOAD_ID.test(uploadId) || await keyOf(place) !== key) {
    throw new Refusal(404, "NoSuchUpload", "The specified multipart upload does not exist.");
  }
  if (request.method === "GET") return listed(await partsIn(place), query, { bucket, key, uploadId });
  if (request.method === "DELETE") {
    await Deno.remove(place, { recursive: true });
    return new Response(null, { status: 204 });
  }
  if (request.method === "POST") return await checked(request, await partsIn(place));
  return undefined;
}

/** The request as it was, unless it would complete an upload with parts that are not there. */
async function checked(request: Request, there: Part[]): Promise<undefined> {
  const wanted = [...(await request.clone().text()).matchAll(/<Part>([^]*?)<\/Part>/g)].map(([, xml]) => ({
    number: Number(/<PartNumber>(\d+)</.exec(xml)?.[1]),
    etag: (/<ETag>([^<]*)</.exec(xml)?.[1] ?? "").replaceAll(/&quot;|&#34;|"/g, ""),
  }));
  if (wanted.some(({ number }, index) => index > 0 && number <= wanted[index - 1].number)) {
    throw new Refusal(400, "InvalidPartOrder", "The list of parts was not in ascending order.");
  }
  const found = wanted.map(({ number, etag }) => there.find((part) => part.number === number && part.etag === etag));
  if (found.length === 0 || found.includes(undefined)) {
    throw new Refusal(400, "InvalidPart", "One or more of the specified parts could not be found.");
  }
  const whole = (found as Part[]).slice(0, -1).map(({ bytes }) => bytes);
  if (whole.some((bytes) => bytes < LEAST_PART_BYTES || bytes !== whole[0])) {
    throw new Refusal(400, "EntityTooSmall", "All parts but the last must be of one size of at least 5 MiB.");
  }
}

function listed(parts: Part[], query: URLSearchParams, upload: Record<string, string>): Response {
  const after = Number(query.get("part-number-marker") ?? 0);
  const most = Math.min(Number(query.get("max-parts") ?? 1000), 1000);
  const following = parts.filter(({ number }) => number > after);
  const page = following.slice(0, most);
  const xml = [
    `<?xml version="1.0" encoding="UTF-8"?>`,
    `<ListPartsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">`,
    `<Bucket>${escape(upload.bucket)}</Bucket><Key>${escape(upload.key)}</Key><UploadId>${upload.uploadId}</UploadId>`,
    `<PartNumberMarker>${after}</PartNumberMarker><MaxParts>${most}</MaxParts>`,
    `<NextPartNumberMarker>${page.at(-1)?.number ?? after}</NextPartNumberMarker>`,
    `<IsTruncated>${following.length > page.length}</IsTruncated>`,
    ...page.map(({ number, etag, bytes }) =>
      `<Part><PartNumber>${number}</PartNumber><ETag>&quot;${etag}&quot;</ETag><Size>${bytes}</Size></Part>`
    ),
    `</ListPartsResult>`,
  ];
  return new Response(xml.join(""), { headers: { "content-type": "application/xml" } });
}

async function keyOf(place: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(`${place}/key`);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

async function partsIn(place: string): Promise<Part[]> {
  const parts: Part[] = [];
  for await (const { name } of Deno.readDir(place)) {
    if (!/^\d+\.md5$/.test(name)) continue;
    const number = Number(name.replace(".md5", ""));
    const [etag, { size }] = await Promise.all([
      Deno.readTextFile(`${place}/${name}`),
      Deno.stat(`${place}/${number}`),
    ]);
    parts.push({ number, etag, bytes: size });
  }
  return parts.toSorted((one, other) => one.number - other.number);
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
