/** Who is in a room: what each channel there tracks, by the key that it chose. */
import type { Json } from "./contract.ts";

type Meta = { [key: string]: Json };
/** Keys and what is tracked under them, as clients get it. */
export type Presences = { [key: string]: { metas: Meta[] } };
export type Difference = { joins: Presences; leaves: Presences };

interface Tracked {
  key: string;
  /** What the client said, to know whether it says the same again. */
  text: string;
  meta: Meta;
}

export class Presence<Member> {
  private readonly tracked = new Map<Member, Tracked>();

  /** Everybody, as a newcomer is told. */
  state(): Presences {
    const byKey = new Map<string, { metas: Meta[] }>();
    for (const { key, meta } of this.tracked.values()) {
      const entry = byKey.get(key);
      if (entry) entry.metas.push(meta);
      else byKey.set(key, { metas: [meta] });
    }
    return Object.fromEntries(byKey);
  }

  /** What changes for everybody; null when the member says what it said before. */
  track(member: Member, key: string, payload: Meta): Difference | null {
    const text = JSON.stringify(payload);
    const before = this.tracked.get(member);
    if (before?.text === text) return null;
    const meta = { ...payload, phx_ref: newReference(), ...(before && { phx_ref_prev: before.meta.phx_ref }) };
    this.tracked.set(member, { key, text, meta });
    return { joins: only(key, meta), leaves: before ? only(key, before.meta) : {} };
  }

  /** What changes for everybody; null when the member was not there. */
  untrack(member: Member): Difference | null {
    const before = this.tracked.get(member);
    if (!before) return null;
    this.tracked.delete(member);
    return { joins: {}, leaves: only(before.key, before.meta) };
  }
}

function only(key: string, meta: Meta): Presences {
  return Object.fromEntries([[key, { metas: [meta] }]]);
}

const start = crypto.randomUUID().slice(0, 8);
let count = 0;

/** Unlike any other, also of a server that ran before this one. */
function newReference(): string {
  return `${start}${(count++).toString(36)}`;
}
