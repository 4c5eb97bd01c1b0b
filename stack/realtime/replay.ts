/** Messages of a private topic from before the join: those that the database keeps. */
import { Buffer } from "node:buffer";
import type postgres from "postgres";
import { refusalOf } from "./authorization.ts";
import { JOIN } from "./refusals.ts";
import { Broadcast } from "./serializer.ts";

export interface Span {
  /** Milliseconds since 1970. */
  since: number;
  limit: number;
}

/** The last day that PostgreSQL's clock knows, about. */
const LATEST = 8_000_000_000_000_000;

/** What a join asks for; null when nothing. Throws JoinRefused. */
export function readSpan(replay: unknown, isPrivate: boolean, most: number): Span | null {
  if (replay === undefined || replay === null) return null;
  if (!isPrivate) throw JOIN.replayOfPublic();
  if (typeof replay !== "object") throw JOIN.replayParameters();
  const { since = 0, limit = most } = replay as Record<string, unknown>;
  if (typeof since !== "number" || typeof limit !== "number" || !Number.isInteger(limit) || Math.abs(since) > LATEST) {
    throw JOIN.replayParameters();
  }
  return { since, limit: Math.min(Math.max(limit, 1), most) };
}

export interface Replays {
  /** The newest messages of the span, oldest first. Throws JoinRefused. */
  lookUp(topic: string, span: Span): Promise<Broadcast[]>;
}

export class DatabaseReplays implements Replays {
  constructor(private readonly database: postgres.Sql) {}

  async lookUp(topic: string, { since, limit }: Span): Promise<Broadcast[]> {
    try {
      const rows = await this.database`
        select id, event, payload::text as payload, binary_payload
        from realtime.messages
        where topic = ${topic} and private is true and extension = 'broadcast' and event is not null
          and (expires_at is null or expires_at > now() at time zone 'utc')
          and inserted_at >= to_timestamp(${since}::float8 / 1000) at time zone 'utc'
        order by inserted_at desc, id
        limit ${limit}`;
      return rows.reverse().map(({ id, event, payload, binary_payload }) =>
        new Broadcast(
          event,
          payload === null ? "bytes" : "json",
          Uint8Array.from(payload === null ? binary_payload ?? [] : Buffer.from(payload)),
          { id, replayed: true },
        )
      );
    } catch (error) {
      throw refusalOf(error) ?? JOIN.replayFailed();
    }
  }
}
