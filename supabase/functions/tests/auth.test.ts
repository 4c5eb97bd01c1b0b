import assert from "node:assert/strict";
import { sign } from "npm:hono@4.13.19/jwt";
import { makeAuth } from "../auth/handler.ts";
import type { Guard } from "../auth/guard.ts";
import { AuthRefused, type Session, type SupabaseAuth, supabaseAuth } from "../auth/supabase-auth.ts";
import { tokenReader } from "../_shared/tokens.ts";
import { unavailable } from "../_shared/errors.ts";
import { ADA, AS_ADA, NOW, standIns, TOKEN } from "./stand_ins.ts";

const WHO = { email: "ada@example.com", password: "correct horse" };
const WRONG = new AuthRefused(400, "invalid_credentials", "Invalid login credentials", null);

const SESSION: Session = {
  accessToken: "access",
  refreshToken: "refresh",
  expiresAt: 1795250019,
  userId: ADA.userId,
  email: ADA.email,
  sessionId: "33333333-3333-4333-8333-333333333333",
};

interface World {
  auth?: Partial<SupabaseAuth>;
  guard?: Partial<Guard>;
  /** How long Auth takes for each answer. */
  authTakes?: number;
}

/** The function over a clock that moves only when Auth works or somebody waits, with all calls written down. */
function auth({ auth = {}, guard = {}, authTakes = 0 }: World = {}) {
  const calls: string[] = [];
  const work: Promise<void>[] = [];
  let clock = NOW.getTime();
  const { deps, seen } = standIns({ now: () => new Date(clock) });
  // Calls of any shape are written down.
  // deno-lint-ignore no-explicit-any
  const written = <T extends object>(of: string, methods: T, takes = 0): any =>
    Object.fromEntries(
      Object.entries(methods).map(([name, method]) => [name, (...given: unknown[]) => {
        calls.push(`${of}.${name}`);
        clock += takes;
        return (method as (...given: unknown[]) => unknown)(...given);
      }]),
    );
  const handler = makeAuth(deps, {
    auth: written("auth", {
      signUp: () => Promise.resolve({ userId: ADA.userId, email: ADA.email, sessionId: null }),
      signIn: () => Promise.resolve(SESSION),
      refresh: () => Promise.resolve(SESSION),
      recover: () => Promise.resolve(),
      setPassword: () => Promise.resolve(),
      ...auth,
    }, authTakes),
    guard: written("guard", {
      startAttempt: () => Promise.resolve({ attemptId: "attempt" }),
      succeeded: () => Promise.resolve({ fullName: "Ada", planType: "pro" }),
      failed: () => Promise.resolve(),
      withdrawn: () => Promise.resolve(),
      describePerson: () => Promise.resolve({ fullName: "Ada", planType: "pro" }),
      rememberNetwork: () => Promise.resolve(),
      isFresh: () => Promise.resolve(true),
      endSessions: () => Promise.resolve(),
      checkRefreshToken: () => Promise.resolve(null),
      ...guard,
    }),
    readOldToken: deps.readToken,
    pause: (milliseconds) => {
      clock += milliseconds;
      return Promise.resolve();
    },
    afterwards: (started) => work.push(started),
  });
  return {
    calls,
    seen,
    elapsed: () => clock - NOW.getTime(),
    settled: () => Promise.all(work),
    async post(path: string, body?: unknown, headers: Record<string, string> = {}) {
      const response = await handler.request(`http://functions/auth${path}`, {
        method: "POST",
        headers: { ...headers, ...(body ? { "content-type": "application/json" } : {}) },
        body: body ? JSON.stringify(body) : undefined,
      });
      return { status: response.status, headers: response.headers, said: await response.json() };
    },
  };
}

function told({ status, said }: { status: number; said: { error?: { request_id?: string } } }) {
  delete said.error?.request_id;
  return { status, said };
}

Deno.test("signing in answers what the contract says and leaves the name in the record", async () => {
  const world = auth();
  const { status, said } = await world.post("/login", { ...WHO, email: " ADA@Example.com " });
  assert.equal(status, 200);
  assert.deepEqual(said, {
    success: true,
    data: {
      access_token: "access",
      refresh_token: "refresh",
      expires_at: 1795250019,
      user: { id: ADA.userId, email: ADA.email, full_name: "Ada" },
    },
  });
  assert.equal(world.seen.visits[0].user_id, ADA.userId);
});

Deno.test("an address without an account costs the same calls, words and time as a wrong password", async () => {
  const refused = { signIn: () => Promise.reject(WRONG) };
  // Auth compares the password of an account, and answers at once where there is none.
  const known = auth({ auth: refused, authTakes: 170 });
  const unknown = auth({ auth: refused, authTakes: 3 });

  assert.deepEqual(told(await known.post("/login", WHO)), told(await unknown.post("/login", WHO)));
  assert.deepEqual(known.calls, ["guard.startAttempt", "auth.signIn", "guard.failed"]);
  assert.deepEqual(unknown.calls, known.calls);
  assert.equal(known.elapsed(), unknown.elapsed());
});

Deno.test("a comparison that takes unusually long ends on a step too", async () => {
  const slow = auth({ auth: { signIn: () => Promise.reject(WRONG) }, authTakes: 950 });
  const ordinary = auth({ auth: { signIn: () => Promise.reject(WRONG) }, authTakes: 170 });
  await slow.post("/login", WHO);
  await ordinary.post("/login", WHO);
  assert.equal(slow.elapsed() % ordinary.elapsed(), 0);
});

Deno.test("during a lock no password is looked at", async () => {
  const world = auth({ guard: { startAttempt: () => Promise.resolve({ retryAfter: 870 }) } });
  const { status, headers, said } = await world.post("/login", WHO);
  assert.equal(status, 429);
  assert.equal(headers.get("retry-after"), "870");
  assert.equal(said.error.code, "too_many_failures");
  assert.deepEqual(world.calls, ["guard.startAttempt"]);
});

Deno.test("a password that Auth could not look at is no failure", async () => {
  const world = auth({ auth: { signIn: () => Promise.reject(unavailable("sign-in service", new Error("down"))) } });
  assert.equal((await world.post("/login", WHO)).status, 503);
  assert.deepEqual(world.calls, ["guard.startAttempt", "auth.signIn", "guard.withdrawn"]);
});

Deno.test("who is banned is told no more than a stranger, who is not confirmed is told what to do", async () => {
  const banned = auth({
    auth: { signIn: () => Promise.reject(new AuthRefused(400, "user_banned", "User is banned", null)) },
  });
  const stranger = auth({ auth: { signIn: () => Promise.reject(WRONG) } });
  assert.deepEqual(told(await banned.post("/login", WHO)), told(await stranger.post("/login", WHO)));

  const unconfirmed = new AuthRefused(400, "email_not_confirmed", "Email not confirmed", null);
  const { status, said } = await auth({ auth: { signIn: () => Promise.reject(unconfirmed) } }).post("/login", WHO);
  assert.deepEqual([status, said.error.code], [403, "email_not_confirmed"]);
});

Deno.test("Auth's own limit is passed on with its time", async () => {
  const limited = new AuthRefused(429, "over_request_rate_limit", "Request rate limit reached", 30);
  const { status, headers, said } = await auth({ auth: { signIn: () => Promise.reject(limited) } }).post("/login", WHO);
  assert.deepEqual([status, said.error.code, headers.get("retry-after")], [429, "rate_limited", "30"]);
});

Deno.test("registering an address that is taken answers as for a new one, and mails its owner", async () => {
  const taken = new AuthRefused(422, "user_already_exists", "User already registered", null);
  const fresh = auth({ authTakes: 150 });
  const used = auth({ auth: { signUp: () => Promise.reject(taken) }, authTakes: 2 });
  const body = { ...WHO, full_name: "Ada Lovelace" };

  const [answer, other] = [await fresh.post("/register", body), await used.post("/register", body)];

  assert.equal(answer.status, 201);
  assert.match(other.said.data.user_id, /^[\da-f-]{36}$/);
  assert.deepEqual({ ...other.said.data, user_id: "" }, { ...answer.said.data, user_id: "" });
  assert.deepEqual([other.status, other.said.message], [answer.status, "Registration successful"]);
  assert.equal(used.elapsed(), fresh.elapsed());
  assert.deepEqual(used.calls, ["auth.signUp", "auth.recover"]);
});

Deno.test("registering leaves no session behind that nobody has the tokens of", async () => {
  const signedUp = { userId: ADA.userId, email: ADA.email, sessionId: SESSION.sessionId };
  const world = auth({ auth: { signUp: () => Promise.resolve(signedUp) } });
  await world.post("/register", WHO);
  assert.deepEqual(world.calls, ["auth.signUp", "guard.endSessions"]);
});

for (
  const [what, fields] of Object.entries({
    "a short password": { password: "1234567" },
    "a password with more bytes than are compared": { password: "ä".repeat(37) },
    "no e-mail address": { email: "ada at example.com" },
    "an endless name": { full_name: "A".repeat(201) },
    "a name of two lines": { full_name: "Ada\nLovelace" },
  })
) {
  Deno.test(`registering with ${what} is refused by that field's name`, async () => {
    const world = auth();
    const { status, said } = await world.post("/register", { ...WHO, ...fields });
    assert.equal(status, 422);
    assert.deepEqual(said.error.fields.map(({ field }: { field: string }) => field), [
      `body.${Object.keys(fields)[0]}`,
    ]);
    assert.deepEqual(world.calls, []);
  });
}

Deno.test("the answer to a reset does not wait for the mail, and a mail that fails is logged alone", async () => {
  const mail = Promise.withResolvers<void>();
  const world = auth({ auth: { recover: () => mail.promise } });
  const { status, said } = await world.post("/reset-password", { email: WHO.email });
  assert.deepEqual([status, said], [200, { success: true, message: "Password reset email sent" }]);

  mail.reject(new Error("no mail server"));
  await world.settled();
  assert.match(world.seen.lines.at(-1)?.message ?? "", /a mail to reset a password: Error: no mail server/);
});

Deno.test("a new password ends the other sessions", async () => {
  const ended: unknown[] = [];
  const world = auth({ guard: { endSessions: (...given) => Promise.resolve(void ended.push(given)) } });
  const { status, said } = await world.post("/update-password", { password: "another horse" }, AS_ADA);
  assert.deepEqual([status, said], [200, { success: true, message: "Password updated successfully" }]);
  assert.deepEqual(ended, [[ADA.userId, ADA.sessionId, "others"]]);
});

Deno.test("an old session sets a new password only with the current one, which counts as signing in", async () => {
  const tokens: string[] = [];
  const world = auth({
    guard: { isFresh: () => Promise.resolve(false) },
    auth: { setPassword: (token) => Promise.resolve(void tokens.push(token)) },
  });
  const refused = await world.post("/update-password", { password: "another horse" }, AS_ADA);
  assert.deepEqual([refused.status, refused.said.error.code], [403, "reauthentication_needed"]);
  assert.deepEqual(tokens, []);

  world.calls.length = 0;
  const body = { password: "another horse", current_password: WHO.password };
  assert.equal((await world.post("/update-password", body, AS_ADA)).status, 200);
  assert.deepEqual(tokens, [SESSION.accessToken]);
  assert.deepEqual(world.calls.slice(0, 3), ["guard.startAttempt", "auth.signIn", "guard.succeeded"]);
});

Deno.test("a refresh token that was used or has expired is not shown to Auth", async () => {
  for (const [problem, code] of [["used", "refresh_token_used"], ["expired", "session_expired"]] as const) {
    const world = auth({ guard: { checkRefreshToken: () => Promise.resolve(problem) } });
    const { status, said } = await world.post("/refresh", { refresh_token: "old" });
    assert.deepEqual([status, said.error.code], [401, code]);
    assert.deepEqual(world.calls, ["guard.checkRefreshToken"]);
  }
});

Deno.test("signing out takes the scope it is told, a token that has expired, and no API key", async () => {
  const ended: unknown[] = [];
  const world = auth({ guard: { endSessions: (...given) => Promise.resolve(void ended.push(given)) } });
  const { said } = await world.post("/logout?scope=global", undefined, AS_ADA);
  assert.deepEqual(said, { success: true, message: "Logged out successfully" });
  assert.deepEqual(ended, [[ADA.userId, ADA.sessionId, "global"]]);
  assert.equal(world.seen.visits[0].user_id, ADA.userId);

  const key = await world.post("/logout", undefined, { authorization: `Bearer sk-deffatest-${"a".repeat(32)}` });
  assert.deepEqual([key.status, key.said.error.code], [403, "person_needed"]);
  assert.equal((await world.post("/logout")).status, 401);
  assert.equal((await world.post("/logout?scope=all", undefined, AS_ADA)).status, 422);

  const env = { supabaseUrl: "http://auth", jwks: null, jwtSecret: "a secret of thirty-two characters" };
  const claims = { sub: ADA.userId, session_id: ADA.sessionId, role: "authenticated", aud: "authenticated", exp: 1 };
  const expired = await sign(claims, env.jwtSecret, "HS256");
  assert.equal((await tokenReader(env, () => new Date(0))(expired))?.sessionId, ADA.sessionId);
  assert.equal(await tokenReader(env, () => NOW)(expired), null);
});

const ENV = {
  supabaseUrl: "http://auth.example",
  secretKey: "sb_secret_1",
  passwordResetUrl: "https://app.example/new password",
};

/** Auth that gives one answer, and what it was asked. */
function answering(answer: () => Response | Promise<never>) {
  const asked: { url: string; headers: Headers }[] = [];
  const send = (url: string | URL | Request, init?: RequestInit) => {
    asked.push({ url: String(url), headers: new Headers(init?.headers) });
    return Promise.resolve(answer());
  };
  return { asked, client: supabaseAuth(ENV, send as typeof fetch) };
}

Deno.test("Auth is told whom a call is for, and where the mail's link leads", async () => {
  const { asked, client } = answering(() => Response.json({}));
  await client.recover("ada@example.com", "203.0.113.9");
  await client.setPassword(TOKEN, "another horse", "unknown");
  assert.equal(
    asked[0].url,
    "http://auth.example/auth/v1/recover?redirect_to=https%3A%2F%2Fapp.example%2Fnew%20password",
  );
  assert.equal(asked[0].headers.get("sb-forwarded-for"), "203.0.113.9");
  assert.equal(asked[0].headers.get("apikey"), "sb_secret_1");
  assert.equal(asked[1].headers.get("authorization"), `Bearer ${TOKEN}`);
  assert.equal(asked[1].headers.get("sb-forwarded-for"), null);
});

Deno.test("Auth that is down, unreachable, or hidden behind somebody else's page is said to be unavailable", async () => {
  const down = [
    () => Response.json({ error_code: "unexpected_failure" }, { status: 500 }),
    () => Promise.reject(new TypeError("connection refused")),
    () => new Response("<h1>404</h1>", { status: 404 }),
  ];
  for (const answer of down) {
    await assert.rejects(answering(answer).client.recover("ada@example.com", "203.0.113.9"), {
      status: 503,
      code: "unavailable",
    });
  }
});
