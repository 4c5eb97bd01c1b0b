/**
 * The reader of PostgreSQL's write-ahead log, over one logical replication slot: what was committed, in the order of
 * commits, once. PostgreSQL sends it as it happens; nothing is polled.
 *
 * A lost connection is made again, and the slot goes on where the last transaction ended: a restart of PostgreSQL costs
 * nobody a message. A new start of this process begins at the present, since whoever was connected before is gone.
 */
import { setTimeout } from "node:timers/promises";
import { LogicalReplicationService, type Pgoutput, PgoutputPlugin } from "pg-logical-replication";
import postgres from "postgres";
import { databaseUrl, type Settings } from "../settings.ts";
import type { Change, Row } from "./changes/change.ts";
import type { DatabaseMessage, Log } from "./contract.ts";
import { positionOf, positionText } from "./log_position.ts";

export interface Hearer {
  message(message: DatabaseMessage): void;
  /** A promise says: read no further until it is kept. */
  change(change: Change): void | Promise<void>;
}

export const SLOT = "supabase_realtime_slot";
/** The event trigger of stack/bootstrap.sql puts this into the log wherever the schema changes. */
const SCHEMA_CHANGED = "realtime schema changed";
/** What the hosted server takes; a longer payload goes to nobody. */
const LARGEST_PAYLOAD = 3_000_000;
const FIRST_PAUSE_MS = 25;
const LONGEST_PAUSE_MS = 1000;
/** A position that was acknowledged is never sent again; the library acknowledges the one after what it is told. */
const LIBRARY_ADDS = 1n;

type Message = Pgoutput.Message;

export function openLog(settings: Settings, hear: Hearer, slot = SLOT): Log {
  return new SlotReader(settings, hear, slot);
}

class SlotReader implements Log {
  readonly ready: Promise<void>;
  private isReady!: () => void;
  private readonly settings: Settings;
  private readonly hear: Hearer;
  private readonly slot: string;
  private readonly reading: Promise<void>;
  private readonly closing = new AbortController();
  private service: LogicalReplicationService | null = null;
  /** All that was committed before it was handed on; null until the first connection. */
  private handedOn: bigint | null = null;
  private transaction: Transaction | null = null;
  /** Of a transaction whose end did not come before the connection was lost. */
  private interrupted: { commit: bigint; changes: number } | null = null;
  private waiting = 0;

  constructor(settings: Settings, hear: Hearer, slot: string) {
    this.settings = settings;
    this.hear = hear;
    this.slot = slot;
    this.ready = new Promise((resolve) => this.isReady = resolve);
    this.reading = this.readForever();
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.service?.stop();
    await this.reading;
  }

  private async readForever(): Promise<void> {
    let pause = FIRST_PAUSE_MS;
    while (!this.closing.signal.aborted) {
      try {
        await this.prepare();
        if (this.closing.signal.aborted) return;
        await this.read(() => pause = FIRST_PAUSE_MS);
      } catch (error) {
        if (this.closing.signal.aborted) return;
        if (pause > FIRST_PAUSE_MS) console.warn(`realtime: the log is not read, trying again: ${error}`);
        await this.afterError(error);
      }
      await setTimeout(pause, undefined, { signal: this.closing.signal }).catch(() => {}); // closing ends it early
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    }
  }

  /** Make what is missing, and find the position to read from. */
  private async prepare(): Promise<void> {
    await this.withDatabase(async (database) => {
      await makePublications(database);
      if (this.handedOn === null) await dropForeignSlots(database, this.slot);
      await makeSlot(database, this.slot);
      const [{ now }] = await database`select pg_current_wal_lsn()::text as now`;
      const present = positionOf(now);
      if (this.handedOn !== null && this.handedOn > present) {
        console.warn("realtime: the database is older than what was read of it already; reading on from the present");
        this.handedOn = null;
      }
      if (this.handedOn === null) {
        this.handedOn = present;
        // What was told before, if anything, may be out of date.
        this.hear.change({ type: "SCHEMA", transactions: [] });
      }
    });
  }

  /** Resolves or rejects when the connection has ended. */
  private async read(started: () => void): Promise<void> {
    const service = new Replication(
      {
        connectionString: databaseUrl(this.settings, "supabase_admin"),
        ssl: false,
        application_name: "stack realtime",
        // Values come as text; these settings of the session say how it is written.
        options:
          "-c timezone=UTC -c datestyle=ISO -c intervalstyle=postgres -c extra_float_digits=1 -c bytea_output=hex",
      },
      // We acknowledge ourselves: never in the middle of a transaction.
      { acknowledge: { auto: false, timeoutSeconds: 0 } },
    );
    let failed!: (error: Error) => void;
    const failure = new Promise<never>((_, reject) => failed = reject);
    failure.catch(() => {}); // it may come after the end of the query that we wait for
    service.on("start", () => {
      started();
      this.isReady();
    });
    service.on("error", failed);
    service.on("data", (_, message: Message | null) => this.take(service, message));
    service.on("heartbeat", (position) => this.acknowledge(service, positionOf(position)));
    const plugin = new TextPlugin({
      protoVersion: 1,
      publicationNames: ["supabase_realtime_messages_publication", "supabase_realtime"],
      messages: true,
    });
    this.service = service;
    try {
      await Promise.race([service.subscribe(plugin, this.slot, positionText(this.handedOn!)), failure]);
    } finally {
      if (this.transaction) {
        const { commit, changes, changesKnown } = this.transaction;
        this.interrupted = { commit, changes: Math.max(changes, changesKnown) };
        this.transaction = null;
      }
      this.waiting = 0;
      this.service = null;
      service.stop().catch(() => {}); // the connection is gone in most cases
    }
  }

  private take(service: LogicalReplicationService, message: Message | null): void {
    if (service !== this.service || message === null) return;
    switch (message.tag) {
      case "begin": {
        const commit = positionOf(message.commitLsn!);
        const isKnown = commit < this.handedOn!;
        const changesKnown = this.interrupted?.commit === commit ? this.interrupted.changes : 0;
        this.transaction = {
          commit,
          id: message.xid >>> 0,
          changes: 0,
          changesKnown: isKnown ? Infinity : changesKnown,
          committedAt: new Date(Number((message.commitTime as bigint) / 1000n)).toISOString(),
        };
        break;
      }
      case "commit":
        this.handedOn = maximum(this.handedOn!, positionOf(message.commitEndLsn!));
        this.transaction = null;
        this.interrupted = null;
        break;
      case "insert":
      case "update":
      case "delete":
      case "message":
        this.handOn(service, message);
    }
  }

  private handOn(service: LogicalReplicationService, message: RowMessage | Pgoutput.MessageMessage): void {
    const transaction = this.transaction;
    if (!transaction) return; // a message outside of transactions, which is nothing that we asked for
    transaction.changes += 1;
    if (transaction.changes <= transaction.changesKnown) return;
    try {
      if (message.tag === "message") {
        if (message.prefix === SCHEMA_CHANGED) {
          this.waitFor(service, this.hear.change({ type: "SCHEMA", transactions: [transaction.id] }));
        }
      } else if (message.relation.schema === "realtime" && message.relation.name === "messages") {
        const heard = message.tag === "insert" && databaseMessage(rowOf(message.new));
        if (heard) this.hear.message(heard);
      } else {
        this.waitFor(service, this.hear.change(rowChange(message, transaction)));
      }
    } catch (error) {
      console.error("realtime: a change was not handed on:", error);
    }
  }

  /** Who is behind makes PostgreSQL wait: what is not yet sent stays in its log. */
  private waitFor(service: LogicalReplicationService, promise: void | Promise<void>): void {
    if (!promise) return;
    const stream = connectionOf(service)?.stream;
    if (this.waiting++ === 0) stream?.pause();
    promise.catch((error) => console.error("realtime:", error)).finally(() => {
      if (service === this.service && --this.waiting === 0) stream?.resume();
    });
  }

  /** PostgreSQL has sent all before this position, and asks when it has nothing more to send. */
  private acknowledge(service: LogicalReplicationService, sent: bigint): void {
    if (service !== this.service) return;
    if (!this.transaction) this.handedOn = maximum(this.handedOn!, sent);
    service.acknowledge(positionText(this.handedOn! - LIBRARY_ADDS)).catch(() => {}); // a lost connection is noticed
  }

  /** A slot that can't be read any more is replaced; what was in it is lost, which is worth a warning. */
  private async afterError(error: unknown): Promise<void> {
    const text = String(error);
    if (!/publication .* does not exist|can no longer|invalidated|exceeding the maximum reserved size/.test(text)) {
      return;
    }
    try {
      await this.withDatabase((database) => dropSlot(database, this.slot, text));
      this.handedOn = null;
    } catch (error) {
      console.warn(`realtime: the slot could not be dropped: ${error}`);
    }
  }

  private async withDatabase(work: (database: postgres.Sql) => Promise<void>): Promise<void> {
    const database = postgres(databaseUrl(this.settings, "supabase_admin"), {
      max: 1,
      connect_timeout: 5,
      onnotice: () => {},
      connection: { application_name: "stack realtime" },
    });
    try {
      await work(database);
    } finally {
      await database.end({ timeout: 1 });
    }
  }
}

type RowMessage = Pgoutput.MessageInsert | Pgoutput.MessageUpdate | Pgoutput.MessageDelete;

interface Transaction {
  commit: bigint;
  id: number;
  committedAt: string;
  /** How many have come, and how many of the first of them were handed on before the connection was lost. */
  changes: number;
  changesKnown: number;
}

/** The library stops listening when it stops; an error that the socket has afterwards would end this process. */
class Replication extends LogicalReplicationService {
  override async stop(): Promise<this> {
    const connection = connectionOf(this);
    await super.stop();
    connection?.on("error", () => {});
    return this;
  }
}

interface Connection {
  stream: { pause(): void; resume(): void };
  on(event: "error", listener: () => void): void;
}

/** What the library keeps to itself. */
function connectionOf(service: LogicalReplicationService): Connection | undefined {
  return (service as unknown as { _client: { connection: Connection } | null })._client?.connection;
}

/** Leaves values as PostgreSQL's text, where the library would make dates and numbers that lose precision. */
class TextPlugin extends PgoutputPlugin {
  override parse(buffer: Parameters<PgoutputPlugin["parse"]>[0]): Message {
    try {
      const message = super.parse(buffer);
      if (message.tag === "relation") message.columns.forEach((column) => column.parser = (text: string) => text);
      return message;
    } catch (error) {
      console.error("realtime: a part of the log is not understood:", error);
      return null as unknown as Message;
    }
  }
}

async function makePublications(database: postgres.Sql): Promise<void> {
  const found = await database`select pubname from pg_publication where pubname like 'supabase_realtime%'`;
  const names = new Set(found.map((row) => row.pubname));
  if (!names.has("supabase_realtime")) await database`create publication supabase_realtime`;
  if (!names.has("supabase_realtime_messages_publication")) {
    await database`
      create publication supabase_realtime_messages_publication for table realtime.messages where (not skip_broadcast)
      with (publish = 'insert', publish_via_partition_root = true)`;
  }
}

async function makeSlot(database: postgres.Sql, name: string): Promise<void> {
  const [slot] = await database`select wal_status from pg_replication_slots where slot_name = ${name}`;
  if (slot?.wal_status === "lost") await dropSlot(database, name, "it was too far behind (max_slot_wal_keep_size)");
  if (!slot || slot.wal_status === "lost") {
    await database`select pg_create_logical_replication_slot(${name}, 'pgoutput')`;
  }
}

/** Of an earlier version of this server, or of a hosted one: they would hold the log for nobody. */
async function dropForeignSlots(database: postgres.Sql, name: string): Promise<void> {
  await database`
    select pg_drop_replication_slot(slot_name) from pg_replication_slots
    where slot_name like 'supabase_realtime%' and slot_name <> ${name}
      and database = current_database() and not active`;
}

async function dropSlot(database: postgres.Sql, name: string, reason: string): Promise<void> {
  console.warn(`realtime: the replication slot is made anew, and what it held is lost: ${reason}`);
  await database`
    select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = ${name} and not active`;
}

/** Nothing where the hosted server passes over the row. */
function databaseMessage(row: Row): DatabaseMessage | null {
  const [event, payload, binary] = [row.get("event"), row.get("payload"), row.get("binary_payload")];
  const isPrivate = row.get("private");
  if (event == null || isPrivate == null) return null;
  if ((payload ?? binary ?? "").length > LARGEST_PAYLOAD * (binary == null ? 1 : 2)) return null;
  const message = { id: row.get("id")!, topic: row.get("topic")!, event, private: isPrivate === "t" };
  if (payload != null) return { ...message, payload: JSON.parse(payload) };
  if (binary != null) return { ...message, binary: Uint8Array.fromHex(binary.slice("\\x".length)) };
  return null;
}

function rowChange(message: RowMessage, { id, committedAt }: Transaction): Change {
  const { relationOid: oid, schema, name } = message.relation;
  const before = message.tag === "insert" ? null : message.old ?? message.key;
  return {
    type: message.tag.toUpperCase() as "INSERT" | "UPDATE" | "DELETE",
    table: { oid, schema, name },
    transaction: id,
    committedAt,
    now: message.tag === "delete" ? new Map() : rowOf(message.new),
    before: before && rowOf(before),
  };
}

/** Without what PostgreSQL did not send: large values that did not change. */
function rowOf(values: Record<string, string | null | undefined>): Row {
  const row = new Map<string, string | null>();
  for (const name in values) if (values[name] !== undefined) row.set(name, values[name]);
  return row;
}

function maximum(one: bigint, other: bigint): bigint {
  return one > other ? one : other;
}
