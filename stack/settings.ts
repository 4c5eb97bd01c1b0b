/** What the process that starts the stack tells it, as one JSON value in the variable STACK_SETTINGS. */
export interface Settings {
  /** Port of 127.0.0.1 to listen on; 0 for any free one, which is then written to the ready file. */
  port: number;
  /** File that appears, holding the port, when requests are answered. */
  ready_file: string;
  /** Address of the database's server without role and password: host:port. */
  database_address: string;
  /** Passwords of the roles that log in. */
  passwords: Record<DatabaseRole, string>;
  /** Folder of the edge functions: supabase/functions. */
  functions_folder: string;
  /** Folder that objects are kept in, of Storage and S3 both. */
  storage_folder: string;
  jwt_secret: string;
  publishable_key: string;
  secret_key: string;
  encryption_keys: string;
  s3_access_key: string;
  s3_secret_key: string;
  s3_region: string;
  s3_bucket: string;
}

export type DatabaseRole =
  | "supabase_admin"
  | "postgres"
  | "authenticator"
  | "supabase_auth_admin"
  | "supabase_storage_admin"
  | "deffatest_door";

export function readSettings(): Settings {
  const text = Deno.env.get("STACK_SETTINGS");
  if (!text) {
    throw new Error("STACK_SETTINGS is missing: this server is started by `deffatest stack up`, not by hand");
  }
  return JSON.parse(text);
}

export function databaseUrl(settings: Settings, role: DatabaseRole): string {
  return `postgresql://${role}:${settings.passwords[role]}@${settings.database_address}/postgres`;
}
