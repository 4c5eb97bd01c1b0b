import assert from "node:assert/strict";
import type { DoorSql, Sql } from "../_shared/database.ts";
import { makeDoor } from "../_shared/door.ts";
import { parseSealing } from "../_shared/sealing.ts";
import { addCredentials, addTargets } from "../api/targets.ts";
import { ADA, AS_ADA, standIns } from "./stand_ins.ts";

const KEY = btoa(String.fromCharCode(...Array(32).keys()));
const ROW = "target_credentials/6f9619ff-8b86-4011-b42d-00c04fc964ff";
// The same stands in tests/unit/test_sealing.py: what one side seals the other opens.
const SEALED = "v1.k-1.AAECAwQFBgcICQoL.N8FyaLaSrWnpbO8sF2xyb639pi3XL73Ysg";
const PASSWORD = "correct horse battery staple";

Deno.test("what Python seals opens here, in its own row alone", async () => {
  const sealing = parseSealing(`k-1:${KEY}`);
  assert.equal(await sealing.open(SEALED, ROW), "pässword");
  await assert.rejects(sealing.open(SEALED, `${ROW}x`), /not sealed by the key k-1/);
});

/** The rooms of targets over a database that only notes what it is given. */
function api(answer: (values: unknown[]) => Record<string, unknown>) {
  const given: unknown[] = [];
  const sql = (_: TemplateStringsArray, ...values: unknown[]) => {
    given.push(...values);
    return Promise.resolve([answer(values)]);
  };
  const { deps, seen } = standIns();
  deps.database.asDoor = (work) => work(sql as unknown as DoorSql);
  deps.database.asCaller = (_, work) => work(sql as unknown as Sql);
  const door = makeDoor("api", deps);
  addTargets(door);
  addCredentials(door);
  const ask = (method: string, path: string, body?: unknown) =>
    door.request(`/api${path}`, {
      method,
      headers: { ...AS_ADA, "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  return { ask, given, sealing: deps.sealing, seen };
}

Deno.test("the database gets a login sealed for its row, and the log nothing of it", async () => {
  const { ask, given, sealing, seen } = api(([, id, host, label]) => ({
    login: { id, host, label, created_at: "2026-11-20T15:00:00+00:00", rotated_at: null, used_at: null },
  }));
  const answer = await ask("POST", "/credentials", {
    host: "shop.example.com",
    username: "ann",
    password: PASSWORD,
    totp_secret: "GEZDGNBV",
  });
  assert.equal(answer.status, 201);
  const { data } = await answer.json();
  const [userId, id, host, label, sealed] = given as string[];
  assert.deepEqual([userId, host, label], [ADA.userId, "shop.example.com", "shop.example.com"]);
  assert.deepEqual(JSON.parse(await sealing.open(sealed, `target_credentials/${id}`)), {
    username: "ann",
    password: PASSWORD,
    totp_secret: "GEZDGNBV",
  });
  assert.deepEqual(data, { id, host, label, created_at: "2026-11-20T15:00:00Z", rotated_at: null, used_at: null });
  assert.ok(!JSON.stringify([given, seen.lines, seen.visits]).includes(PASSWORD));
});

Deno.test("a replaced login is sealed for the same row", async () => {
  const { ask, given, sealing } = api(([, id]) => ({
    login: {
      id,
      host: "a.example.com",
      label: "x",
      created_at: "2026-11-20T15:00:00Z",
      rotated_at: null,
      used_at: null,
    },
  }));
  const id = "6f9619ff-8b86-4011-b42d-00c04fc964ff";
  assert.equal((await ask("PUT", `/credentials/${id}`, { username: "ann", password: PASSWORD })).status, 200);
  const [userId, row, label, sealed] = given as string[];
  assert.deepEqual([userId, row, label], [ADA.userId, id, null]);
  assert.equal(JSON.parse(await sealing.open(sealed, ROW)).password, PASSWORD);
});

Deno.test("what is wrong with a login is said by field and without its secrets", async () => {
  const { ask, given } = api(() => ({}));
  const login = { host: "shop.example.com", username: "ann", password: PASSWORD };
  for (
    const [field, value] of [
      ["totp_secret", `${PASSWORD}!`],
      ["totp_secret", "A"],
      ["totp_secret", "otpauth://totp/shop"],
      ["username", ""],
      ["password", ""],
      ["fields", { "": "x" }],
      ["pin", "1"],
    ] as const
  ) {
    const answer = await ask("POST", "/credentials", { ...login, [field]: value });
    const text = await answer.text();
    assert.equal(answer.status, 422, field);
    assert.ok(!text.includes(PASSWORD), text);
  }
  assert.deepEqual(given, []);
});

Deno.test("a target says where to publish its challenge", async () => {
  const row = {
    id: "6f9619ff-8b86-4011-b42d-00c04fc964ff",
    host: "shop.example.com",
    state: "verified",
    method: "dns",
    outcome: "Proved.",
    challenge: "deffatest-1",
    created_at: "2026-11-20T15:00:00+00:00",
    checked_at: "2026-11-20T15:00:01.123+00:00",
    verified_at: "2026-11-20T15:00:01.123+00:00",
    expires_at: "2027-02-18T15:00:01.123+00:00",
  };
  const { ask } = api(() => row);
  const { data } = await (await ask("POST", "/targets", { host: "shop.example.com" })).json();
  assert.deepEqual(data.challenge, {
    dns: { type: "TXT", name: "_deffatest-challenge.shop.example.com", value: "deffatest-1" },
    file: { url: "https://shop.example.com/.well-known/deffatest-challenge.txt", content: "deffatest-1" },
  });
  assert.equal(data.expires_at, "2027-02-18T15:00:01Z");
  assert.equal((await ask("POST", `/targets/${row.id}/verify`)).status, 202);
  assert.equal((await ask("GET", "/targets/nonsense")).status, 422);
});
