/**
 * What a client has yet to read. Only a little of it is handed on at once: what the WebSocket has been given stays in
 * memory until the connection is gone, even after it was closed, and what waits here can be dropped.
 */
import { type Frame, sizeOf } from "./serializer.ts";

const HANDED_ON_BYTES = 64_000;
const PAUSE_MS = 5;

export class Outbox {
  private waiting: Frame[] = [];
  private waitingBytes = 0;

  constructor(private readonly webSocket: WebSocket, private readonly drain: Drain) {}

  get unreadBytes(): number {
    return this.waitingBytes + this.webSocket.bufferedAmount;
  }

  send(frame: Frame): void {
    if (this.waiting.length === 0 && this.hasRoom()) return this.webSocket.send(frame);
    this.waiting.push(frame);
    this.waitingBytes += sizeOf(frame);
    this.drain.add(this);
  }

  /** Hand on what there is room for; true when nothing is left. */
  flush(): boolean {
    let sent = 0;
    for (; sent < this.waiting.length && this.hasRoom(); sent++) {
      this.waitingBytes -= sizeOf(this.waiting[sent]);
      this.webSocket.send(this.waiting[sent]);
    }
    this.waiting.splice(0, sent);
    return this.waiting.length === 0;
  }

  /** Forget what was not handed on. */
  drop(): void {
    this.waiting = [];
    this.waitingBytes = 0;
    this.drain.delete(this);
  }

  private hasRoom(): boolean {
    return this.webSocket.bufferedAmount < HANDED_ON_BYTES;
  }
}

/** Hands on what waits in outboxes. One timer for all, and none while nothing waits: nobody tells when there is room. */
export class Drain {
  private readonly outboxes = new Set<Outbox>();
  private timer: ReturnType<typeof setInterval> | undefined;

  add(outbox: Outbox): void {
    this.outboxes.add(outbox);
    this.timer ??= setInterval(() => this.flush(), PAUSE_MS);
  }

  delete(outbox: Outbox): void {
    this.outboxes.delete(outbox);
    if (this.outboxes.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private flush(): void {
    for (const outbox of this.outboxes) if (outbox.flush()) this.delete(outbox);
  }
}
