/**
 * What a client has yet to read. Only a little of it is handed on at once: what the WebSocket has been given stays in
 * memory until the connection is gone, even after it was closed, and what waits here can be dropped.
 */
import { type Frame, sizeOf } from "./serializer.ts";

const HANDED_ON_BYTES = 256_000;
const SHORTEST_PAUSE_MS = 1;
const LONGEST_PAUSE_MS = 50;

export class Outbox {
  private waiting: Frame[] = [];
  private waitingBytes = 0;
  private progressAt = 0;

  constructor(private readonly webSocket: WebSocket, private readonly drain: Drain) {}

  get unreadBytes(): number {
    return this.waitingBytes + this.webSocket.bufferedAmount;
  }

  send(frame: Frame): void {
    if (this.waiting.length === 0 && this.hasRoom()) return this.webSocket.send(frame);
    if (this.waiting.length === 0) this.progressAt = performance.now();
    this.waiting.push(frame);
    this.waitingBytes += sizeOf(frame);
    this.drain.add(this);
  }

  /** For how many milliseconds the client has read nothing of what waits for it. */
  stuckFor(now: number): number {
    return this.waiting.length === 0 ? 0 : now - this.progressAt;
  }

  get isEmpty(): boolean {
    return this.waiting.length === 0;
  }

  /** Hand on what there is room for; true when there was any. */
  flush(): boolean {
    let sent = 0;
    for (; sent < this.waiting.length && this.hasRoom(); sent++) {
      this.waitingBytes -= sizeOf(this.waiting[sent]);
      this.webSocket.send(this.waiting[sent]);
    }
    if (sent > 0) this.progressAt = performance.now();
    this.waiting.splice(0, sent);
    return sent > 0;
  }

  /** Forget what was not handed on. */
  drop(): void {
    this.waiting = [];
    this.waitingBytes = 0;
    this.drain.delete(this);
  }

  private hasRoom(): boolean {
    return this.webSocket.readyState === WebSocket.OPEN && this.webSocket.bufferedAmount < HANDED_ON_BYTES;
  }
}

/**
 * Hands on what waits in outboxes. Nobody tells when there is room, so it looks, with one timer for all: often while
 * somebody reads, seldom while nobody does, and never while nothing waits.
 */
export class Drain {
  private readonly outboxes = new Set<Outbox>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  add(outbox: Outbox): void {
    this.outboxes.add(outbox);
    if (this.timer === undefined) this.look(SHORTEST_PAUSE_MS);
  }

  delete(outbox: Outbox): void {
    this.outboxes.delete(outbox);
    if (this.outboxes.size > 0) return;
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private look(pause: number): void {
    this.timer = setTimeout(() => {
      this.timer = undefined;
      const isRead = this.flush();
      if (this.outboxes.size > 0) this.look(isRead ? SHORTEST_PAUSE_MS : Math.min(pause * 2, LONGEST_PAUSE_MS));
    }, pause);
  }

  /** True when there was room for anything. */
  private flush(): boolean {
    let isRead = false;
    for (const outbox of this.outboxes) {
      if (outbox.flush()) isRead = true;
      if (outbox.isEmpty) this.delete(outbox);
    }
    return isRead;
  }
}
