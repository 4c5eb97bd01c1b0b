/**
 * Edge functions at /functions/v1/<name>: each supabase/functions/<name>/index.ts is loaded at its first request and
 * sees /<name>/..., as on the hosted platform. It may call Deno.serve or export default { fetch }.
 */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { databaseUrl, type Settings } from "../settings.ts";

export const PREFIX = "/functions/v1";

type Handler = (request: Request) => Response | Promise<Response>;

export interface Functions {
  /** `peer` is the address that the request came from. */
  answer(request: Request, peer: string): Promise<Response>;
}

export function openFunctions(settings: Settings, url: () => string): Functions {
  const loaded = new Map<string, Promise<Handler>>();
  let environmentIsSet = false;

  function load(name: string): Promise<Handler> {
    let handler = loaded.get(name);
    if (!handler) {
      handler = loadHandler(join(settings.functions_folder, name, "index.ts"));
      loaded.set(name, handler);
      // A function that failed to load is tried again at the next request: its file may have been mended.
      handler.catch(() => loaded.delete(name));
    }
    return handler;
  }

  return {
    async answer(request, peer) {
      const address = new URL(request.url);
      const name = address.pathname.slice(PREFIX.length + 1).split("/")[0];
      if (!await isFunction(settings.functions_folder, name)) {
        return Response.json({ code: "NOT_FOUND", message: "Requested function was not found" }, { status: 404 });
      }
      if (!environmentIsSet) {
        setEnvironment(settings, url());
        environmentIsSet = true;
      }
      address.pathname = address.pathname.slice(PREFIX.length);
      try {
        const handler = await load(name);
        return await handler(forwarded(new Request(address, request), peer));
      } catch (error) {
        console.error(`function ${name}:`, error);
        return Response.json({ code: "WORKER_ERROR", message: "Function exited due to an error (see the log)" }, {
          status: 500,
        });
      }
    },
  };
}

/** Says who asked, as every proxy does: at the end of what the proxies before it said. */
function forwarded(request: Request, peer: string): Request {
  const before = request.headers.get("x-forwarded-for");
  request.headers.set("x-forwarded-for", before ? `${before}, ${peer}` : peer);
  return request;
}

async function isFunction(folder: string, name: string): Promise<boolean> {
  if (!/^[A-Za-z][A-Za-z0-9_-]*$/.test(name)) return false;
  try {
    return (await Deno.stat(join(folder, name, "index.ts"))).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Functions are loaded one after the other: each borrows Deno.serve while its module runs. */
let last: Promise<unknown> = Promise.resolve();

function loadHandler(file: string): Promise<Handler> {
  const handler = last.then(() => loadAlone(file));
  last = handler.catch(() => {});
  return handler;
}

async function loadAlone(file: string): Promise<Handler> {
  let served: Handler | undefined;
  const serve = Deno.serve;
  Deno.serve = ((...given: unknown[]) => {
    const options = given.find((value) => typeof value === "object") as { handler?: Handler } | undefined;
    served = (given.find((value) => typeof value === "function") as Handler | undefined) ?? options?.handler;
    return { finished: new Promise(() => {}), shutdown: async () => {}, ref() {}, unref() {}, addr: undefined };
  }) as unknown as typeof Deno.serve;
  try {
    // The moment makes a mended file a new module: a module that failed to load stays failed for ever.
    const module = await import(`${pathToFileURL(file)}?loaded=${Date.now()}`);
    const exported = module.default?.fetch;
    served ??= exported && ((request: Request) => module.default.fetch(request));
  } finally {
    Deno.serve = serve;
  }
  if (!served) throw new Error(`${file} neither calls Deno.serve nor exports default { fetch }`);
  return served;
}

/** The variables that the hosted platform gives every function, and those that an operator sets for ours. */
function setEnvironment(settings: Settings, url: string): void {
  const variables: Record<string, string> = {
    SUPABASE_URL: url,
    SUPABASE_DB_URL: databaseUrl(settings, "postgres"),
    SUPABASE_PUBLISHABLE_KEYS: JSON.stringify({ default: settings.publishable_key }),
    SUPABASE_SECRET_KEYS: JSON.stringify({ default: settings.secret_key }),
    DEFFATEST_DOOR_DATABASE_URL: databaseUrl(settings, "deffatest_door"),
    DEFFATEST_JWT_SECRET: settings.jwt_secret,
    DEFFATEST_ENCRYPTION_KEYS: settings.encryption_keys,
    DEFFATEST_S3_ENDPOINT: `${url}/storage/v1/s3`,
    DEFFATEST_S3_ACCESS_KEY: settings.s3_access_key,
    DEFFATEST_S3_SECRET_KEY: settings.s3_secret_key,
    DEFFATEST_S3_REGION: settings.s3_region,
    DEFFATEST_S3_BUCKET: settings.s3_bucket,
    DEFFATEST_PADDLE_URL: `http://127.0.0.1:${settings.paddle_port}`,
    DEFFATEST_PADDLE_API_KEY: settings.paddle_api_key,
    DEFFATEST_PADDLE_WEBHOOK_SECRETS: settings.paddle_webhook_secret,
  };
  for (const [name, value] of Object.entries(variables)) Deno.env.set(name, value);
}
