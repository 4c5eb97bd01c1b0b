/** Broadcast over HTTP, for those who have no socket open. */
import { Buffer } from "node:buffer";
import { PrivateRights } from "./authorization.ts";
import type { Parts } from "./channel.ts";
import { fields } from "./join.ts";
import { JoinRefused } from "./refusals.ts";
import { Broadcast } from "./serializer.ts";
import { type Token, TokenRefused } from "./tokens.ts";

/** What is wrong with each field. */
type Problems = Record<string, string[]>;

interface Entry {
  topic: string;
  event: string;
  payload: unknown;
  private: boolean;
}

/** The request is answered with this instead. */
class Answered extends Error {
  constructor(readonly status: number, readonly body: unknown) {
    super();
  }
}

const MISSING = "can't be blank";
const TOO_MANY = "Too many messages to broadcast, please reduce the batch size";
const TOO_LARGE = "Payload size exceeds tenant limit";

export class Rest {
  constructor(private readonly parts: Pick<Parts, "limits" | "tokens" | "policies" | "rooms">) {}

  /** `path` is what follows /realtime/v1/api/broadcast, still percent-encoded. */
  async answer(request: Request, path: string): Promise<Response> {
    try {
      if (request.method !== "POST") throw new Answered(405, { message: "Method not allowed: use POST" });
      const token = this.tokenOf(request);
      if (path === "") return await this.takeMany(request, token);
      const single = /^\/([^/]+)\/events\/([^/]+)$/.exec(path);
      if (!single) throw new Answered(404, { message: "no Route matched with those values" });
      return await this.takeOne(request, token, decoded(single[1]), decoded(single[2]));
    } catch (error) {
      await request.body?.cancel().catch(() => {}); // it may have been read already
      if (error instanceof Answered) return Response.json(error.body, { status: error.status });
      if (error instanceof JoinRefused) return Response.json({ message: error.message }, { status: 503 });
      throw error;
    }
  }

  /** A message that may not be sent is dropped; the others are sent. */
  private async takeMany(request: Request, token: Token): Promise<Response> {
    const text = await this.bodyOf(request);
    const entries = this.entriesOf(parsed(text));
    const allowed = new Map<string, boolean>();
    for (const { topic, private: isPrivate } of entries) {
      if (isPrivate && !allowed.has(topic)) allowed.set(topic, await this.mayWrite(request, token, topic));
    }
    for (const { topic, event, payload, private: isPrivate } of entries) {
      if (isPrivate && !allowed.get(topic)) continue;
      this.parts.rooms.broadcast(topic, isPrivate, () => Broadcast.ofJson(event, payload));
    }
    return new Response(null, { status: 202 });
  }

  private async takeOne(request: Request, token: Token, topic: string, event: string): Promise<Response> {
    const broadcast = await this.broadcastOf(request, event);
    const isPrivate = new URL(request.url).searchParams.get("private") === "true";
    if (isPrivate && !await this.mayWrite(request, token, topic)) throw new Answered(403, { message: "Unauthorized" });
    this.parts.rooms.broadcast(topic, isPrivate, () => broadcast);
    return new Response(null, { status: 202 });
  }

  private async broadcastOf(request: Request, event: string): Promise<Broadcast> {
    const type = request.headers.get("content-type")?.split(";")[0].trim().toLowerCase();
    if (type !== "application/json" && type !== "application/octet-stream") {
      const error = "Unsupported Media Type. Use application/json or application/octet-stream";
      throw new Answered(415, { error });
    }
    const body = await this.bodyOf(request);
    if (body.length > this.parts.limits.payloadBytes) throw new Answered(422, { errors: { payload: [TOO_LARGE] } });
    if (type === "application/octet-stream") return new Broadcast(event, "bytes", body);
    return Broadcast.ofJson(event, parsed(body));
  }

  private entriesOf(body: unknown): Entry[] {
    const { messages } = fields(body);
    if (!Array.isArray(messages)) throw new Answered(422, { errors: { messages: [MISSING] } });
    if (messages.length > this.parts.limits.batch) throw new Answered(429, { message: TOO_MANY });
    const problems = messages.map((message) => this.problemsOf(fields(message)));
    if (problems.some((problem) => Object.keys(problem).length > 0)) {
      throw new Answered(422, { errors: { messages: problems } });
    }
    return messages.map(({ topic, event, payload, private: isPrivate }) => ({
      topic,
      event,
      payload,
      private: isPrivate === true || isPrivate === "true",
    }));
  }

  private problemsOf({ topic, event, payload }: Record<string, unknown>): Problems {
    const problems: Problems = {};
    if (typeof topic !== "string" || topic === "") problems.topic = [MISSING];
    if (typeof event !== "string" || event === "") problems.event = [MISSING];
    if (payload === undefined || payload === null) problems.payload = [MISSING];
    else if (typeof payload !== "object" || Array.isArray(payload)) problems.payload = ["is invalid"];
    else if (Buffer.byteLength(JSON.stringify(payload)) > this.parts.limits.payloadBytes) {
      problems.payload = [TOO_LARGE];
    }
    return problems;
  }

  private tokenOf(request: Request): Token {
    const bearer = /^Bearer (.+)$/i.exec(request.headers.get("authorization") ?? "");
    try {
      return this.parts.tokens.verify(bearer?.[1] ?? request.headers.get("apikey") ?? "");
    } catch (error) {
      if (error instanceof TokenRefused) throw new Answered(401, { message: "Unauthorized" });
      throw error;
    }
  }

  private async mayWrite(request: Request, { claims }: Token, topic: string): Promise<boolean> {
    const headers = Object.fromEntries(request.headers);
    return await new PrivateRights(this.parts.policies, { topic, claims, headers }).mayWrite("broadcast");
  }

  /** The body, no more of it than a frame may hold. */
  private async bodyOf(request: Request): Promise<Uint8Array<ArrayBuffer>> {
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of request.body ?? []) {
      size += chunk.length;
      if (size > this.parts.limits.frameBytes) throw new Answered(413, { message: "The body is too large" });
      chunks.push(chunk);
    }
    return new Uint8Array(Buffer.concat(chunks));
  }
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    throw new Answered(422, { errors: { body: ["is not valid JSON"] } });
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new Answered(422, { errors: { path: ["is not valid percent-encoding"] } });
  }
}
