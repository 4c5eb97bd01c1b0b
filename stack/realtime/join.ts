/** What a join asks for. A part that makes no sense counts as if it were not there. */
import type { Binding } from "./contract.ts";

export interface JoinWishes {
  /** Answer each broadcast. */
  ack: boolean;
  /** Hear one's own broadcasts. */
  self: boolean;
  /** As the client wrote it; undefined when there is none. */
  replay: unknown;
  /** Say when changes of the database are listened to. */
  replicationReady: boolean;
  presenceKey: string;
  presence: boolean;
  isPrivate: boolean;
  /** Each as the client wrote it, since it compares the answer with what it wrote. */
  bindings: Binding[];
  /** Null when the client gives none. */
  token: string | null;
}

type Fields = Record<string, unknown>;

export function readJoin(payload: unknown): JoinWishes {
  const { config, access_token, user_token } = fields(payload);
  const { broadcast, presence, postgres_changes, private: isPrivate } = fields(config);
  const { ack, self, replay, replication_ready } = fields(broadcast);
  const { key, enabled } = fields(presence);
  const bindings = Array.isArray(postgres_changes) ? postgres_changes : [];
  return {
    ack: isTrue(ack),
    self: isTrue(self),
    replay,
    replicationReady: isTrue(replication_ready),
    presenceKey: typeof key === "string" && key !== "" ? key : crypto.randomUUID(),
    presence: isTrue(enabled),
    isPrivate: isTrue(isPrivate),
    bindings: bindings.filter((binding) => typeof binding === "object" && binding !== null),
    token: [access_token, user_token].find((token) => typeof token === "string") ?? null,
  };
}

export function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value as Fields : {};
}

function isTrue(value: unknown): boolean {
  return value === true || (typeof value === "string" && value.toLowerCase() === "true");
}
