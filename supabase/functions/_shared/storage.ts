/** Addresses of stored objects, signed when they are read and good for minutes. */

import { AwsV4Signer } from "npm:aws4fetch@1.0.20";
import type { StorageEnv } from "./env.ts";

/** How long a signed address works. Whoever has it can read the object, so it is short. */
export const ADDRESS_SECONDS = 15 * 60;

/** Gives an object's address; `saveAs` makes the browser save it under that name. */
export type Sign = (key: string, options?: { saveAs?: string }) => Promise<string>;

/** AWS Signature Version 4 in the query string, with the bucket in the path, as R2, S3 and the local stack take it. */
export function signer(storage: StorageEnv, now: () => Date): Sign {
  const cache = new Map<string, ArrayBuffer>();
  return async (key, { saveAs } = {}) => {
    const path = key.split("/").map(encodeURIComponent).join("/");
    const url = new URL(`${storage.endpoint.replace(/\/+$/, "")}/${storage.bucket}/${path}`);
    url.searchParams.set("X-Amz-Expires", String(ADDRESS_SECONDS));
    if (saveAs) url.searchParams.set("response-content-disposition", `attachment; filename="${saveAs}"`);
    const signed = await new AwsV4Signer({
      url: url.href,
      accessKeyId: storage.accessKey,
      secretAccessKey: storage.secretKey,
      service: "s3",
      region: storage.region,
      signQuery: true,
      cache,
      datetime: now().toISOString().replace(/[:-]|\.\d{3}/g, ""),
    }).sign();
    return signed.url.href;
  };
}
