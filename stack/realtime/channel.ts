/** One topic as one socket has joined it: from the join to the leave, one frame after another. */
import { ALL_RIGHTS, type Extension, type Policies, PrivateRights, type Rights } from "./authorization.ts";
import type { ChangeFeed, ChangeFrame, Json, Log, Subscription } from "./contract.ts";
import { fields, type JoinWishes, readJoin } from "./join.ts";
import { Bucket, type Limits } from "./limits.ts";
import { JOIN, JoinRefused, SYSTEM, UNKNOWN_ERROR } from "./refusals.ts";
import { readSpan, type Replays } from "./replay.ts";
import type { Member, Room, Rooms, SharedFrame } from "./rooms.ts";
import { Sequence } from "./sequence.ts";
import {
  type Broadcast,
  broadcastOf,
  type Frame,
  type Push,
  type Ref,
  type Serializer,
  sharedText,
  sizeOf,
} from "./serializer.ts";
import { atExpiry, demandUnexpired, isKey, type Token, TokenRefused, type Tokens } from "./tokens.ts";

/** What all channels share. */
export interface Parts {
  limits: Limits;
  tokens: Tokens;
  policies: Policies;
  replays: Replays;
  rooms: Rooms;
  feed: ChangeFeed;
  log: Pick<Log, "ready">;
}

/** The socket, as its channels know it. */
export interface Line {
  readonly serializer: Serializer;
  /** Of the key that the socket was opened with. */
  readonly token: Token;
  /** The upgrade's own headers, which policies may ask for. */
  readonly headers: Record<string, string>;
  send(frame: Frame): void;
  /** Room for a frame that has to wait; false when there is none. */
  reserve(bytes: number): boolean;
  release(bytes: number): void;
}

/** Whoever made the channel is told once of each. */
export interface Notified {
  /** The client knows whether it has joined. */
  answered(): void;
  /** The channel is no more. */
  left(channel: Channel): void;
}

type Status = "ok" | "error";

export class Channel implements Member {
  readonly joinRef: Ref;
  private readonly topic: string;
  private readonly subTopic: string;
  private readonly wishes: JoinWishes;
  private readonly sequence = new Sequence();
  private readonly messages: Bucket;
  private readonly tracks: Bucket;
  private readonly atEnd: (() => void)[] = [];
  /** Ids of messages that were replayed, and are not to come again. */
  private readonly replayed = new Set<string>();
  private token: Token;
  private rights: Rights = ALL_RIGHTS;
  private room: Room | null = null;
  private hearsPresence = false;
  private subscription: Subscription | null = null;
  private stopWatchingExpiry = () => {};
  /** What came in from others before the join was answered; null once it was. */
  private held: (() => void)[] | null = [];
  private ended = false;

  /** Begins to join. */
  constructor(
    private readonly line: Line,
    private readonly parts: Parts,
    join: Push,
    private readonly notify: Notified,
  ) {
    this.joinRef = join.joinRef ?? join.ref;
    this.topic = join.topic;
    this.subTopic = join.topic.slice("realtime:".length);
    this.wishes = readJoin(join.payload);
    this.token = line.token;
    this.messages = new Bucket(parts.limits.messages);
    this.tracks = new Bucket(parts.limits.tracks);
    this.inTurn(() => this.join(join.ref));
  }

  /** Take a frame of this topic; `bytes` is its size. */
  receive(push: Push, bytes: number): void {
    if (!this.sequence.busy) return this.inTurn(() => this.handle(push));
    if (!this.line.reserve(bytes)) return;
    this.inTurn(() => {
      this.line.release(bytes);
      return this.handle(push);
    });
  }

  /** Leave everything; the client hears of it only where asked for. */
  end({ sayClosed = false } = {}): void {
    if (this.ended) return;
    this.ended = true;
    this.notify.left(this);
    for (const undo of this.atEnd.splice(0)) undo();
    this.stopWatchingExpiry();
    this.subscription?.close();
    if (sayClosed) this.sayClosed();
  }

  sayClosed(): void {
    this.send("phx_close", {}, this.joinRef);
  }

  /** The stack stops. */
  sayGoodbye(): void {
    this.send("system", { extension: "system", status: "ok", message: SYSTEM.goodbye });
  }

  hearBroadcast(broadcast: Broadcast, frame: SharedFrame): void {
    if (this.held) {
      this.hold(() => this.hearBroadcast(broadcast, frame));
      return;
    }
    if (this.rights.mayRead("broadcast") !== true) return;
    if (broadcast.meta && this.replayed.delete(broadcast.meta.id)) return;
    this.sendShared(frame);
  }

  hearPresence(frame: SharedFrame): void {
    // Before the join is answered, the state that comes with the answer will say it.
    if (this.hearsPresence) this.sendShared(frame);
  }

  private hearChange(frame: ChangeFrame): void {
    if (this.ended) return;
    if (this.held) {
      this.hold(() => this.hearChange(frame));
      return;
    }
    const payload = `{"ids":${JSON.stringify(frame.ids)},"data":${sharedText(frame.data)}}`;
    this.line.send(this.line.serializer.encodeText({ topic: this.topic, event: "postgres_changes", payload }));
  }

  // Joining ----------------------------------------------------------------------------------------------------------

  private async join(ref: Ref): Promise<void> {
    try {
      await this.demandEntry();
      const span = readSpan(this.wishes.replay, this.wishes.isPrivate, this.parts.limits.replayed);
      this.enterRoom();
      const missed = span && this.rights.mayRead("broadcast") === true
        ? await this.parts.replays.lookUp(this.subTopic, span)
        : [];
      await this.subscribe();
      if (this.ended) return;
      const ids = this.subscription?.ids ?? [];
      const bindings = this.wishes.bindings.map((binding, i) => ({ ...binding, id: ids[i] }));
      this.reply(ref, "ok", { postgres_changes: bindings as unknown as Json });
      this.notify.answered();
      this.begin(missed);
    } catch (error) {
      if (!(error instanceof JoinRefused)) console.error(`realtime: joining ${this.topic}:`, error);
      if (this.ended) return;
      this.reply(ref, "error", { reason: error instanceof JoinRefused ? error.message : UNKNOWN_ERROR });
      this.notify.answered();
      this.end();
    }
  }

  /** Throws JoinRefused. */
  private async demandEntry(): Promise<void> {
    if (this.subTopic === "") throw JOIN.noTopic();
    this.token = this.verified();
    if (!this.wishes.isPrivate) return;
    const rights = this.rightsOf(this.token);
    if (!await rights.lookUp(this.extensions())) throw JOIN.unauthorized(this.subTopic);
    this.rights = rights;
  }

  private verified(): Token {
    const { token } = this.wishes;
    try {
      if (token !== null && !isKey(token)) return this.parts.tokens.verify(token);
      demandUnexpired(this.line.token);
      return this.line.token;
    } catch (error) {
      if (error instanceof TokenRefused) throw new JoinRefused(error.code, error.message);
      throw error;
    }
  }

  private enterRoom(): void {
    if (this.ended) return;
    const { room, leave } = this.parts.rooms.enter(this.subTopic, this.wishes.isPrivate, this);
    this.room = room;
    this.atEnd.push(leave);
  }

  /** What the client gets after the answer to its join, in this order. */
  private begin(missed: Broadcast[]): void {
    for (const broadcast of missed) {
      const frame = this.line.serializer.encodeBroadcast(this.topic, broadcast, this.joinRef);
      if (frame) this.line.send(frame);
      this.replayed.add(broadcast.meta!.id);
    }
    if (this.wishes.presence && this.rights.mayRead("presence") === true) this.startPresence();
    const held = this.held ?? [];
    this.held = null;
    for (const hear of held) hear();
    if (this.wishes.replicationReady) this.watchLog();
    this.sayWhetherSubscribed();
    this.watchExpiry();
  }

  private watchLog(): void {
    const timer = setTimeout(() => this.refuse(SYSTEM.logMissing), this.parts.limits.logMs);
    this.atEnd.push(() => clearTimeout(timer));
    this.parts.log.ready.then(() => {
      clearTimeout(timer);
      if (!this.ended) this.system("ok", SYSTEM.logReady);
    });
  }

  // Frames of the client ---------------------------------------------------------------------------------------------

  private handle(push: Push): void | Promise<void> {
    if (this.ended) return;
    switch (push.event) {
      case "broadcast":
        return this.takeBroadcast(push);
      case "presence":
        return this.takePresence(push);
      case "access_token":
        return this.takeToken(push);
      case "phx_leave":
        // One for a channel that was replaced since is late.
        if (push.joinRef !== null && push.joinRef !== this.joinRef) return;
        this.reply(push.ref, "ok", {});
        this.end({ sayClosed: true });
    }
  }

  private takeBroadcast(push: Push): void | Promise<void> {
    if (!this.messages.take()) return this.refuse(SYSTEM.tooManyMessages);
    const broadcast = broadcastOf(push.payload);
    if (!broadcast) return;
    if (broadcast.payload.length > this.parts.limits.payloadBytes) {
      return this.acknowledge(push, "error", { error: "payload_size_exceeded" });
    }
    return then(this.rights.mayWrite("broadcast"), (allowed) => {
      if (this.ended) return;
      if (!allowed) return this.acknowledge(push, "error", { error: "unauthorized" });
      this.room!.broadcast(broadcast, this.wishes.self ? undefined : this);
      this.acknowledge(push, "ok", {});
    });
  }

  private async takePresence(push: Push): Promise<void> {
    if (!this.tracks.take()) return this.refuse(SYSTEM.tooManyTracks);
    const { event, payload = {} } = fields(push.payload);
    switch (typeof event === "string" ? event.toLowerCase() : null) {
      case "track":
        return await this.track(push.ref, payload);
      case "untrack":
        this.reply(push.ref, "ok", {});
        return this.room!.changed(this.room!.presence.untrack(this));
      default:
        this.reply(push.ref, "error", {});
    }
  }

  private async track(ref: Ref, payload: unknown): Promise<void> {
    if (typeof payload !== "object" || payload === null || Array.isArray(payload)) {
      return this.reply(ref, "error", { reason: "Presence track payload must be a map" });
    }
    if (sizeOf(JSON.stringify(payload)) > this.parts.limits.trackBytes) return this.refuse(SYSTEM.trackTooLarge);
    const allowed = await this.rights.mayWrite("presence");
    const readable = await this.rights.mayRead("presence");
    if (this.ended) return;
    if (!allowed) return this.reply(ref, "error", {});
    this.reply(ref, "ok", {});
    if (readable && !this.hearsPresence) this.startPresence();
    this.room!.changed(this.room!.presence.track(this, this.wishes.presenceKey, payload as { [key: string]: Json }));
  }

  private startPresence(): void {
    this.hearsPresence = true;
    this.send("presence_state", this.room!.presence.state());
  }

  // Tokens -----------------------------------------------------------------------------------------------------------

  private async takeToken(push: Push): Promise<void> {
    const { access_token: text } = fields(push.payload);
    if (typeof text !== "string" || isKey(text) || text === this.token.text) return;
    try {
      const token = this.parts.tokens.verify(text);
      if (this.wishes.isPrivate && !await this.renewRights(token)) return;
      if (this.ended) return;
      this.token = token;
      this.watchExpiry();
      if (await this.subscribe()) this.sayWhetherSubscribed();
    } catch (error) {
      // Where the database can't be asked, the channel crashes instead: its client joins again, by what it has then.
      if (!(error instanceof TokenRefused)) throw error;
      this.refuse(error.message);
    }
  }

  /** Policies are asked again; false when the channel ends by what they say. */
  private async renewRights(token: Token): Promise<boolean> {
    const before = (this.rights as PrivateRights).known();
    const rights = this.rightsOf(token);
    const readsAny = await rights.lookUp([...new Set([...this.extensions(), ...before.keys()])]);
    if (this.ended) return false;
    const lost = [...before].some(([extension, was]) => was && rights.known().get(extension) !== true);
    if (!readsAny || lost) {
      this.refuse(readsAny ? SYSTEM.permissionLost(this.subTopic) : SYSTEM.noPermission(this.subTopic));
      return false;
    }
    this.rights = rights;
    return true;
  }

  private watchExpiry(): void {
    this.stopWatchingExpiry();
    if (!this.ended) this.stopWatchingExpiry = atExpiry(this.token, (refusal) => this.refuse(refusal.message));
  }

  private rightsOf({ claims }: Token): PrivateRights {
    return new PrivateRights(this.parts.policies, { topic: this.subTopic, claims, headers: this.line.headers });
  }

  private extensions(): Extension[] {
    return this.wishes.presence ? ["broadcast", "presence"] : ["broadcast"];
  }

  // Changes of tables ------------------------------------------------------------------------------------------------

  /** Listen with the token's rights instead of those of the one before; false when there is nothing to listen to. */
  private async subscribe(): Promise<boolean> {
    const { bindings } = this.wishes;
    if (bindings.length === 0) return false;
    let current: Subscription | null = null;
    const subscription = await this.parts.feed.subscribe(bindings, this.token.claims, (frame) => {
      // While both are live, the one before still tells of each change.
      if (this.subscription === current) this.hearChange(frame);
    });
    current = subscription;
    if (this.ended) {
      subscription.close();
      return false;
    }
    this.subscription?.close();
    this.subscription = subscription;
    return true;
  }

  private sayWhetherSubscribed(): void {
    if (!this.subscription) return;
    const { problem } = this.subscription;
    this.system(problem === null ? "ok" : "error", problem ?? SYSTEM.subscribed, "postgres_changes");
  }

  // Saying something to the client -----------------------------------------------------------------------------------

  private send(event: string, payload: Json, ref: Ref = null): void {
    this.line.send(this.line.serializer.encode({ joinRef: this.joinRef, ref, topic: this.topic, event, payload }));
  }

  private system(status: Status, message: string, extension: "system" | "postgres_changes" = "system"): void {
    this.send("system", { extension, status, message, channel: this.subTopic });
  }

  private sendShared(frame: SharedFrame): void {
    const encoded = frame(this.line.serializer);
    if (encoded) this.line.send(encoded);
  }

  private reply(ref: Ref, status: Status, response: Json): void {
    this.send("phx_reply", { status, response }, ref);
  }

  private acknowledge({ ref }: Push, status: Status, response: Json): void {
    if (this.wishes.ack) this.reply(ref, status, response);
  }

  /** Say why, and end. */
  private refuse(message: string): void {
    if (this.ended) return;
    this.system("error", message);
    this.end({ sayClosed: true });
  }

  private hold(hear: () => void): void {
    if (this.held!.length < MOST_HELD) this.held!.push(hear);
    else this.crash(new Error("too much came in while it was joined"));
  }

  /** A fault of ours ends this channel and harms no other; the client joins again. */
  private crash(error: unknown): void {
    console.error(`realtime: ${this.topic}:`, error);
    if (this.ended) return;
    this.send("phx_error", {}, this.joinRef);
    this.end();
  }

  private inTurn(task: () => void | Promise<void>): void {
    this.sequence.run(() => {
      try {
        return task()?.catch((error) => this.crash(error));
      } catch (error) {
        this.crash(error);
      }
    });
  }
}

/** Frames from others that wait for the answer to a join. */
const MOST_HELD = 10_000;

/** Goes on at once where nothing has to be waited for. */
function then<T>(value: T | Promise<T>, next: (value: T) => void): void | Promise<void> {
  return value instanceof Promise ? value.then(next) : next(value);
}
