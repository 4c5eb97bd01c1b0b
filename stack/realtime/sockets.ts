/** All sockets: how they are let in, looked after and closed. */
import type { Parts } from "./channel.ts";
import { Drain } from "./outbox.ts";
import { UpgradeRefused } from "./refusals.ts";
import { serializerFor } from "./serializer.ts";
import { type Client, Socket } from "./socket.ts";
import { type Token, TokenRefused, type Tokens } from "./tokens.ts";

export class Sockets {
  private readonly sockets = new Set<Socket>();
  private readonly drain = new Drain();
  private readonly sweeping: ReturnType<typeof setInterval>;
  private isClosing = false;

  constructor(private readonly parts: Parts) {
    this.sweeping = setInterval(() => this.sweep(), parts.limits.sweepMs);
  }

  upgrade(request: Request): Response {
    try {
      if (this.isClosing) throw new UpgradeRefused(500, "Error connecting to Realtime");
      // Those that are closing count too, since they take up memory until they are gone.
      if (this.sockets.size >= this.parts.limits.sockets) throw new UpgradeRefused(429, "Too many connected users");
      const client = clientOf(request, this.parts.tokens);
      // Its own timer is off: by what the client sends we know better whether it is there.
      const { socket: webSocket, response } = Deno.upgradeWebSocket(request, { idleTimeout: 0 });
      const socket = new Socket(webSocket, client, this.parts, this.drain, () => this.sockets.delete(socket));
      this.sockets.add(socket);
      return response;
    } catch (error) {
      if (error instanceof UpgradeRefused) return error.response();
      throw error;
    }
  }

  /** Tell everybody, and let nobody in any more. */
  close(): void {
    this.isClosing = true;
    clearInterval(this.sweeping);
    for (const socket of this.sockets) socket.sayGoodbye();
  }

  private sweep(): void {
    const now = performance.now();
    for (const socket of this.sockets) socket.sweep(now);
    this.cutOffSlowest();
  }

  /** One client may be slow; many that are slow at once may not take up all memory. */
  private cutOffSlowest(): void {
    const slow = [...this.sockets].filter((socket) => socket.unreadBytes > 0)
      .sort((one, other) => other.unreadBytes - one.unreadBytes);
    let unread = slow.reduce((sum, socket) => sum + socket.unreadBytes, 0);
    for (const socket of slow) {
      if (unread <= this.parts.limits.unreadBytesInAll) return;
      unread -= socket.unreadBytes;
      socket.cutOff();
    }
  }
}

/** Throws UpgradeRefused. */
function clientOf(request: Request, tokens: Tokens): Client {
  const query = new URL(request.url).searchParams;
  const serializer = serializerFor(query.get("vsn"));
  if (!serializer) throw new UpgradeRefused(403, "The protocol's version is not supported: ask for 1.0.0 or 2.0.0");
  const key = request.headers.get("x-api-key") ?? query.get("apikey");
  if (!key) throw new UpgradeRefused(401, "API key is missing");
  const token = tokenOfKey(key, tokens);
  if (request.headers.get("upgrade")?.toLowerCase() !== "websocket") {
    throw new UpgradeRefused(426, "This is the address of a WebSocket");
  }
  return { serializer, token, headers: ownHeaders(request.headers) };
}

function tokenOfKey(key: string, tokens: Tokens): Token {
  try {
    return tokens.verify(key);
  } catch (error) {
    if (!(error instanceof TokenRefused)) throw error;
    throw new UpgradeRefused(401, error.message.startsWith("Token has expired") ? "Token has expired" : error.message);
  }
}

/** Of a socket's upgrade, policies see the headers that somebody made up. */
function ownHeaders(headers: Headers): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => name.startsWith("x-")));
}
