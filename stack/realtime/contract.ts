/** What the parts of the Realtime server know of each other: the log reader, the change feed, and the sockets. */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** The claims of a verified token; `role` names the database role. */
export interface Claims {
  role: string;
  exp: number;
  sub?: string;
  [claim: string]: unknown;
}

/** A row that was inserted into realtime.messages, in the order of commits. */
export interface DatabaseMessage {
  id: string;
  topic: string;
  event: string;
  private: boolean;
  /** Exactly one of the two is there. */
  payload?: Json;
  binary?: Uint8Array<ArrayBuffer>;
}

/** The reader of PostgreSQL's write-ahead log, over one replication slot for both publications. */
export interface Log {
  /** Resolves when the slot is read for the first time. */
  ready: Promise<void>;
  /** Stop reading; the slot stays and keeps what comes until the next start. */
  close(): Promise<void>;
}

/** One entry of a join's `postgres_changes`, as the client wrote it. */
export interface Binding {
  event: string;
  schema?: string;
  table?: string;
  filter?: string;
  select?: string[];
}

/** What a client gets: the `data` of a postgres_changes frame, and the bindings that it matches. */
export interface ChangeFrame {
  ids: number[];
  data: Json;
}

export interface Subscription {
  /** One id for each binding, in the same order; positive, equal for equal bindings. */
  ids: number[];
  /** Text for a `system` error frame; null when all bindings are live ("Subscribed to PostgreSQL"). */
  problem: string | null;
  close(): void;
}

/** Row changes for those who may see them (reference: "postgres_changes and RLS"). */
export interface ChangeFeed {
  /** Resolves once the subscription is live: every later commit that it matches is delivered, in order. */
  subscribe(bindings: Binding[], claims: Claims, deliver: (frame: ChangeFrame) => void): Promise<Subscription>;
}
