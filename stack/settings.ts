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
  /** File that mails are written to instead of being sent. */
  mailbox_file: string;
  /** What supabase/config.toml says of Auth. */
  auth: AuthSettings;
  jwt_secret: string;
  publishable_key: string;
  secret_key: string;
  encryption_keys: string;
  s3_access_key: string;
  s3_secret_key: string;
  s3_region: string;
  s3_bucket: string;
  paddle_api_key: string;
  paddle_webhook_secret: string;
  /** Port of 127.0.0.1 at which a local Paddle may be. */
  paddle_port: number;
}

/** The part of `[auth]` that the local Auth heeds. */
export interface AuthSettings {
  site_url: string;
  additional_redirect_urls: string[];
  jwt_expiry: number;
  enable_refresh_token_rotation: boolean;
  refresh_token_reuse_interval: number;
  enable_signup: boolean;
  minimum_password_length: number;
  sessions: { timebox: string };
  email: { enable_confirmations: boolean; double_confirm_changes: boolean; otp_expiry: number };
  hook?: { password_verification_attempt?: { enabled?: boolean; uri?: string } };
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
