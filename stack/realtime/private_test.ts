import { assertEquals } from "../lib/asserts.ts";
import type { Claims } from "./contract.ts";
import { broadcast, type Client, jwt, KEYS, type Right, userToken, withRealtime } from "./stand_ins.ts";

const TOPIC = "realtime:r";
const PRIVATE = { private: true };
const ALL: Right[] = ["read:broadcast", "read:presence", "write:broadcast", "write:presence"];

/** Each user's rights by their id. */
function byUser(rights: Record<string, Right[]>) {
  return (_: string, { sub }: Claims) => rights[sub ?? ""] ?? [];
}

function noPermission(topic: string): string {
  return `You do not have permissions to read from this Channel topic: ${topic}`;
}

async function events(client: Client): Promise<string[]> {
  return (await client.rest()).map(({ event }) => event);
}

/** What the client was told in the end, after which its channel is closed. */
async function lastWords(client: Client): Promise<string> {
  const [told, closed] = [await client.next(), await client.next()];
  assertEquals([told.event, told.payload.status, closed.event], ["system", "error", "phx_close"]);
  return told.payload.message;
}

Deno.test("a private topic is joined by those who may read it", () => {
  const rule = (topic: string): Right[] => topic === "r" ? ["read:broadcast"] : [];
  return withRealtime({ rule }, async (server) => {
    const client = await server.client();
    assertEquals((await client.join(TOPIC, PRIVATE)).payload.status, "ok");
    const reason = `Unauthorized: ${noPermission("r2")}`;
    assertEquals((await client.join("realtime:r2", PRIVATE)).payload, { status: "error", response: { reason } });
    assertEquals(server.policies.asked, 2);
  });
});

Deno.test("the token of a join counts, or the key where there is none or another key", () => {
  const rule = (_: string, { role, sub }: Claims): Right[] => role === "service_role" || sub === "u" ? ALL : [];
  return withRealtime({ rule }, async (server) => {
    const [anon, service] = [await server.client(), await server.client({ key: KEYS.secret_key })];
    const status = async (client: Client, token?: string) => (await client.join(TOPIC, PRIVATE, token)).payload.status;
    assertEquals(await status(anon), "error");
    assertEquals(await status(anon, KEYS.secret_key), "error");
    assertEquals(await status(anon, userToken("u")), "ok");
    assertEquals(await status(anon, userToken("v")), "error");
    await anon.rest();
    assertEquals(await status(service), "ok");
    assertEquals((await service.join("realtime:s", PRIVATE, KEYS.publishable_key)).payload.status, "ok");
  });
});

Deno.test("who may only read reaches nobody, and is asked for once", () =>
  withRealtime({ rule: byUser({ reader: ["read:broadcast"], writer: ALL }) }, async (server) => {
    const [reader, writer] = [await server.client(), await server.client()];
    await reader.join(TOPIC, { ...PRIVATE, broadcast: { ack: true } }, userToken("reader"));
    await writer.join(TOPIC, PRIVATE, userToken("writer"));
    const asked = server.policies.asked;
    for (let i = 0; i < 3; i++) {
      reader.send(TOPIC, "broadcast", broadcast("E", {}));
      assertEquals((await reader.next()).payload, { status: "error", response: { error: "unauthorized" } });
    }
    assertEquals(server.policies.asked - asked, 1);
    assertEquals(await events(writer), []);
    for (let i = 0; i < 3; i++) writer.send(TOPIC, "broadcast", broadcast(`${i}`, {}));
    await writer.rest();
    assertEquals((await reader.rest()).map(({ payload }) => payload.event), ["0", "1", "2"]);
    assertEquals(server.policies.asked - asked, 2);
  }));

Deno.test("rights of presence alone let join, and hear no broadcast", () =>
  withRealtime({ rule: byUser({ p: ["read:presence", "write:presence"], all: ALL }) }, async (server) => {
    const [p, all] = [await server.client(), await server.client()];
    const presence = { presence: { enabled: true, key: "p" } };
    assertEquals((await p.join(TOPIC, { ...PRIVATE, ...presence }, userToken("p"))).payload.status, "ok");
    await all.join(TOPIC, PRIVATE, userToken("all"));
    all.send(TOPIC, "broadcast", broadcast("E", {}));
    await all.rest();
    p.send(TOPIC, "presence", { event: "track", payload: {} });
    assertEquals(await events(p), ["presence_state", "phx_reply", "presence_diff"]);
    assertEquals((await p.join("realtime:s", PRIVATE, userToken("p"))).payload.status, "error");
  }));

Deno.test("without rights of presence neither state nor changes come, and nothing is tracked", () =>
  withRealtime({ rule: byUser({ b: ["read:broadcast", "write:broadcast"], all: ALL }) }, async (server) => {
    const [b, all] = [await server.client(), await server.client()];
    const config = { ...PRIVATE, presence: { enabled: true, key: "k" } };
    await b.join(TOPIC, config, userToken("b"));
    await all.join(TOPIC, config, userToken("all"));
    all.send(TOPIC, "presence", { event: "track", payload: {} });
    await all.rest();
    b.send(TOPIC, "presence", { event: "track", payload: {} });
    assertEquals((await b.rest()).map(({ payload }) => payload), [{ status: "error", response: {} }]);
    assertEquals(await events(all), []);
  }));

Deno.test("a bad token is refused at the join with what is wrong", () =>
  withRealtime({}, async (server) => {
    const client = await server.client();
    const reason = async (token: string) => (await client.join(TOPIC, {}, token)).payload.response.reason;
    const now = Math.floor(Date.now() / 1000);
    assertEquals(await reason(jwt({ exp: now + 9 })), "InvalidJWTToken: Fields `role` and `exp` are required in JWT");
    assertEquals(await reason("garbage"), "MalformedJWT: The token provided is not a valid JWT");
    assertEquals(await reason("a.b.c"), "MalformedJWT: The token provided is not a valid JWT");
    assertEquals(
      await reason(jwt({ role: "anon", exp: now + 9 }, "another")),
      "JwtSignatureError: Failed to validate JWT signature",
    );
    const old = await reason(userToken("u", -100));
    assertEquals(/^InvalidJWTToken: Token has expired 10[0-2] seconds ago$/.test(old), true);
  }));

Deno.test("a token that expires ends its channel, public ones too; the socket stays", () =>
  withRealtime({}, async (server) => {
    const client = await server.client();
    await client.join(TOPIC, {}, userToken("u", 1));
    assertEquals(/^Token has expired [01] seconds ago$/.test(await lastWords(client)), true);
    assertEquals((await client.join(TOPIC, {}, userToken("u"))).payload.status, "ok");
  }));

Deno.test("a new token in time keeps the channel", () =>
  withRealtime({}, async (server) => {
    const client = await server.client();
    await client.join("realtime:short", {}, userToken("u", 1));
    await client.join(TOPIC, {}, userToken("u", 1));
    client.send(TOPIC, "access_token", { access_token: userToken("u") });
    assertEquals((await client.next()).topic, "realtime:short");
    assertEquals((await client.next()).event, "phx_close");
    assertEquals(await events(client), []);
  }));

Deno.test("the same token, a key, and none at all change nothing", () =>
  withRealtime({}, async (server) => {
    const client = await server.client();
    const token = userToken("u");
    await client.join(TOPIC, PRIVATE, token);
    for (const access_token of [token, KEYS.publishable_key, null, 7]) {
      client.send(TOPIC, "access_token", { access_token });
    }
    client.send(TOPIC, "access_token", null);
    assertEquals(await events(client), []);
    assertEquals(server.policies.asked, 1);
  }));

Deno.test("a new token is judged anew", () =>
  withRealtime({ rule: byUser({ u: ALL, w: ALL, p: ["read:presence"] }) }, async (server) => {
    const client = await server.client();
    const lastWordsAfter = async (access_token: string) => {
      await client.join(TOPIC, { ...PRIVATE, presence: { enabled: true } }, userToken("u"));
      await client.next();
      client.send(TOPIC, "access_token", { access_token });
      return await lastWords(client);
    };
    assertEquals(await lastWordsAfter(userToken("stranger")), noPermission("r"));
    assertEquals(
      await lastWordsAfter(userToken("p")),
      "You no longer have permission to read from this Channel topic: r",
    );
    assertEquals(await lastWordsAfter("garbage"), "The token provided is not a valid JWT");
    assertEquals((await lastWordsAfter(userToken("u", -5))).startsWith("Token has expired "), true);
    await client.join(TOPIC, PRIVATE, userToken("u"));
    client.send(TOPIC, "access_token", { access_token: userToken("w") });
    assertEquals(await events(client), []);
  }));

Deno.test("a new token asks for the right to write again, and subscribes again", () => {
  const rights: Record<string, Right[]> = { u: ["read:broadcast"] };
  return withRealtime({ rule: byUser(rights) }, async (server) => {
    const client = await server.client();
    const config = { ...PRIVATE, broadcast: { ack: true }, postgres_changes: [{ event: "*", table: "t" }] };
    await client.join(TOPIC, config, userToken("u"));
    await client.next();
    client.send(TOPIC, "broadcast", broadcast("E", {}));
    assertEquals((await client.next()).payload.status, "error");
    rights.u = ["read:broadcast", "write:broadcast"];
    client.send(TOPIC, "access_token", { access_token: userToken("u", 61) });
    assertEquals((await client.next()).payload.message, "Subscribed to PostgreSQL");
    assertEquals(server.feed.live.length, 1);
    server.feed.live[0].deliver({ ids: [101], data: {} });
    assertEquals((await client.next()).event, "postgres_changes");
    client.send(TOPIC, "broadcast", broadcast("E", {}));
    assertEquals((await client.next()).payload.status, "ok");
  });
});
