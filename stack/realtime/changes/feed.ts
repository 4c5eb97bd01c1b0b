/**
 * Row changes for those who may see them. Each change is looked at in the order of commits, and told to every
 * subscription before the next one; a change that no binding is for costs nothing.
 */
import postgres from "postgres";
import { databaseUrl, type Settings } from "../../settings.ts";
import type { Binding, ChangeFeed, ChangeFrame, Claims, Json, Subscription } from "../contract.ts";
import { BindingError, describe, idsOf, readBinding, type Wish } from "./binding.ts";
import { Catalogue, type TableDescription } from "./catalogue.ts";
import { type Change, type Row, type RowChange, sizeOf } from "./change.ts";
import { type Asked, type Condition, conditionOf } from "./condition.ts";
import { changeData, identityBefore, problemData, problemOf, type Told } from "./frames.ts";
import {
  answered,
  checkSelect,
  filterValues,
  rendered,
  type Viewer,
  waitFor,
  whichHold,
  whoSees,
  withComputed,
} from "./questions.ts";

export interface OpenChangeFeed extends ChangeFeed {
  /** Takes what the log says; a promise asks it to wait. */
  hear(change: Change): void | Promise<void>;
  close(): Promise<void>;
}

/** Further changes stay in PostgreSQL's log until half of these are told. */
const LARGEST_QUEUE_BYTES = 16 * 1024 * 1024;
const BYTES_OF_ANY_CHANGE = 1024;
const STATEMENT_TIMEOUT_MS = 3_000;
/** Of questions about one change; where more take that long, the policy itself is too slow. */
const MOST_TIMEOUTS = 3;
const QUERY_CANCELED = "57014";
const CONNECTIONS = 4;

export function openChangeFeed(settings: Settings): OpenChangeFeed {
  const database = postgres(databaseUrl(settings, "supabase_admin"), {
    max: CONNECTIONS,
    backoff: () => 0.05,
    onnotice: (notice) => console.warn("realtime:", notice.message),
    connection: {
      application_name: "stack realtime changes",
      statement_timeout: STATEMENT_TIMEOUT_MS,
      TimeZone: "UTC",
      DateStyle: "ISO",
    },
  });
  return new Feed(database);
}

/** A binding that is live. */
interface Live {
  id: number;
  wish: Wish;
  select: ReadonlySet<string> | null;
  viewer: Viewer;
  /** Per table that it is for, its filters. */
  tables: Map<number, Condition[]>;
  subscriber: Subscriber;
}

interface Subscriber {
  deliver(frame: ChangeFrame): void;
}

class Feed implements OpenChangeFeed {
  private readonly database: postgres.Sql;
  private readonly catalogue: Catalogue;
  private readonly live = new Set<Live>();
  private readonly byTable = new Map<number, Set<Live>>();
  private readonly queue: Change[] = [];
  private queueBytes = 0;
  private readonly closing = new AbortController();
  private schemas = 0;
  private telling: Promise<void> | null = null;
  private room: PromiseWithResolvers<void> | null = null;

  constructor(database: postgres.Sql) {
    this.database = database;
    this.catalogue = new Catalogue(database);
  }

  async subscribe(
    bindings: Binding[],
    claims: Claims,
    deliver: (frame: ChangeFrame) => void,
  ): Promise<Subscription> {
    const ids = idsOf(bindings);
    const viewer = { role: claims.role, claims: JSON.stringify(claims) };
    const made: Live[] = [];
    const schemas = this.schemas;
    let problem: string | null = null;
    try {
      const subscriber = { deliver };
      const wishes = bindings.map(readBinding);
      for (const [at, wish] of wishes.entries()) {
        const select = wish.select && new Set(wish.select);
        const tables = await this.tablesOf(wish, viewer.role);
        made.push({ id: ids[at], wish, select, viewer, tables, subscriber });
      }
    } catch (error) {
      if (!(error instanceof BindingError)) throw error;
      // One that is refused takes the others with it, as on the hosted server.
      problem = error.message;
      made.length = 0;
    }
    for (const one of made) this.add(one);
    if (schemas !== this.schemas) this.hear({ type: "SCHEMA", transactions: [] }); // it changed meanwhile
    return { ids, problem, close: () => made.forEach((one) => this.remove(one)) };
  }

  hear(change: Change): void | Promise<void> {
    const last = this.queue.at(-1);
    if (change.type === "SCHEMA" && last?.type === "SCHEMA") {
      last.transactions = [...new Set([...last.transactions, ...change.transactions])];
      return;
    }
    if (change.type !== "SCHEMA" && !this.telling && !this.byTable.has(change.table.oid)) {
      return;
    }
    this.queue.push(change);
    this.queueBytes += bytesOf(change);
    this.telling ??= this.tellAll();
    if (this.queueBytes > LARGEST_QUEUE_BYTES) return (this.room ??= Promise.withResolvers()).promise;
  }

  async close(): Promise<void> {
    this.closing.abort();
    this.queue.length = 0;
    this.room?.resolve();
    await this.telling;
    await this.database.end({ timeout: 1 });
  }

  private add(one: Live): void {
    this.live.add(one);
    for (const oid of one.tables.keys()) {
      const there = this.byTable.get(oid);
      if (there) there.add(one);
      else this.byTable.set(oid, new Set([one]));
    }
  }

  private remove(one: Live): void {
    this.live.delete(one);
    for (const oid of one.tables.keys()) {
      const there = this.byTable.get(oid);
      there?.delete(one);
      if (there?.size === 0) this.byTable.delete(oid);
    }
  }

  /** The published tables that are wished for, with the wish's filters made ready for each. */
  private async tablesOf(wish: Wish, role: string): Promise<Map<number, Condition[]>> {
    const tables = new Map<number, Condition[]>();
    try {
      for (const oid of await this.ask(() => this.catalogue.published(wish.schema, wish.table))) {
        await this.ask(() => checkSelect(this.database, oid, role, wish.select ?? []));
        const conditions: Condition[] = [];
        for (const filter of wish.filters) {
          const given = await this.ask(() => filterValues(this.database, oid, role, filter));
          const column = await this.ask(() => this.catalogue.column(oid, filter.column));
          conditions.push(conditionOf(filter, column, given));
        }
        tables.set(oid, conditions);
      }
    } catch (error) {
      if (!(error instanceof postgres.PostgresError)) throw error;
      throw new BindingError(
        "Unable to subscribe to changes with given parameters. An exception happened so please check your connect " +
          `parameters: ${describe(wish)}. Exception: ${postgresWords(error)}`,
        { cause: error },
      );
    }
    if (tables.size > 0) return tables;
    throw new BindingError(
      "Unable to subscribe to changes with given parameters. Please check Realtime is enabled for the given connect " +
        `parameters: ${describe(wish)}`,
    );
  }

  private async tellAll(): Promise<void> {
    await null; // hear() returns first, and what it was given is told in the order that it came
    for (let change; (change = this.queue.shift()) && !this.closing.signal.aborted;) {
      try {
        if (change.type === "SCHEMA") await this.learnSchema(change.transactions);
        else await this.tell(change);
      } catch (error) {
        if (!this.closing.signal.aborted) console.error("realtime: a change was told to nobody:", error);
      }
      this.queueBytes -= bytesOf(change);
      if (this.room && this.queueBytes < LARGEST_QUEUE_BYTES / 2) {
        this.room.resolve();
        this.room = null;
      }
    }
    this.telling = null;
  }

  /** Which tables each binding is for may have changed. */
  private async learnSchema(transactions: number[]): Promise<void> {
    this.schemas += 1;
    for (const transaction of this.live.size > 0 ? transactions : []) {
      await this.ask(() => waitFor(this.database, transaction));
    }
    this.catalogue.forget();
    const found = new Map<string, Map<number, Condition[]>>();
    for (const one of [...this.live]) {
      const key = JSON.stringify([one.wish, one.viewer.role]);
      const tables = found.get(key) ?? await this.tablesStillOf(one);
      found.set(key, tables);
      if (!this.live.has(one)) continue; // closed meanwhile
      this.remove(one);
      one.tables = tables;
      this.add(one);
    }
  }

  private async tablesStillOf({ wish, viewer }: Live): Promise<Map<number, Condition[]>> {
    try {
      return await this.tablesOf(wish, viewer.role);
    } catch (error) {
      if (!(error instanceof BindingError)) throw error;
      return new Map(); // nothing that was promised to it is there any more
    }
  }

  private async tell(change: RowChange): Promise<void> {
    const interested = [...this.byTable.get(change.table.oid) ?? []].filter(({ wish }) =>
      wish.event === "*" || wish.event === change.type
    );
    if (interested.length === 0) return;
    const table = await this.ask(() => this.catalogue.table(change.table.oid));
    if (!table) return;

    const told = await this.prepare(change, table);
    const allowed: Live[] = [];
    const frames = new Frames(told);
    for (const one of interested) {
      const readable = await this.ask(() => this.catalogue.readableBy(one.viewer.role, table.oid));
      const problem = problemOf(told, readable);
      if (problem) frames.addProblem(one, problem);
      else allowed.push(one);
      frames.readable.set(one.viewer.role, readable);
    }
    const filtered = await this.throughFilters(allowed, told);
    for (const one of await this.throughRowSecurity(filtered, told)) frames.add(one);
    for (const one of frames.all()) {
      if (!one.isLive(this.live)) continue; // closed while the database was asked
      try {
        one.deliver();
      } catch (error) {
        console.error("realtime: a subscriber did not take a change:", error);
      }
    }
  }

  private async prepare(change: RowChange, table: TableDescription): Promise<Told> {
    const ask = <Answer>(question: () => Promise<Answer>) => this.ask(question);
    const now = change.type === "DELETE" ? change.now : await ask(() => withComputed(this.database, table, change.now));
    const given = identityBefore(change, table);
    const before = table.keepsOldRows && change.before
      ? await ask(() => withComputed(this.database, table, given))
      : given;
    return {
      change,
      table,
      now,
      before,
      renderedNow: await ask(() => rendered(this.database, table.columns, now)),
      renderedBefore: await ask(() => rendered(this.database, table.columns, before)),
    };
  }

  private async throughFilters(some: Live[], { change, table, now, before }: Told): Promise<Live[]> {
    const row = change.type === "DELETE" ? before : now;
    const questions = new Questions();
    const decided = some.map((one) => {
      const conditions = one.tables.get(table.oid) ?? [];
      return { one, open: questions.ask(conditions, row) };
    }).filter(({ open }) => open !== null);
    const answers = await this.askOrHide(questions.asked, (asked) => whichHold(this.database, asked));
    return decided.filter(({ open }) => open!.every((at) => answers[at])).map(({ one }) => one);
  }

  private async throughRowSecurity(some: Live[], { change, table, now }: Told): Promise<Live[]> {
    if (!table.hasRowSecurity || change.type === "DELETE") return some;
    const viewers = new Map<string, { viewer: Viewer; at: number }>();
    for (const { viewer } of some) {
      if (!viewers.has(keyOf(viewer))) viewers.set(keyOf(viewer), { viewer, at: viewers.size });
    }
    const answers = await this.askOrHide(
      [...viewers.values()].map(({ viewer }) => viewer),
      (asked) => whoSees(this.database, table, now, change.transaction, asked),
    );
    return some.filter(({ viewer }) => answers[viewers.get(keyOf(viewer))!.at]);
  }

  /**
   * What the database refuses to answer is a no, so that nobody is told too much. One question that it refuses is no
   * reason to leave the others without an answer: they are asked one by one then.
   */
  private async askOrHide<Asked>(
    asked: Asked[],
    question: (some: Asked[]) => Promise<boolean[]>,
  ): Promise<boolean[]> {
    const answers: boolean[] = asked.map(() => false);
    if (asked.length === 0) return answers;
    try {
      return await this.ask(() => question(asked));
    } catch (error) {
      if (!(error instanceof postgres.PostgresError)) throw error;
      console.warn("realtime: a change was kept back:", error.message);
    }
    if (asked.length === 1) return answers;
    for (let at = 0, timeouts = 0; at < asked.length && timeouts < MOST_TIMEOUTS; at++) {
      const [answer] = await this.ask(() => question([asked[at]])).catch((error) => {
        if (!(error instanceof postgres.PostgresError)) throw error;
        if (error.code === QUERY_CANCELED) timeouts++;
        return [false];
      });
      answers[at] = answer;
    }
    return answers;
  }

  private ask<Answer>(question: () => Promise<Answer>): Promise<Answer> {
    return answered(question, this.closing.signal);
  }
}

/** What the database is asked of a row for all conditions together, each question once. */
class Questions {
  readonly asked: { asked: Asked; value: string | null }[] = [];
  private readonly places = new Map<string, number>();

  /** Where the answers will be that these conditions wait for; null where one of them does not hold. */
  ask(conditions: Condition[], row: Row): number[] | null {
    const open: number[] = [];
    for (const condition of conditions) {
      const value = row.get(condition.column);
      if (value === undefined) return null; // PostgreSQL did not send it
      if ("asked" in condition) open.push(this.place(condition.column, condition.asked, value));
      else if (!condition.holds(value)) return null;
    }
    return open;
  }

  private place(column: string, asked: Asked, value: string | null): number {
    const key = JSON.stringify([column, asked]);
    let place = this.places.get(key);
    if (place === undefined) {
      place = this.asked.push({ asked, value }) - 1;
      this.places.set(key, place);
    }
    return place;
  }
}

/** The frames of one change: for each subscription one per selection of columns, with the ids of its bindings. */
class Frames {
  readonly readable = new Map<string, ReadonlySet<string>>();
  private readonly told: Told;
  private readonly data = new Map<string, Json>();
  private readonly frames = new Map<Subscriber, Map<string, { data: Json; bindings: Live[] }>>();

  constructor(told: Told) {
    this.told = told;
  }

  add(one: Live): void {
    const { role } = one.viewer;
    const key = JSON.stringify([role, one.select && [...one.select].sort()]);
    this.put(one, key, () => changeData(this.told, this.readable.get(role)!, one.select));
  }

  addProblem(one: Live, problem: string): void {
    this.put(one, problem, () => problemData(this.told, problem));
  }

  *all() {
    for (const [subscriber, frames] of this.frames) {
      for (const { data, bindings } of frames.values()) {
        yield {
          isLive: (live: Set<Live>) => bindings.some((one) => live.has(one)),
          deliver: () => subscriber.deliver({ ids: [...new Set(bindings.map(({ id }) => id))], data }),
        };
      }
    }
  }

  private put(one: Live, key: string, make: () => Json): void {
    if (!this.data.has(key)) this.data.set(key, make());
    const frames = this.frames.get(one.subscriber) ?? new Map();
    this.frames.set(one.subscriber, frames);
    const frame = frames.get(key) ?? { data: this.data.get(key)!, bindings: [] };
    frames.set(key, frame);
    frame.bindings.push(one);
  }
}

function bytesOf(change: Change): number {
  if (change.type === "SCHEMA") return BYTES_OF_ANY_CHANGE;
  return BYTES_OF_ANY_CHANGE + sizeOf(change.now) + (change.before ? sizeOf(change.before) : 0);
}

function keyOf({ role, claims }: Viewer): string {
  return `${role}\n${claims}`;
}

const CONDITION_NAMES: Record<string, string> = {
  "22003": "numeric_value_out_of_range",
  "22007": "invalid_datetime_format",
  "22008": "datetime_field_overflow",
  "22P02": "invalid_text_representation",
  "42704": "undefined_object",
  "42883": "undefined_function",
  P0001: "raise_exception",
};

/** A refusal as the hosted server's database driver words it. */
function postgresWords({ code, message }: postgres.PostgresError): string {
  const name = CONDITION_NAMES[code];
  return `ERROR ${code}${name ? ` (${name})` : ""} ${message}`;
}
