/**
 * The only room that knows @supabase/lite: REST, Auth and Storage on our PostgreSQL.
 *
 * It is young, and some of its habits would make tests pass that the hosted platform fails. Here they are undone:
 * - left alone it grants everything on every table to the API roles at its first request; we tell it that this is done;
 * - it would do all its work as one role; here each part logs in as the role that does it on the hosted platform, so that
 *   privileges, row level security and a trigger's rights are the real ones;
 * - it answers paths it does not know with a page and 200; here they are 404.
 */
import { App, type EmailDriver, setExperimental } from "@supabase/lite";
import { createPostgresConnection } from "@supabase/lite/postgres";
import { type DatabaseRole, databaseUrl, type Settings } from "./settings.ts";
import { FolderAdapter } from "./lib/folder_adapter.ts";

export interface Lite {
  rest(request: Request): Promise<Response>;
  auth(request: Request): Promise<Response>;
  storage(request: Request): Promise<Response>;
  /** Forget which tables and functions there are, as PostgREST does on `notify pgrst, 'reload schema'`. */
  reloadSchema(): Promise<void>;
  close(): Promise<void>;
}

setExperimental("storage", true);

/** Create the tables of Auth and Storage, once for a database; needs its superuser. */
export async function createSystemSchemas(settings: Settings): Promise<void> {
  const app = makeApp(settings, "supabase_admin");
  await app.ensureSystemSchema();
  await app.connection.close();
}

export function openLite(settings: Settings, mailbox: EmailDriver): Lite {
  const rest = makeApp(settings, "authenticator");
  // Which tables there are it reads from views that show each role only what is its own; authenticator owns nothing.
  const catalogue = openConnection(settings, "postgres");
  rest.connection.introspect = catalogue.introspect.bind(catalogue);
  const auth = makeApp(settings, "supabase_auth_admin", mailbox);
  const storage = makeApp(settings, "supabase_storage_admin");
  return {
    rest: (request) => answerFresh(request),
    auth: (request) => answer(auth, request),
    storage: (request) => answer(storage, request),
    reloadSchema: () => catalogue.clearSchemaCache(),
    async close() {
      await Promise.all([rest.connection, auth.connection, storage.connection, catalogue].map((one) => one.close()));
    },
  };

  /** Answers; where the answer is that there is no such table or function, looks once more whether it is new. */
  async function answerFresh(request: Request): Promise<Response> {
    const body = request.body && await request.arrayBuffer();
    const response = await answer(rest, new Request(request, { body }));
    const isUnknown = response.status === 404 && (await response.clone().text()).includes("PGRST20");
    if (!isUnknown) return response;
    await catalogue.clearSchemaCache();
    return await answer(rest, new Request(request, { body }));
  }
}

function openConnection(settings: Settings, role: DatabaseRole) {
  const connection = createPostgresConnection({
    url: databaseUrl(settings, role),
    postgresOptions: {
      max: 10,
      connection: { application_name: `stack ${role}` },
      types: {
        timestamptz: { from: [1184], to: 1184, serialize: String, parse: toIsoTime },
        // It hands JSON over as text already; written as JSON once more it would be stored as one long string.
        jsonb: { from: [114, 3802], to: 3802, serialize: toJsonText, parse: JSON.parse },
      },
      onnotice: () => {},
    },
  });
  // "active": row level security is in use and the API roles have been granted what they may have.
  (connection as unknown as { rlsState: string }).rlsState = "active";
  return connection;
}

function makeApp(settings: Settings, role: DatabaseRole, email?: EmailDriver) {
  const { hook: _, ...auth } = settings.auth; // asked by routes/auth.ts
  const connection = openConnection(settings, role);
  const app = new App({
    connection,
    api: { schemas: ["public"], max_rows: 1000 },
    auth: {
      ...auth,
      enabled: true,
      jwt_secret: settings.jwt_secret,
      publishable_key: settings.publishable_key,
      secret_key: settings.secret_key,
    },
    storage: { enabled: true },
    options: email && { drivers: { email } },
  });
  app._storageAdapter = new FolderAdapter(settings.storage_folder);
  return app;
}

export function toJsonText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** PostgreSQL's "2026-11-21 09:30:00.5+00" as ISO 8601, which is how the hosted platform answers and clients expect it. */
export function toIsoTime(time: string): string {
  return time.replace(" ", "T").replace(/([+-]\d\d)$/, "$1:00");
}

async function answer(app: ReturnType<typeof makeApp>, request: Request): Promise<Response> {
  const response = await app.fetch(request);
  if (response.headers.get("content-type")?.startsWith("text/html")) {
    await response.body?.cancel();
    return Response.json({ message: `no Route matched with those values: ${new URL(request.url).pathname}` }, {
      status: 404,
    });
  }
  return response;
}
