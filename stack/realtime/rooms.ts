/** Rooms: who hears whom. A public and a private room of one name know nothing of each other. */
import type { DatabaseMessage } from "./contract.ts";
import { type Difference, Presence } from "./presence.ts";
import { Broadcast, encodedOnce, type Frame, type Serializer } from "./serializer.ts";

/** One frame for all: encoded once for each serializer. */
export type SharedFrame = (serializer: Serializer) => Frame | null;

export interface Member {
  hearBroadcast(broadcast: Broadcast, frame: SharedFrame): void;
  hearPresence(frame: SharedFrame): void;
}

export class Room {
  readonly presence = new Presence<Member>();
  readonly members = new Set<Member>();

  constructor(private readonly topic: string) {}

  /** Tell everybody in the room, but for the one who says it. */
  broadcast(broadcast: Broadcast, speaker?: Member): void {
    const frame = encodedOnce((serializer) => serializer.encodeBroadcast(this.topic, broadcast));
    for (const member of this.members) if (member !== speaker) member.hearBroadcast(broadcast, frame);
  }

  /** Tell everybody in the room who came and who went. */
  changed(difference: Difference | null): void {
    if (!difference) return;
    const message = { topic: this.topic, event: "presence_diff", payload: difference };
    const frame = encodedOnce((serializer) => serializer.encode(message));
    for (const member of this.members) member.hearPresence(frame);
  }
}

export class Rooms {
  private readonly rooms = new Map<string, Room>();

  /** Be in the room until the returned function is called. */
  enter(subTopic: string, isPrivate: boolean, member: Member): { room: Room; leave: () => void } {
    const name = nameOf(subTopic, isPrivate);
    const room = this.rooms.get(name) ?? new Room(`realtime:${subTopic}`);
    this.rooms.set(name, room);
    room.members.add(member);
    return { room, leave: () => this.leave(name, room, member) };
  }

  /** What is told from outside: over REST, or by the database. */
  broadcast(subTopic: string, isPrivate: boolean, broadcast: () => Broadcast): void {
    this.rooms.get(nameOf(subTopic, isPrivate))?.broadcast(broadcast());
  }

  /** A row of realtime.messages was committed. */
  hear({ id, topic, event, private: isPrivate, payload, binary }: DatabaseMessage): void {
    this.broadcast(
      topic,
      isPrivate,
      () => binary ? new Broadcast(event, "bytes", binary, { id }) : Broadcast.ofJson(event, payload, { id }),
    );
  }

  /** How many are in the room. */
  size(subTopic: string, isPrivate: boolean): number {
    return this.rooms.get(nameOf(subTopic, isPrivate))?.members.size ?? 0;
  }

  private leave(name: string, room: Room, member: Member): void {
    room.members.delete(member);
    room.changed(room.presence.untrack(member));
    if (room.members.size === 0) this.rooms.delete(name);
  }
}

function nameOf(subTopic: string, isPrivate: boolean): string {
  return `${isPrivate ? "private" : "public"}:${subTopic}`;
}
