/** Who acts in the checks: official clients, raw sockets, and the database. */
import { createHmac, randomUUID } from "node:crypto";
import {
  createClient,
  type RealtimeChannel,
  type RealtimeClientOptions,
  type SupabaseClient,
} from "npm:@supabase/supabase-js@2.119.0";
import postgres from "npm:postgres@3.4.9";

export interface Stack {
  url: string;
  publishable_key: string;
  secret_key: string;
  jwt_secret: string;
  database_url: string;
}

export const stack: Stack = JSON.parse(Deno.env.get("CONFORMANCE_STACK")!);
export const warnings: string[] = [];
export const sql = postgres(stack.database_url, {
  max: 4,
  onnotice: (notice) => warnings.push(notice.message),
});

/** What came in, and waiting for more of it. */
export class Inbox<T> {
  readonly items: T[] = [];
  private waiting: (() => void)[] = [];

  push = (item: T): void => {
    this.items.push(item);
    this.waiting.splice(0).forEach((wake) => wake());
  };

  /** The first item that fits, of those already here too. */
  async first(fits: (item: T) => boolean = () => true, what = "a message", mostMs = 12_000): Promise<T> {
    await this.until(() => this.items.some(fits), what, mostMs);
    return this.items.find(fits)!;
  }

  async count(count: number): Promise<T[]> {
    await this.until(() => this.items.length >= count, `${count} messages`);
    return this.items;
  }

  async until(enough: () => boolean, what: string, mostMs = 12_000): Promise<void> {
    const end = performance.now() + mostMs;
    while (!enough()) {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const late = new Promise<void>((resolve) => timer = setTimeout(resolve, end - performance.now()));
      await Promise.race([late, new Promise<void>((resolve) => this.waiting.push(resolve))]);
      clearTimeout(timer);
      if (performance.now() >= end && !enough()) {
        throw new Error(`waited for ${what}; got ${JSON.stringify(this.items)}`);
      }
    }
  }
}

export function token(claims: Record<string, unknown> = {}): string {
  const encoded = (value: unknown) => base64url(JSON.stringify(value));
  const body = `${encoded({ alg: "HS256", typ: "JWT" })}.${
    encoded({ role: "authenticated", sub: randomUUID(), exp: seconds() + 3600, ...claims })
  }`;
  return `${body}.${createHmac("sha256", stack.jwt_secret).update(body).digest("base64url")}`;
}

export const seconds = () => Math.floor(Date.now() / 1000);

function base64url(text: string): string {
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** A client, with the key anon has unless another is given, and with the token where there is one. */
export async function client(
  { key = stack.publishable_key, jwt, ...realtime }: { key?: string; jwt?: string } & RealtimeClientOptions = {},
): Promise<SupabaseClient> {
  const made = createClient(stack.url, key, {
    realtime,
    auth: { persistSession: false, autoRefreshToken: false, storageKey: randomUUID() },
  });
  if (jwt) await made.realtime.setAuth(jwt);
  return made;
}

/** A transport that keeps its sockets, so that a check can break them. */
export function observedTransport() {
  const sockets: WebSocket[] = [];
  class Observed extends WebSocket {
    constructor(address: string | URL) {
      super(address);
      sockets.push(this);
    }
  }
  return { sockets, transport: Observed };
}

export interface Status {
  status: string;
  error?: Error;
}

/** Subscribe; everything that the client says of the channel. */
export function statuses(channel: RealtimeChannel): Inbox<Status> {
  const inbox = new Inbox<Status>();
  channel.subscribe((status, error) => inbox.push({ status, error }));
  return inbox;
}

export async function join(channel: RealtimeChannel): Promise<Inbox<Status>> {
  const inbox = statuses(channel);
  const { status, error } = await inbox.first();
  if (status !== "SUBSCRIBED") throw new Error(`${status}: ${error?.message}`);
  return inbox;
}

// deno-lint-ignore no-explicit-any
export type Message = any;

/** Broadcasts of a channel; call before joining. */
export function broadcasts(channel: RealtimeChannel, event = "*"): Inbox<Message> {
  const inbox = new Inbox<Message>();
  channel.on("broadcast", { event }, inbox.push);
  return inbox;
}

export function systemMessages(channel: RealtimeChannel): Inbox<Message> {
  const inbox = new Inbox<Message>();
  channel.on("system", {}, inbox.push);
  return inbox;
}

export type Frame = [string | null, string | null, string, string, Message];

/** A socket without a client around it, in protocol 2.0.0. */
export class Raw {
  readonly frames = new Inbox<Frame>();
  readonly closed: Promise<CloseEvent>;

  private constructor(readonly socket: WebSocket) {
    socket.binaryType = "arraybuffer";
    socket.onmessage = ({ data }) => {
      if (typeof data === "string") this.frames.push(JSON.parse(data));
      else this.frames.push(broadcastOf(data));
    };
    this.closed = new Promise((resolve) => socket.onclose = resolve);
  }

  static async open(key = stack.publishable_key): Promise<Raw> {
    const address = `${stack.url.replace("http", "ws")}/realtime/v1/websocket?apikey=${key}&vsn=2.0.0`;
    const socket = new WebSocket(address);
    const raw = new Raw(socket);
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = reject;
    });
    return raw;
  }

  send(...frame: Frame): void {
    this.socket.send(JSON.stringify(frame));
  }

  /** Join and wait for the answer to it. */
  join(topic: string, ref: string, config: object = {}, accessToken?: string): Promise<Frame> {
    this.send(ref, ref, `realtime:${topic}`, "phx_join", { config, access_token: accessToken });
    return this.reply(ref);
  }

  reply(ref: string): Promise<Frame> {
    return this.frames.first((frame) => frame[1] === ref && frame[3] === "phx_reply", `the reply to ${ref}`);
  }
}

function broadcastOf(data: ArrayBuffer): Frame {
  const bytes = new Uint8Array(data);
  const [, topicLength, eventLength, metaLength] = bytes;
  const text = (from: number, length?: number) =>
    new TextDecoder().decode(bytes.subarray(from, length === undefined ? undefined : from + length));
  const topic = text(5, topicLength);
  const event = text(5 + topicLength, eventLength);
  const payload = text(5 + topicLength + eventLength + metaLength);
  return [null, null, topic, "broadcast", { type: "broadcast", event, payload: JSON.parse(payload) }];
}

/** A name that no other check has. */
export const unique = (name: string) => `${name}:${randomUUID().slice(0, 8)}`;
