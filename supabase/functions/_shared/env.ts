/** The one place where functions read their environment. Reading fails at start, with the name of what is missing. */

/** What the functions need to know about where they run. */
export interface Env {
  supabaseUrl: string;
  /** The key that says "some client of this project"; rights come from the caller's own token. */
  publishableKey: string;
  /** The key that says "a server of this project"; Auth believes it whom a call is made for. */
  secretKey: string;
  /** Where the link in a mail for a new password leads; the site that Auth is configured with when it is not said. */
  passwordResetUrl: string | null;
  /** Sites that may call from a browser; `*` is any, which is safe because calls carry a token and never a cookie. */
  allowedOrigins: string[];
  storage: StorageEnv;
  /** PostgreSQL as deffatest_door; behind a pooler, in transaction mode. */
  databaseUrl: string;
  /** The secret that signs access tokens, where they are HS256. */
  jwtSecret: string | null;
  /** The published keys of Auth, where tokens are signed by asymmetric ones. */
  jwks: unknown;
  /** Proxies in front of the function that are ours, and add to X-Forwarded-For. */
  trustedProxies: number;
  /** Keys that secrets are stored under: "id:base64[,id2:base64...]"; the first encrypts, all decrypt. */
  encryptionKeys: string;
  paddle: PaddleEnv;
}

/** Paddle; what is empty is not configured, and what needs it is off. */
export interface PaddleEnv {
  apiKey: string;
  /** Address of its API. */
  address: string;
  /** Secrets of the webhook destination; several while a new one takes the place of an old one. */
  webhookSecrets: string[];
}

/** What access tokens are checked with. */
export type TokenEnv = Pick<Env, "supabaseUrl" | "jwtSecret" | "jwks">;

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
    publishableKey: defaultKey("SUPABASE_PUBLISHABLE_KEYS", need("SUPABASE_PUBLISHABLE_KEYS")),
    secretKey: defaultKey("SUPABASE_SECRET_KEYS", need("SUPABASE_SECRET_KEYS")),
    passwordResetUrl: get("DEFFATEST_PASSWORD_RESET_URL")?.trim() || null,
    allowedOrigins: (get("DEFFATEST_ALLOWED_ORIGINS") ?? "*").split(",").map((origin) => origin.trim()),
    storage: {
      endpoint: need("DEFFATEST_S3_ENDPOINT"),
      region: need("DEFFATEST_S3_REGION"),
      bucket: need("DEFFATEST_S3_BUCKET"),
      accessKey: need("DEFFATEST_S3_ACCESS_KEY"),
      secretKey: need("DEFFATEST_S3_SECRET_KEY"),
    },
    databaseUrl: need("DEFFATEST_DOOR_DATABASE_URL"),
    jwtSecret: get("DEFFATEST_JWT_SECRET")?.trim() || null,
    jwks: keySet(get("SUPABASE_JWKS")),
    trustedProxies: wholeNumber("DEFFATEST_TRUSTED_PROXIES", get("DEFFATEST_TRUSTED_PROXIES") ?? "1"),
    encryptionKeys: need("DEFFATEST_ENCRYPTION_KEYS"),
    paddle: readPaddle(get),
  };
  if (!env.jwtSecret && !env.jwks) missing.push("SUPABASE_JWKS or DEFFATEST_JWT_SECRET");
  if (missing.length > 0) {
    throw new Error(`Set ${missing.join(", ")} for the functions (supabase secrets set NAME=value).`);
  }
  return env;
}

/** The platform gives the keys as JSON, `{"default":"sb_publishable_..."}`. */
function defaultKey(name: string, keys: string): string {
  if (!keys) return "";
  let parsed: unknown;
  try {
    parsed = JSON.parse(keys);
  } catch (cause) {
    throw new Error(`${name} must be JSON such as {"default":"sb_..."}.`, { cause });
  }
  const key = (parsed as Record<string, unknown> | null)?.default;
  if (typeof key !== "string" || !key) throw new Error(`${name} has no key named default.`);
  return key;
}

/** Keys say themselves whether they are of the sandbox. */
function readPaddle(get: (name: string) => string | undefined): PaddleEnv {
  const apiKey = get("DEFFATEST_PADDLE_API_KEY")?.trim() ?? "";
  const otherwise = apiKey.startsWith("pdl_sdbx_") ? "https://sandbox-api.paddle.com" : "https://api.paddle.com";
  return {
    apiKey,
    address: get("DEFFATEST_PADDLE_URL")?.trim().replace(/\/+$/, "") || otherwise,
    webhookSecrets: (get("DEFFATEST_PADDLE_WEBHOOK_SECRETS") ?? "").split(",").map((secret) => secret.trim())
      .filter(Boolean),
  };
}

function keySet(text: string | undefined): unknown {
  if (!text?.trim()) return null;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error('SUPABASE_JWKS must be JSON such as {"keys":[...]}.', { cause });
  }
}

function wholeNumber(name: string, text: string): number {
  if (!/^[1-9]\d?$/.test(text.trim())) throw new Error(`${name} must be a whole number of 1 to 99, not "${text}".`);
  return Number(text);
}
