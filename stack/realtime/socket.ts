/** One client's connection: its frames, its channels, and what it may cost. */
import { Channel, type Line, type Parts } from "./channel.ts";
import { Bucket } from "./limits.ts";
import { type Drain, Outbox } from "./outbox.ts";
import { CLOSE, JOIN, type JoinRefused, UNMATCHED_TOPIC } from "./refusals.ts";
import { type Frame, type Push, type Ref, type Serializer, sizeOf, Unreadable } from "./serializer.ts";
import type { Token } from "./tokens.ts";

export interface Client {
  serializer: Serializer;
  token: Token;
  headers: Record<string, string>;
}

export class Socket implements Line {
  readonly serializer: Serializer;
  readonly token: Token;
  readonly headers: Record<string, string>;
  private readonly channels = new Map<string, Channel>();
  private readonly outbox: Outbox;
  private readonly frames: Bucket;
  private readonly joins: Bucket;
  private waitingBytes = 0;
  private heardAt = performance.now();
  private usedAt = performance.now();
  private isOpen = true;
  private hasBeenUnreadable = false;

  constructor(
    private readonly webSocket: WebSocket,
    client: Client,
    private readonly parts: Parts,
    drain: Drain,
    gone: () => void,
  ) {
    this.serializer = client.serializer;
    this.token = client.token;
    this.headers = client.headers;
    this.outbox = new Outbox(webSocket, drain);
    this.frames = new Bucket(parts.limits.frames);
    this.joins = new Bucket(parts.limits.joins);
    webSocket.binaryType = "arraybuffer";
    webSocket.onmessage = ({ data }) => this.receive(data);
    webSocket.onclose = () => {
      this.end();
      gone();
    };
    // A close event follows each error.
    webSocket.onerror = () => {};
  }

  /** Bytes that the client has not read yet. */
  get unreadBytes(): number {
    return this.outbox.unreadBytes;
  }

  send(frame: Frame): void {
    if (!this.isOpen || this.webSocket.readyState !== WebSocket.OPEN) return;
    if (this.unreadBytes > this.parts.limits.unreadBytes) {
      // Not at once: whoever is sending to a whole room should get to its end first.
      queueMicrotask(() => this.cutOff());
      return;
    }
    this.outbox.send(frame);
  }

  close([code, reason]: readonly [number, string]): void {
    if (!this.isOpen) return;
    if (this.webSocket.readyState === WebSocket.OPEN) this.webSocket.close(code, reason);
    this.end();
  }

  /** The client does not keep up. */
  cutOff(): void {
    this.close(CLOSE.tooSlow);
  }

  /** The stack stops. */
  sayGoodbye(): void {
    for (const channel of this.channels.values()) channel.sayGoodbye();
    this.close(CLOSE.restart);
  }

  /** Close it where it is silent, deaf or of no use. */
  sweep(now: number): void {
    const { silenceMs, stuckMs, unusedMs } = this.parts.limits;
    if (this.channels.size > 0) this.usedAt = now;
    if (now - this.heardAt > silenceMs) this.close(CLOSE.silent);
    else if (this.outbox.stuckFor(now) > stuckMs) this.cutOff();
    else if (now - this.usedAt > unusedMs) this.close(CLOSE.unused);
  }

  reserve(bytes: number): boolean {
    if (this.waitingBytes + bytes > this.parts.limits.waitingBytes) {
      this.close(CLOSE.tooMuchWaiting);
      return false;
    }
    this.waitingBytes += bytes;
    return true;
  }

  release(bytes: number): void {
    this.waitingBytes -= bytes;
  }

  private receive(data: string | ArrayBuffer): void {
    if (!this.isOpen) return;
    this.heardAt = performance.now();
    const bytes = sizeOf(data);
    if (bytes > this.parts.limits.frameBytes) return this.close(CLOSE.frameTooLarge);
    if (!this.frames.take()) return this.close(CLOSE.tooManyFrames);
    try {
      const push = this.read(data);
      if (push) this.handle(push, bytes);
    } catch (error) {
      // A fault of ours costs this frame, not the process that everybody else is connected to.
      console.error("realtime: a frame could not be handled:", error);
    }
  }

  /** A frame that can't be read is passed over. */
  private read(data: string | ArrayBuffer): Push | null {
    try {
      return this.serializer.decode(data);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      if (!this.hasBeenUnreadable) console.warn(`realtime: a client sends what can't be read: ${error.message}`);
      this.hasBeenUnreadable = true;
      return null;
    }
  }

  private handle(push: Push, bytes: number): void {
    const channel = this.channels.get(push.topic);
    if (push.topic === "phoenix" && push.event === "heartbeat") return this.reply(push, "ok", {});
    if (push.event === "phx_join" && push.topic.startsWith("realtime:")) return this.join(push, bytes);
    if (channel) return channel.receive(push, bytes);
    if (push.event === "phx_leave") return this.reply(push, "ok", {});
    this.reply(push, "error", { reason: UNMATCHED_TOPIC });
  }

  private join(push: Push, bytes: number): void {
    const { limits } = this.parts;
    if (!this.joins.take()) {
      this.refuse(push, JOIN.tooManyJoins());
      return this.close(CLOSE.tooManyJoins);
    }
    if (bytes > limits.joinBytes) return this.refuse(push, JOIN.tooLarge());
    const before = this.channels.get(push.topic);
    if (!before && this.channels.size >= limits.channels) return this.refuse(push, JOIN.tooManyChannels());
    before?.end();
    const channel = new Channel(this, this.parts, push, {
      // Clients of vsn 1.0.0 don't look at references: they would take it for the end of the new channel.
      answered: () => this.serializer.vsn === "2.0.0" && before?.sayClosed(),
      left: (channel) => this.channels.get(push.topic) === channel && this.channels.delete(push.topic),
    });
    this.channels.set(push.topic, channel);
  }

  private refuse(push: Push, refusal: JoinRefused): void {
    this.reply(push, "error", { reason: refusal.message }, push.joinRef ?? push.ref);
  }

  private reply({ ref, topic }: Push, status: "ok" | "error", response: { reason?: string }, joinRef: Ref = null) {
    this.send(this.serializer.encode({ joinRef, ref, topic, event: "phx_reply", payload: { status, response } }));
  }

  private end(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.outbox.drop();
    for (const channel of [...this.channels.values()]) channel.end();
  }
}
