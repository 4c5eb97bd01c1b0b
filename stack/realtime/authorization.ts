/** Private topics: what the policies of realtime.messages let a token do, asked by trying. */
import postgres from "postgres";
import type { Claims } from "./contract.ts";
import { JOIN, type JoinRefused } from "./refusals.ts";

/** The two kinds of messages that policies tell apart. */
export type Extension = "broadcast" | "presence";

export interface Question {
  topic: string;
  claims: Claims;
  /** What policies see as request.headers. */
  headers: Record<string, string>;
}

/** What one token may do on one topic. Each answer is kept. */
export interface Rights {
  mayRead(extension: Extension): boolean | Promise<boolean>;
  mayWrite(extension: Extension): boolean | Promise<boolean>;
}

/** Public topics are nobody's. */
export const ALL_RIGHTS: Rights = { mayRead: () => true, mayWrite: () => true };

const SQLSTATE_NO_PARTITION = "23514";
/** Classes of errors that say that the database can't be asked: connection, resources, intervention, the system. */
const UNAVAILABLE = ["08", "53", "57P", "58"];

export interface Answer {
  read: boolean[];
  write: boolean[];
}

export interface Policies {
  /** For each kind of message whether it may be read, and written. Throws JoinRefused where nobody can say. */
  ask(question: Question, read: Extension[], write: Extension[]): Promise<Answer>;
}

/** Asks in one round trip. A policy that raises, and a role that does not exist, allow nothing. */
export class DatabasePolicies implements Policies {
  private waiting = 0;

  constructor(private readonly database: postgres.Sql, private readonly mostWaiting: number) {}

  async ask({ topic, claims, headers }: Question, read: Extension[], write: Extension[]): Promise<Answer> {
    if (this.waiting >= this.mostWaiting) throw JOIN.tooManyProbes();
    this.waiting++;
    try {
      const [answer] = await this.database`
        select read_allowed, write_allowed from realtime.authorize(
          ${claims.role}, ${topic}, ${JSON.stringify(claims)}, ${claims.sub ?? ""}, ${JSON.stringify(headers)},
          ${read}, ${write}
        )`;
      return { read: answer.read_allowed, write: answer.write_allowed };
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal) throw refusal;
      return { read: read.map(() => false), write: write.map(() => false) };
    } finally {
      this.waiting--;
    }
  }
}

export class PrivateRights implements Rights {
  private readonly readable = new Map<Extension, boolean>();
  private readonly writable = new Map<Extension, boolean>();

  constructor(private readonly policies: Policies, private readonly question: Question) {}

  /** Ask for several rights to read at once; true when there is any. */
  async lookUp(extensions: Extension[]): Promise<boolean> {
    const { read } = await this.policies.ask(this.question, extensions, []);
    extensions.forEach((extension, i) => this.readable.set(extension, read[i]));
    return read.includes(true);
  }

  mayRead(extension: Extension): boolean | Promise<boolean> {
    return this.readable.get(extension) ?? this.lookUp([extension]);
  }

  mayWrite(extension: Extension): boolean | Promise<boolean> {
    return this.writable.get(extension) ?? this.tryToWrite(extension);
  }

  /** The rights to read that were asked for until now. */
  known(): ReadonlyMap<Extension, boolean> {
    return this.readable;
  }

  private async tryToWrite(extension: Extension): Promise<boolean> {
    const { write: [allowed] } = await this.policies.ask(this.question, [], [extension]);
    this.writable.set(extension, allowed);
    return allowed;
  }
}

/** Null for an error that a policy or the role's name is the cause of. */
export function refusalOf(error: unknown): JoinRefused | null {
  if (!(error instanceof postgres.PostgresError)) return JOIN.noDatabase();
  if (error.code === SQLSTATE_NO_PARTITION) return JOIN.noPartition();
  // 57014, a policy that takes too long, is the policy's fault.
  return UNAVAILABLE.some((start) => error.code.startsWith(start)) ? JOIN.noDatabase() : null;
}
