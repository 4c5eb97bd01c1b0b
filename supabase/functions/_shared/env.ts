/** The one place where functions read their environment. Reading fails at start, with the name of what is missing. */

/** What the functions need to know about where they run. */
export interface Env {
  supabaseUrl: string;
  /** The key that says "some client of this project"; rights come from the caller's own token. */
  publishableKey: string;
  /** Sites that may call from a browser; `*` is any, which is safe because calls carry a token and never a cookie. */
  allowedOrigins: string[];
  storage: StorageEnv;
}

/** An S3 service: Cloudflare R2, Supabase Storage, or the local stack's. */
export interface StorageEnv {
  endpoint: string;
  region: string;
  bucket: string;
  accessKey: string;
  secretKey: string;
}

/** Read the environment through `get`; throws an Error that names every missing variable. */
export function readEnv(get: (name: string) => string | undefined): Env {
  const missing: string[] = [];
  const need = (name: string): string => {
    const value = get(name)?.trim();
    if (!value) missing.push(name);
    return value ?? "";
  };
  const env: Env = {
    supabaseUrl: need("SUPABASE_URL"),
    publishableKey: publishableKey(need("SUPABASE_PUBLISHABLE_KEYS")),
    allowedOrigins: (get("DEFFATEST_ALLOWED_ORIGINS") ?? "*").split(",").map((origin) => origin.trim()),
    storage: {
      endpoint: need("DEFFATEST_S3_ENDPOINT"),
      region: need("DEFFATEST_S3_REGION"),
      bucket: need("DEFFATEST_S3_BUCKET"),
      accessKey: need("DEFFATEST_S3_ACCESS_KEY"),
      secretKey: need("DEFFATEST_S3_SECRET_KEY"),
    },
  };
  if (missing.length > 0) {
    throw new Error(`Set ${missing.join(", ")} for the functions (supabase secrets set NAME=value).`);
  }
  return env;
}

/** The platform gives the keys as JSON, `{"default":"sb_publishable_..."}`. */
function publishableKey(keys: string): string {
  if (!keys) return "";
  let parsed: unknown;
  try {
    parsed = JSON.parse(keys);
  } catch (cause) {
    throw new Error('SUPABASE_PUBLISHABLE_KEYS must be JSON such as {"default":"sb_publishable_..."}.', { cause });
  }
  const key = (parsed as Record<string, unknown> | null)?.default;
  if (typeof key !== "string" || !key) throw new Error("SUPABASE_PUBLISHABLE_KEYS has no key named default.");
  return key;
}
