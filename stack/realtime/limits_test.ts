import { assertEquals } from "../lib/asserts.ts";
import { Bucket } from "./limits.ts";
import { Broadcast } from "./serializer.ts";
import { binaryBroadcast, broadcast, type Client, KEYS, type Server, withRealtime } from "./stand_ins.ts";

/** How the server closes the socket. */
async function closing(client: Client): Promise<[number, string]> {
  const { code, reason } = await client.closed;
  return [code, reason];
}

/** Somebody else in the room still gets what the database says. */
async function assertUnharmed(server: Server, other: Client): Promise<void> {
  server.rooms.hear({ id: "1", topic: "r", event: "e", private: false, payload: { fine: true } });
  let heard = await other.next();
  while (heard.payload?.payload?.fine !== true) heard = await other.next();
}

async function bystander(server: Server): Promise<Client> {
  const client = await server.client();
  await client.join("realtime:r");
  return client;
}

/** Nobody tells a test when a room changes. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 1));
}

/** A client that speaks and never listens: bytes on the wire, no more. */
async function deafClient(port: number, ...frames: string[]): Promise<Deno.TcpConn> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  await connection.write(new TextEncoder().encode(
    `GET /realtime/v1/websocket?apikey=${KEYS.publishable_key}&vsn=2.0.0 HTTP/1.1\r\nHost: stack\r\nUpgrade: websocket\r\n` +
      "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
  ));
  await connection.read(new Uint8Array(1000));
  for (const frame of frames) await connection.write(masked(frame));
  return connection;
}

/** A short text frame, masked with zeros. */
function masked(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  return new Uint8Array([0x81, 0x80 | bytes.length, 0, 0, 0, 0, ...bytes]);
}

const JOIN = JSON.stringify(["1", "1", "realtime:r", "phx_join", { config: {} }]);

Deno.test("a frame that is too large closes its socket", () =>
  withRealtime({ limits: { frameBytes: 1000 } }, async (server) => {
    const [client, other] = [await bystander(server), await bystander(server)];
    client.send("realtime:r", "broadcast", broadcast("e", "x".repeat(1000)));
    assertEquals(await closing(client), [1009, "Frame is too large"]);
    await assertUnharmed(server, other);
  }));

Deno.test("a hundred channels a socket, and no more", () =>
  withRealtime({}, async (server) => {
    const client = await server.client();
    for (let i = 0; i < 100; i++) await client.join(`realtime:${i}`);
    const reason = "ChannelRateLimitReached: Too many channels";
    assertEquals((await client.join("realtime:101")).payload, { status: "error", response: { reason } });
    assertEquals((await client.join("realtime:7")).payload.status, "ok");
    client.send("realtime:8", "phx_leave", {});
    await client.rest();
    assertEquals((await client.join("realtime:101")).payload.status, "ok");
  }));

Deno.test("ten thousand joins end the socket and ask the database a hundred times", () =>
  withRealtime({}, async (server) => {
    const [client, other] = [await server.client(), await bystander(server)];
    for (let i = 0; i < 10_000; i++) client.send(`realtime:${i}`, "phx_join", { config: { private: true } });
    await client.closed;
    assertEquals(server.policies.asked, 100);
    await assertUnharmed(server, other);
  }));

Deno.test("one join too many is refused, and closes its socket", () =>
  withRealtime({ limits: { joins: { burst: 2, perSecond: 1 } } }, async (server) => {
    const client = await server.client();
    for (const topic of ["realtime:1", "realtime:1"]) await client.join(topic);
    assertEquals((await client.next()).event, "phx_close");
    const reason = "ClientJoinRateLimitReached: Too many joins per second";
    assertEquals((await client.join("realtime:1")).payload, { status: "error", response: { reason } });
    assertEquals(await closing(client), [1001, "Too many joins per second"]);
  }));

Deno.test("a join that holds too much is refused", () =>
  withRealtime({}, async (server) => {
    const client = await server.client();
    const answer = await client.join(`realtime:${"x".repeat(100_000)}`);
    assertEquals(answer.payload.response.reason, "JoinPayloadTooLarge: The payload of a join is limited to 100 KB");
  }));

Deno.test("a flood of broadcasts ends its channel", () =>
  withRealtime({ limits: { messages: { burst: 10, perSecond: 1 } } }, async (server) => {
    const [client, other] = [await bystander(server), await bystander(server)];
    for (let i = 0; i < 20; i++) client.sendRaw(binaryBroadcast("realtime:r", "e", "{}"));
    assertEquals((await client.next()).payload.message, "Too many messages per second");
    assertEquals((await client.next()).event, "phx_close");
    assertEquals((await other.rest()).length, 10);
  }));

Deno.test("a flood of anything closes its socket", () =>
  withRealtime({ limits: { frames: { burst: 50, perSecond: 1 } } }, async (server) => {
    const [client, other] = [await server.client(), await bystander(server)];
    for (let i = 0; i < 51; i++) client.sendRaw("garbage");
    assertEquals(await closing(client), [1008, "Too many frames per second"]);
    await assertUnharmed(server, other);
  }));

Deno.test("what waits for the database is bounded", () =>
  withRealtime({ limits: { waitingBytes: 10_000 } }, async (server) => {
    const client = await server.client();
    let release!: () => void;
    const asked = new Promise<void>((resolve) => release = resolve);
    server.policies.ask = async () => (await asked, { read: [true], write: [true] });
    client.send("realtime:r", "phx_join", { config: { private: true } });
    for (let i = 0; i < 4; i++) client.send("realtime:r", "broadcast", broadcast("e", "x".repeat(3000)));
    assertEquals(await closing(client), [1008, "Too many bytes wait for an answer"]);
    release();
  }));

Deno.test("too many sockets are refused, and let in when others have gone", () =>
  withRealtime({ limits: { sockets: 2 } }, async (server) => {
    const clients = [await server.client(), await server.client()];
    const address = `http://127.0.0.1:${server.port}/realtime/v1/websocket?apikey=${KEYS.publishable_key}`;
    const refused = await fetch(address, { headers: { upgrade: "websocket", connection: "upgrade" } });
    assertEquals([refused.status, await refused.json()], [429, { error: "Too many connected users" }]);
    await clients[0].close();
    assertEquals((await (await server.client()).join("realtime:r")).payload.status, "ok");
  }));

Deno.test("a socket that says nothing is closed, and one that beats is not", () =>
  withRealtime({ limits: { silenceMs: 150, sweepMs: 20 } }, async (server) => {
    const [silent, beating] = [await bystander(server), await bystander(server)];
    const heart = setInterval(() => beating.send("phoenix", "heartbeat", {}), 50);
    assertEquals((await closing(silent))[0], 1000);
    await assertUnharmed(server, beating);
    clearInterval(heart);
  }));

Deno.test("a socket without any channel is closed after a while", () =>
  withRealtime({ limits: { unusedMs: 100, sweepMs: 20 } }, async (server) => {
    const [unused, used] = [await server.client(), await bystander(server)];
    assertEquals((await closing(unused))[0], 1000);
    await assertUnharmed(server, used);
  }));

Deno.test("a client that does not read is cut off, and the others hear everything", () =>
  withRealtime({ limits: { unreadBytes: 1_000_000 } }, async (server) => {
    const other = await bystander(server);
    const deaf = await deafClient(server.port, JOIN);
    await until(() => server.roomSize("r") >= 2);
    const text = "x".repeat(100_000);
    let sent = 0;
    // The kernel takes some megabytes before anything is left with the server.
    for (; server.roomSize("r") === 2; sent++) {
      server.rooms.broadcast("r", false, () => Broadcast.ofJson("e", { sent, text }));
      await other.next();
    }
    assertEquals(sent < 300, true);
    await assertUnharmed(server, other);
    deaf.close();
  }));

Deno.test("all that is said at once arrives, in its order", () =>
  withRealtime({}, async (server) => {
    const client = await bystander(server);
    const text = "x".repeat(1000);
    for (let i = 0; i < 2000; i++) server.rooms.broadcast("r", false, () => Broadcast.ofJson("e", { i, text }));
    for (let i = 0; i < 2000; i++) assertEquals((await client.next()).payload.payload.i, i);
  }));

Deno.test("many clients that do not read are cut off together, the slowest first", () =>
  withRealtime({ limits: { unreadBytesInAll: 3_000_000, sweepMs: 20 } }, async (server) => {
    const other = await bystander(server);
    const deaf = [await deafClient(server.port, JOIN), await deafClient(server.port, JOIN)];
    await until(() => server.roomSize("r") === 3);
    const text = "x".repeat(100_000);
    while (server.roomSize("r") > 2) {
      server.rooms.broadcast("r", false, () => Broadcast.ofJson("e", { text }));
      await other.next();
    }
    await assertUnharmed(server, other);
    for (const connection of deaf) connection.close();
  }));

Deno.test("a client that has stopped reading is cut off after a while, however little waits for it", () =>
  withRealtime({ limits: { stuckMs: 100, sweepMs: 20 } }, async (server) => {
    const other = await bystander(server);
    const deaf = await deafClient(server.port, JOIN);
    await until(() => server.roomSize("r") === 2);
    const text = "x".repeat(100_000);
    while (server.roomSize("r") === 2) {
      server.rooms.broadcast("r", false, () => Broadcast.ofJson("e", { text }));
      await other.next();
    }
    await assertUnharmed(server, other);
    deaf.close();
  }));

Deno.test("a client that is gone without a word leaves its rooms", () =>
  withRealtime({}, async (server) => {
    const connection = await deafClient(server.port, JOIN);
    await until(() => server.roomSize("r") >= 1);
    connection.close();
    await until(() => server.roomSize("r") <= 0);
  }));

Deno.test("a half-open socket is silent, and leaves its rooms", () =>
  withRealtime({ limits: { silenceMs: 100, sweepMs: 20 } }, async (server) => {
    const connection = await deafClient(server.port, JOIN);
    await until(() => server.roomSize("r") >= 1);
    await until(() => server.roomSize("r") <= 0);
    connection.close();
  }));

Deno.test("a bucket gives its burst, and by the clock after that", () => {
  const bucket = new Bucket({ burst: 3, perSecond: 0.001 });
  assertEquals([1, 2, 3, 4].map(() => bucket.take()), [true, true, true, false]);
});
