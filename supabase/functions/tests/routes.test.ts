/** What every route of every function must have, whoever adds it. */

import assert from "node:assert/strict";
import { type ApiDeps, makeApi } from "../api/handler.ts";
import { type AuthDeps, makeAuth } from "../auth/handler.ts";
import { makePaddle } from "../paddle/handler.ts";
import type { WebhookDeps } from "../paddle/webhook.ts";
import type { Door, DoorDeps, DoorRoute } from "../_shared/door.ts";
import { AS_ADA, standIns } from "./stand_ins.ts";

/** Stands for whatever a room needs, and fails the test when it is used. */
const untouched = new Proxy({}, {
  get: (_, name) => () => {
    throw new Error(`${String(name)} was used before the request had passed the gate`);
  },
});

const DOORS: Record<string, (deps: DoorDeps) => Door> = {
  auth: (deps) => makeAuth(deps, untouched as AuthDeps),
  api: (deps) => makeApi(deps, untouched as ApiDeps),
  paddle: (deps) => makePaddle(deps, untouched as WebhookDeps),
};

interface Declared {
  name: string;
  route: DoorRoute;
  /** An address that leads to it. */
  path: string;
}

const { deps } = standIns();

const ROUTES: Declared[] = Object.entries(DOORS).flatMap(([name, make]) =>
  make(deps).openAPIRegistry.definitions.flatMap((definition) => {
    if (definition.type !== "route") return [];
    const route = definition.route as DoorRoute;
    const path = `/${name}${route.path.replaceAll(/\{\w+\}/g, "550e8400-e29b-41d4-a716-446655440000")}`;
    return [{ name: `${route.method.toUpperCase()} /${name}${route.path}`, route, path }];
  })
);

const doorOf = (path: string) => path.split("/")[1];

async function ask({ path }: Declared, method: string, init: RequestInit = {}) {
  const { deps, seen } = standIns();
  const request = new Request(`http://local${path}`, { method, ...init });
  return { response: await DOORS[doorOf(path)](deps).fetch(request), seen };
}

async function refusal(response: Response, name: string) {
  const body = await response.json();
  assert.equal(body.success, false, name);
  assert.equal(body.error.request_id, response.headers.get("x-request-id"), name);
  assert.ok(body.error.message && body.error.code, name);
  assert.equal(response.headers.get("x-content-type-options"), "nosniff", name);
  assert.equal(response.headers.get("cache-control"), "no-store", name);
  assert.ok(response.headers.get("ratelimit-limit"), name);
  return body.error;
}

Deno.test("there are routes to walk, in all three functions", () => {
  assert.deepEqual([...new Set(ROUTES.map(({ path }) => doorOf(path)))].toSorted(), ["api", "auth", "paddle"]);
  assert.ok(ROUTES.length > 20, `${ROUTES.length}`);
});

Deno.test("every route that is served is declared, with who may call it and how often", () => {
  for (const [name, make] of Object.entries(DOORS)) {
    const served = make(deps).routes.filter(({ method }) => method !== "ALL")
      .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)(?:\{[^}]*\})?/g, "{$1}")}`);
    const declared = ROUTES.filter(({ path }) => doorOf(path) === name).map((each) => each.name);
    assert.deepEqual([...new Set(served)].toSorted(), [...new Set(declared)].toSorted(), name);
  }
  for (const { name, route } of ROUTES) {
    assert.ok(["everyone", "person", "person or key"].includes(route.access), name);
    assert.ok(["auth", "api", "webhook"].includes(route.limit), name);
  }
});

Deno.test("every route is described: a summary, a good answer, and each refusal of the gate", () => {
  for (const { name, route } of ROUTES) {
    assert.ok(route.summary, name);
    const statuses = Object.keys(route.responses);
    assert.ok(statuses.some((status) => /^[23]/.test(status)), `${name}: no good answer`);
    const closed = route.access === "everyone" ? [] : ["401", "403"];
    const withBody = route.request?.body ? ["400", "413"] : [];
    const once = route.idempotent ? ["409", "422"] : [];
    for (const status of ["429", "500", "503", ...closed, ...withBody, ...once]) {
      assert.ok(statuses.includes(status), `${name}: ${status} is not described`);
    }
  }
});

Deno.test("without a credential only routes for everyone are open, and nothing is done before", async () => {
  for (const declared of ROUTES) {
    if (declared.route.access === "everyone") continue;
    const { response, seen } = await ask(declared, methodOf(declared));
    assert.equal(response.status, 401, declared.name);
    assert.equal((await refusal(response, declared.name)).code, "unauthorized", declared.name);
    assert.deepEqual(seen.callers, [], declared.name);
  }
});

Deno.test("every request is counted under its route's limit and recorded under its route's name", async () => {
  for (const declared of ROUTES) {
    const { route, name, path } = declared;
    const { response, seen } = await ask(declared, methodOf(declared), {
      headers: { "content-length": String(2 ** 40), "content-type": "application/json" },
      body: route.method === "get" ? undefined : "{}",
    });
    await response.body?.cancel();
    assert.deepEqual(seen.knocks.map(({ access, limit }) => [access, limit]), [[route.access, route.limit]], name);
    assert.equal(seen.visits.length, 1, name);
    const { door, method, status } = seen.visits[0];
    assert.deepEqual([door, method, status], [doorOf(path), methodOf(declared), response.status], name);
    assert.equal(seen.visits[0].route, route.path, name);
  }
});

Deno.test("a body that says it is too large is refused wherever a body is taken", async () => {
  for (const declared of ROUTES) {
    if (!declared.route.request?.body) continue;
    const { response } = await ask(declared, methodOf(declared), {
      headers: { ...AS_ADA, "content-length": String(2 ** 40), "content-type": "application/json" },
      body: "{}",
    });
    assert.equal(response.status, 413, declared.name);
    assert.equal((await refusal(response, declared.name)).code, "too_large", declared.name);
  }
});

const methodOf = ({ route }: Declared) => route.method.toUpperCase();

/** Whether a route is found at a path; one with an id in its place may be found where another has a word. */
function leadsTo({ path, route }: Declared, at: string): boolean {
  const pattern = `/${doorOf(path)}${route.path.replaceAll(/\{\w+\}/g, "[^/]+")}`;
  return new RegExp(`^${pattern}$`).test(at);
}

Deno.test("a method that a path has not is 405 with those that it has", async () => {
  for (const declared of ROUTES) {
    const there = [...new Set(ROUTES.filter((each) => leadsTo(each, declared.path)).map(methodOf))];
    const missing = ["GET", "POST", "PUT", "PATCH", "DELETE"].find((method) => !there.includes(method));
    if (!missing) continue;
    const { response } = await ask(declared, missing);
    assert.equal(response.status, 405, `${missing} ${declared.path}`);
    assert.deepEqual(response.headers.get("allow")?.split(", ").toSorted(), there.toSorted(), declared.name);
    await refusal(response, declared.name);
  }
});

Deno.test("a path that is not there is 404 in the error shape", async () => {
  for (const name of Object.keys(DOORS)) {
    const { deps } = standIns();
    const response = await DOORS[name](deps).fetch(new Request(`http://local/${name}/nowhere/at/all`));
    assert.equal(response.status, 404);
    assert.equal((await refusal(response, name)).code, "no_such_endpoint");
  }
});

Deno.test("keys, billing, profile and sign-in are managed by a person alone", () => {
  const managing = ROUTES.filter(({ path, route }) =>
    /^\/api\/(v1\/)?(api-keys|payment)\b/.test(path) ||
    (/^\/api\/(v1\/)?user\b/.test(path) && route.method !== "get")
  );
  assert.ok(managing.length >= 6, `${managing.length}`);
  assert.deepEqual(managing.filter(({ route }) => route.access !== "person").map(({ name }) => name), []);
  const signIn = ROUTES.filter(({ path, route }) => doorOf(path) === "auth" && route.access === "person or key");
  assert.deepEqual(signIn.map(({ name }) => name), []);
});

Deno.test("a browser's preflight is answered at every route", async () => {
  for (const declared of ROUTES) {
    const { response, seen } = await ask(declared, "OPTIONS", {
      headers: { origin: "https://app.example", "access-control-request-method": methodOf(declared) },
    });
    assert.equal(response.status, 204, declared.name);
    assert.ok(
      response.headers.get("access-control-allow-methods")?.includes(methodOf(declared)),
      declared.name,
    );
    assert.deepEqual(seen.knocks, [], declared.name);
  }
});
