/** For tests: a server whose database is made of answers, and a client that sees every frame. */
import { Buffer } from "node:buffer";
import { createHmac } from "node:crypto";
import { makeRealtime } from "../routes/realtime.ts";
import type { Answer, Extension, Policies } from "./authorization.ts";
import type { Binding, ChangeFrame, Claims, Json, Subscription } from "./contract.ts";
import type { Parts } from "./channel.ts";
import { LIMITS, type Limits } from "./limits.ts";
import { Rooms } from "./rooms.ts";
import type { Broadcast } from "./serializer.ts";
import { Tokens } from "./tokens.ts";

export const KEYS = { jwt_secret: "a secret of tests", publishable_key: "sb_publishable_x", secret_key: "sb_secret_x" };

/** What a token may do: `read:broadcast` and the like. */
export type Right = `${"read" | "write"}:${Extension}`;
export type Rule = (topic: string, claims: Claims) => Right[];

export const EVERYTHING: Rule = () => ["read:broadcast", "read:presence", "write:broadcast", "write:presence"];

/** Answers as policies would, and counts how often it is asked. */
export class StandInPolicies implements Policies {
  asked = 0;

  constructor(public rule: Rule) {}

  ask({ topic, claims }: { topic: string; claims: Claims }, read: Extension[], write: Extension[]): Promise<Answer> {
    this.asked++;
    const rights = this.rule(topic, claims);
    return Promise.resolve({
      read: read.map((extension) => rights.includes(`read:${extension}`)),
      write: write.map((extension) => rights.includes(`write:${extension}`)),
    });
  }
}

/** Tells whoever subscribed what the test says has changed. */
export class StandInFeed {
  readonly live: { claims: Claims; deliver: (frame: ChangeFrame) => void }[] = [];
  problem: string | null = null;

  subscribe(bindings: Binding[], claims: Claims, deliver: (frame: ChangeFrame) => void): Promise<Subscription> {
    const entry = { claims, deliver };
    this.live.push(entry);
    return Promise.resolve({
      ids: bindings.map((_, i) => 101 + i),
      problem: this.problem,
      close: () => void this.live.splice(this.live.indexOf(entry), 1),
    });
  }
}

export interface Server {
  port: number;
  rooms: Rooms;
  feed: StandInFeed;
  policies: StandInPolicies;
  /** How many channels are in a public room. */
  roomSize(topic: string): number;
  /** Says goodbye to all sockets. */
  stop(): Promise<void>;
  client(options?: Options): Promise<Client>;
  post(path: string, body: BodyInit, headers?: Record<string, string>): Promise<Response>;
}

export interface Options {
  vsn?: "1.0.0" | "2.0.0";
  key?: string;
}

export interface Given {
  limits?: Partial<Limits>;
  rule?: Rule;
  /** What a replay finds. */
  stored?: Broadcast[];
}

/** A server and all its clients for as long as the test runs. */
export async function withRealtime(given: Given, test: (server: Server) => Promise<void>): Promise<void> {
  const rooms = new Rooms();
  const feed = new StandInFeed();
  const policies = new StandInPolicies(given.rule ?? EVERYTHING);
  const parts: Parts = {
    limits: { ...LIMITS, ...given.limits },
    tokens: new Tokens(KEYS),
    policies,
    replays: { lookUp: (_, { limit }) => Promise.resolve((given.stored ?? []).slice(-limit)) },
    rooms,
    feed,
    log: { ready: Promise.resolve() },
  };
  const realtime = makeRealtime(parts);
  const listener = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) => realtime.answer(request),
  );
  const { port } = listener.addr;
  const clients: Client[] = [];
  try {
    await test({
      port,
      rooms,
      feed,
      policies,
      roomSize: (topic) => rooms.size(topic, false),
      stop: () => realtime.close(),
      async client(options = {}) {
        const client = await Client.open(port, options);
        clients.push(client);
        return client;
      },
      post: (path, body, headers = {}) =>
        fetch(`http://127.0.0.1:${port}/realtime/v1/api/broadcast${path}`, {
          method: "POST",
          body,
          headers: { apikey: KEYS.publishable_key, "content-type": "application/json", ...headers },
        }),
    });
  } finally {
    await Promise.all(clients.map((client) => client.close()));
    await realtime.close();
    await listener.shutdown();
  }
}

/** A frame of either version as its five parts; a binary one has its bytes as payload. */
export interface Heard {
  joinRef: Json;
  ref: Json;
  topic: string;
  event: string;
  // deno-lint-ignore no-explicit-any
  payload: any;
}

export class Client {
  private readonly heard: Heard[] = [];
  private readonly waiting: ((heard: Heard) => void)[] = [];
  private refs = 0;
  readonly closed: Promise<CloseEvent>;

  private constructor(readonly webSocket: WebSocket, private readonly vsn: string) {
    webSocket.binaryType = "arraybuffer";
    webSocket.onmessage = ({ data }) => this.hear(data);
    this.closed = new Promise((resolve) => webSocket.onclose = resolve);
  }

  static async open(port: number, { vsn = "2.0.0", key = KEYS.publishable_key }: Options): Promise<Client> {
    const address = `ws://127.0.0.1:${port}/realtime/v1/websocket?apikey=${key}&vsn=${vsn}`;
    const webSocket = new WebSocket(address);
    const client = new Client(webSocket, vsn);
    await new Promise((resolve, reject) => {
      webSocket.onopen = resolve;
      webSocket.onerror = reject;
    });
    return client;
  }

  send(topic: string, event: string, payload: unknown, { joinRef = null, ref }: { joinRef?: Json; ref?: Json } = {}) {
    const used = ref === undefined ? `${++this.refs}` : ref;
    this.webSocket.send(JSON.stringify(
      this.vsn === "2.0.0"
        ? [joinRef, used, topic, event, payload]
        : { topic, event, payload, ref: used, join_ref: joinRef },
    ));
    return used;
  }

  sendRaw(frame: string | Uint8Array<ArrayBuffer>): void {
    this.webSocket.send(frame);
  }

  /** Join and return the answer. */
  async join(topic: string, config: unknown = {}, token?: string): Promise<Heard> {
    const ref = `j${++this.refs}`;
    this.send(topic, "phx_join", { config, access_token: token }, { joinRef: ref, ref });
    return await this.next();
  }

  async next(): Promise<Heard> {
    return this.heard.shift() ?? await new Promise((resolve) => this.waiting.push(resolve));
  }

  /** The next frame without its references. */
  async nextOf(): Promise<[string, string, unknown]> {
    const { topic, event, payload } = await this.next();
    return [topic, event, payload];
  }

  /** All that came before the answer to a heartbeat. */
  async rest(): Promise<Heard[]> {
    const ref = this.send("phoenix", "heartbeat", {}, { ref: `beat${++this.refs}` });
    const all: Heard[] = [];
    while (true) {
      const heard = await this.next();
      if (heard.topic === "phoenix" && heard.ref === ref) return all;
      all.push(heard);
    }
  }

  async close(): Promise<void> {
    this.webSocket.close();
    await this.closed;
  }

  private hear(data: string | ArrayBuffer): void {
    const heard = typeof data === "string" ? this.readText(data) : readBinary(new Uint8Array(data));
    const waiting = this.waiting.shift();
    if (waiting) waiting(heard);
    else this.heard.push(heard);
  }

  private readText(text: string): Heard {
    const frame = JSON.parse(text);
    if (this.vsn === "2.0.0") {
      const [joinRef, ref, topic, event, payload] = frame;
      return { joinRef, ref, topic, event, payload };
    }
    if (Object.keys(frame).join() !== "topic,event,payload,ref") throw new Error(`not as vsn 1.0.0 has it: ${text}`);
    return { joinRef: null, ...frame };
  }
}

/** A broadcast in text, as version 1 and old clients send it. */
export function broadcast(event: string, payload: unknown) {
  return { type: "broadcast", event, payload };
}

/** A broadcast as JavaScript clients send it. */
export function binaryBroadcast(
  topic: string,
  event: string,
  payload: string | Uint8Array,
  { joinRef = "", ref = "" } = {},
): Uint8Array<ArrayBuffer> {
  const parts = [joinRef, ref, topic, event, ""].map((part) => Buffer.from(part));
  const head = [3, ...parts.map((part) => part.length), typeof payload === "string" ? 1 : 0];
  return new Uint8Array(Buffer.concat([Buffer.from(head), ...parts, Buffer.from(payload as string)]));
}

export function jwt(claims: Record<string, unknown>, secret = KEYS.jwt_secret): string {
  const text = [{ alg: "HS256", typ: "JWT" }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString("base64url")
  )
    .join(".");
  return `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`;
}

/** The token of a user, good for so many seconds. */
export function userToken(sub: string, seconds = 60): string {
  return jwt({ sub, role: "authenticated", exp: Math.floor(Date.now() / 1000) + seconds });
}

function readBinary(frame: Uint8Array): Heard {
  const [kind, topicSize, eventSize, metaSize, encoding] = frame;
  if (kind !== 4) throw new Error(`a binary frame of kind ${kind}`);
  let offset = 5;
  const [topic, event, meta] = [topicSize, eventSize, metaSize].map((size) =>
    Buffer.from(frame.subarray(offset, offset += size)).toString()
  );
  const bytes = frame.slice(offset);
  const payload = {
    type: "broadcast",
    event,
    payload: encoding === 1 ? JSON.parse(Buffer.from(bytes).toString()) : bytes,
    ...(meta && { meta: JSON.parse(meta) }),
  };
  return { joinRef: null, ref: null, topic, event: "broadcast", payload };
}
