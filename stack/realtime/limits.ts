/** How much one client, or all of them, may ask of the server. */
export interface Limits {
  /** Sockets open at once. */
  sockets: number;
  /** Channels of one socket. */
  channels: number;
  /** Bytes of one frame from a client. */
  frameBytes: number;
  /** Bytes of the frame that joins a channel, whose contents stay in memory. */
  joinBytes: number;
  /** Bytes of a broadcast's payload. */
  payloadBytes: number;
  /** Bytes of what a client tracks by presence, which stays in memory. */
  trackBytes: number;
  /** Bytes of frames that wait while their channel asks the database. */
  waitingBytes: number;
  /** Bytes that a client has not read yet; above it is cut off. */
  unreadBytes: number;
  /** Bytes that all clients together have not read yet; above, the slowest are cut off. */
  unreadBytesInAll: number;
  /** Messages of one request over HTTP. */
  batch: number;
  /** Rows that a replay returns at most. */
  replayed: number;
  /** Questions to the database that wait at once. */
  probes: number;
  /** Joins of one socket. */
  joins: Rate;
  /** Frames of one socket, whatever they are. */
  frames: Rate;
  /** Broadcasts and presence calls that come in through one channel. */
  messages: Rate;
  /** Calls of track and untrack on one channel. */
  tracks: Rate;
  /** Milliseconds of silence after which a socket is closed. */
  silenceMs: number;
  /** Milliseconds without reading anything of what waits, after which a client is cut off. */
  stuckMs: number;
  /** Milliseconds without any channel after which a socket is closed. */
  unusedMs: number;
  /** Milliseconds between looks at all sockets. */
  sweepMs: number;
  /** Milliseconds until a channel that waits for the log is told that it is not there. */
  logMs: number;
}

/** `burst` at once, and `perSecond` in the long run. */
export interface Rate {
  burst: number;
  perSecond: number;
}

/**
 * Sizes and counts are the platform's where it documents them. Its rates are of a whole project; here they are of a
 * socket or a channel, so that one client cannot use up what another needs.
 */
export const LIMITS: Limits = {
  sockets: 5_000,
  channels: 100,
  frameBytes: 5_000_000,
  joinBytes: 100_000,
  payloadBytes: 3_000_000,
  trackBytes: 100_000,
  waitingBytes: 5_000_000,
  unreadBytes: 16_000_000,
  unreadBytesInAll: 128_000_000,
  batch: 1_000,
  replayed: 25,
  probes: 2_000,
  joins: { burst: 1_000, perSecond: 100 },
  frames: { burst: 10_000, perSecond: 1_000 },
  messages: { burst: 5_000, perSecond: 500 },
  tracks: { burst: 5, perSecond: 5 / 30 },
  silenceMs: 60_000,
  stuckMs: 10_000,
  unusedMs: 600_000,
  sweepMs: 5_000,
  logMs: 60_000,
};

/** Counts by the clock alone: a bucket of `burst` that fills again by `perSecond`. */
export class Bucket {
  private left: number;
  private asOf = performance.now();

  constructor(private readonly rate: Rate) {
    this.left = rate.burst;
  }

  /** Take one; false when there is none left. */
  take(): boolean {
    const now = performance.now();
    this.left = Math.min(this.rate.burst, this.left + (now - this.asOf) / 1000 * this.rate.perSecond);
    this.asOf = now;
    if (this.left < 1) return false;
    this.left -= 1;
    return true;
  }
}
