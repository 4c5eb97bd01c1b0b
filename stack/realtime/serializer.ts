/** The two shapes of frames: objects (vsn 1.0.0), and lists with binary broadcasts (vsn 2.0.0). */
import { Buffer } from "node:buffer";
import type { Json } from "./contract.ts";

export type Frame = string | Uint8Array<ArrayBuffer>;

/** Opaque: whatever the client counts by, handed back as it came. */
export type Ref = string | number | null;

/** A frame from a client. */
export interface Push {
  joinRef: Ref;
  ref: Ref;
  topic: string;
  event: string;
  /** For a binary frame, the broadcast that it holds. */
  payload: unknown;
}

/** A frame to a client. */
export interface Message {
  joinRef?: Ref;
  ref?: Ref;
  topic: string;
  event: string;
  payload: Json;
}

export type TextMessage = Omit<Message, "payload"> & { payload: string };

/** What is told to everybody in a room. */
export class Broadcast {
  constructor(
    readonly event: string,
    readonly encoding: "json" | "bytes",
    /** JSON as UTF-8 text, or the bytes themselves. */
    readonly payload: Uint8Array<ArrayBuffer>,
    /** Only what the server itself says: for a message from the database, its id. */
    readonly meta: { id: string; replayed?: true } | null = null,
  ) {}

  static ofJson(event: string, payload: unknown, meta?: Broadcast["meta"]): Broadcast {
    return new Broadcast(event, "json", utf8.encode(JSON.stringify(payload)), meta);
  }
}

export interface Serializer {
  readonly vsn: "1.0.0" | "2.0.0";
  /** Throws Unreadable. */
  decode(data: string | ArrayBuffer): Push;
  encode(message: Message): string;
  /** The same where the payload is JSON text already. */
  encodeText(message: TextMessage): string;
  /** Null where this version has no shape for it. */
  encodeBroadcast(topic: string, broadcast: Broadcast, joinRef?: Ref): Frame | null;
}

/** The frame is none that a client would send. */
export class Unreadable extends Error {
  override name = "Unreadable";
}

const utf8 = new TextEncoder();
const utf8Decoder = new TextDecoder("utf-8", { fatal: true });

const CLIENT_BROADCAST = 3;
const SERVER_BROADCAST = 4;
const BYTES = 0;
const JSON_TEXT = 1;
/** The byte before each part of a binary frame holds its size. */
const LONGEST_PART = 255;

export const version1: Serializer = {
  vsn: "1.0.0",
  decode(data) {
    if (typeof data !== "string") throw new Unreadable("a binary frame, which vsn 1.0.0 does not have");
    const frame = parse(data);
    if (typeof frame !== "object" || frame === null) throw new Unreadable("the frame is not an object");
    const { join_ref, ref, topic, event, payload } = frame as Record<string, unknown>;
    return checked(join_ref, ref, topic, event, payload);
  },
  encode: (message) => version1.encodeText({ ...message, payload: JSON.stringify(message.payload) }),
  encodeText: ({ ref, topic, event, payload }) =>
    `{"topic":${quoted(topic)},"event":${quoted(event)},"payload":${payload},"ref":${quoted(ref)}}`,
  encodeBroadcast(topic, broadcast) {
    if (broadcast.encoding === "bytes") return null;
    return version1.encodeText({ topic, event: "broadcast", payload: wrapped(broadcast) });
  },
};

export const version2: Serializer = {
  vsn: "2.0.0",
  decode(data) {
    if (typeof data !== "string") return decodeBinary(new Uint8Array(data));
    const frame = parse(data);
    if (!Array.isArray(frame) || frame.length !== 5) throw new Unreadable("the frame is not a list of five");
    const [joinRef, ref, topic, event, payload] = frame;
    return checked(joinRef, ref, topic, event, payload);
  },
  encode: (message) => version2.encodeText({ ...message, payload: JSON.stringify(message.payload) }),
  encodeText: ({ joinRef, ref, topic, event, payload }) =>
    `[${quoted(joinRef)},${quoted(ref)},${quoted(topic)},${quoted(event)},${payload}]`,
  encodeBroadcast(topic, broadcast, joinRef = null) {
    if (broadcast.encoding === "bytes") return encodeBinary(topic, broadcast);
    const binary = joinRef === null ? encodeBinary(topic, broadcast) : null;
    return binary ?? version2.encodeText({ joinRef, topic, event: "broadcast", payload: wrapped(broadcast) });
  },
};

/** The serializer that `vsn` asks for; null when there is none. */
export function serializerFor(vsn: string | null): Serializer | null {
  if (vsn === null || /^1\.0\.\d+$/.test(vsn)) return version1;
  return /^2\.0\.\d+$/.test(vsn) ? version2 : null;
}

const texts = new WeakMap<object, string>();

/** The JSON text of what goes to many, made when the first of them gets it. */
export function sharedText(value: Json): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  let text = texts.get(value);
  if (text === undefined) texts.set(value, text = JSON.stringify(value));
  return text;
}

/** Encodes when the first who uses a serializer asks, and gives all others the same frame. */
export function encodedOnce(
  encode: (serializer: Serializer) => Frame | null,
): (serializer: Serializer) => Frame | null {
  const frames = new Map<Serializer, Frame | null>();
  return (serializer) => {
    let frame = frames.get(serializer);
    if (frame === undefined) frames.set(serializer, frame = encode(serializer));
    return frame;
  };
}

/** The broadcast that a client sends; null when the payload is none. */
export function broadcastOf(payload: unknown): Broadcast | null {
  if (payload instanceof Broadcast) return payload;
  if (typeof payload !== "object" || payload === null) return null;
  // Nothing else is taken: what a client says about an id or a replay is not to be believed.
  const { event, payload: content } = payload as Record<string, unknown>;
  return typeof event === "string" ? Broadcast.ofJson(event, content ?? {}) : null;
}

/** Bytes of a frame on the wire. */
export function sizeOf(data: Frame | ArrayBuffer): number {
  return typeof data === "string" ? Buffer.byteLength(data) : data.byteLength;
}

function decodeBinary(frame: Uint8Array<ArrayBuffer>): Push {
  const [kind, ...sizes] = frame.subarray(0, 7);
  if (kind !== CLIENT_BROADCAST || sizes.length !== 6) throw new Unreadable("the binary frame is no broadcast");
  const encoding = sizes.pop();
  let offset = 7;
  const [joinRef, ref, topic, event] = sizes.map((size) => {
    if (offset + size > frame.length) throw new Unreadable("the binary frame is cut off");
    return decodeText(frame.subarray(offset, offset += size));
  });
  const payload = frame.subarray(offset);
  if (encoding !== BYTES && encoding !== JSON_TEXT) throw new Unreadable("the payload is neither JSON nor bytes");
  // It goes to others as it came, so it has to be JSON.
  if (encoding === JSON_TEXT) parse(decodeText(payload));
  return {
    joinRef: joinRef || null,
    ref: ref || null,
    topic,
    event: "broadcast",
    payload: new Broadcast(event, encoding === BYTES ? "bytes" : "json", payload),
  };
}

function encodeBinary(topic: string, { event, encoding, payload, meta }: Broadcast): Frame | null {
  const parts = [topic, event, meta ? JSON.stringify(meta) : ""].map((part) => utf8.encode(part));
  if (parts.some((part) => part.length > LONGEST_PART)) return null;
  const frame = new Uint8Array(5 + parts.reduce((sum, part) => sum + part.length, payload.length));
  frame.set([SERVER_BROADCAST, ...parts.map((part) => part.length), encoding === "bytes" ? BYTES : JSON_TEXT]);
  let offset = 5;
  for (const part of [...parts, payload]) {
    frame.set(part, offset);
    offset += part.length;
  }
  return frame;
}

function quoted(value: Ref | undefined): string {
  return JSON.stringify(value ?? null);
}

function wrapped({ event, payload, meta }: Broadcast): string {
  const end = meta ? `,"meta":${JSON.stringify(meta)}` : "";
  return `{"type":"broadcast","event":${quoted(event)},"payload":${decodeText(payload)}${end}}`;
}

function checked(joinRef: unknown, ref: unknown, topic: unknown, event: unknown, payload: unknown): Push {
  if (typeof topic !== "string" || typeof event !== "string") throw new Unreadable("topic and event must be text");
  if (!isRef(joinRef) || !isRef(ref)) throw new Unreadable("references must be text or null");
  return { joinRef: joinRef ?? null, ref: ref ?? null, topic, event, payload };
}

function isRef(value: unknown): value is Ref | undefined {
  return value === null || value === undefined || typeof value === "string" || typeof value === "number";
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Unreadable("the frame is not JSON", { cause: error });
  }
}

function decodeText(bytes: Uint8Array): string {
  try {
    return utf8Decoder.decode(bytes);
  } catch (error) {
    throw new Unreadable("the frame is not UTF-8", { cause: error });
  }
}
