import assert from "node:assert/strict";
import { addReport } from "../api/report.ts";
import type { Bug, ComparisonRow, ReportRow, ReportStore, TestRow } from "../api/report-store.ts";
import { makeDoor } from "../_shared/door.ts";
import { unavailable } from "../_shared/errors.ts";
import { signer } from "../_shared/storage.ts";
import { ADA, AS_ADA, NOW, standIns, TOKEN } from "./stand_ins.ts";

const TEST_ID = "550e8400-e29b-41d4-a716-446655440000";
const FOLDER = `test-reports/${TEST_ID}`;

const test: TestRow = {
  id: TEST_ID,
  test_name: "Corner Shop",
  status: "completed",
  test_type: "web_url",
  submitted_at: "2026-11-20T14:30:00+00:00",
  requested_duration_minutes: 3,
  progress: 100,
};

const report: ReportRow = {
  object_key: `${FOLDER}/full_report.zip`,
  created_at: "2026-11-20T14:34:00+00:00",
  files_deleted_at: null,
  environment: { browser: "Chromium 147", os: "Debian GNU/Linux 12", device: "Desktop (1280x800)" },
  performance_metrics: {
    page_load_time_ms: 1823,
    avg_fps: 58,
    max_memory_mb: 186,
    cpu_usage_percent: 42,
    network_latency_ms: null,
  },
  security_findings: [{ type: "Reflected input", description: "Not escaped.", affected_area: "Search" }],
};

const bug = (ordinal: number, severity: Bug["severity"]): Bug => ({
  id: `row-${ordinal}`,
  bug_id: `row-${ordinal}`,
  severity,
  title: `Bug ${ordinal}`,
  description: "It does nothing.",
  reproduction_steps: "Open the shop\nClick “Buy”",
  ordinal,
  report_bug_id: `bug-${ordinal}`,
  screenshots: [`${FOLDER}/bugs/bug-${ordinal}/screenshot-1.png`],
  recording: ordinal === 1 ? `${FOLDER}/bugs/bug-1/recording.mp4` : null,
  cause: "An overlay.",
  confidence: null,
  reach: [],
  standing: null,
});

interface World {
  test?: TestRow | null;
  report?: ReportRow | null;
  bugs?: Bug[];
  comparison?: ComparisonRow;
  store?: Partial<ReportStore>;
  allowedOrigins?: string[];
}

/** The API over rows in memory. */
function api(world: World = {}) {
  const given = <T>(value: T | undefined, otherwise: T) => value === undefined ? otherwise : value;
  const { deps, seen } = standIns(world.allowedOrigins ? { allowedOrigins: world.allowedOrigins } : {});
  const door = makeDoor("api", deps);
  addReport(door, {
    reportStore: () => ({
      test: (id) => Promise.resolve(id === TEST_ID ? given(world.test, test) : null),
      report: () => Promise.resolve(given(world.report, report)),
      bugs: () => Promise.resolve(world.bugs ?? [bug(1, "low"), bug(2, "critical"), bug(3, "high"), bug(4, "medium")]),
      comparison: () => Promise.resolve(world.comparison ?? null),
      ...world.store,
    }),
    sign: (key, options) =>
      Promise.resolve(`https://files.example/${key}?signed${options?.saveAs ? `&as=${options.saveAs}` : ""}`),
  });
  const get = async (path: string, init: RequestInit = { headers: AS_ADA }) =>
    await door.fetch(new Request(`http://local/api${path}`, init));
  return { get, ...seen };
}

async function refusal(response: Response) {
  const body = await response.json();
  assert.equal(body.success, false);
  assert.equal(body.error.request_id, response.headers.get("x-request-id"));
  assert.ok(body.error.message);
  return body;
}

Deno.test("the report has exactly the published shape, worst bug first, with signed addresses", async () => {
  const { get, callers } = api();
  const response = await get(`/tests/${TEST_ID}/report`);
  assert.equal(response.status, 200);
  const address = (name: string) => `https://files.example/${FOLDER}/${name}?signed`;
  const shown = (ordinal: number, severity: string) => ({
    bug_id: `bug-${ordinal}`,
    title: `Bug ${ordinal}`,
    severity,
    reproduction_steps: ["Open the shop", "Click “Buy”"],
    screenshots: [address(`bugs/bug-${ordinal}/screenshot-1.png`)],
    bug_video_link: ordinal === 1 ? address("bugs/bug-1/recording.mp4") : null,
    additional_context: "An overlay.",
  });
  assert.deepEqual(await response.json(), {
    success: true,
    data: {
      test_id: TEST_ID,
      test_name: "Corner Shop",
      status: "completed",
      test_type: "web_url",
      submitted_at: "2026-11-20T14:30:00.000Z",
      requested_duration_minutes: 3,
      environment_info: report.environment,
      total_bugs_found: { critical: 1, major: 1, minor: 2 },
      report_download_url: `${address("full_report.zip")}&as=deffatest-report-${TEST_ID}.zip`,
      bugs: [shown(2, "Critical"), shown(3, "Major"), shown(4, "Minor"), shown(1, "Minor")],
      performance_metrics: report.performance_metrics,
      security_findings: report.security_findings,
    },
  });
  assert.deepEqual(callers, [ADA], "the rows are read as the caller");
});

Deno.test("what is known from the project's earlier tests stands beside the published facts", async () => {
  const { get } = api({
    bugs: [{ ...bug(1, "low"), standing: "regressed", confidence: "certain", reach: ["On 14 pages"] }],
    comparison: {
      earlier_test_id: "7d0f5d6a-0000-4000-8000-000000000001",
      earlier_tested_at: "2026-11-01T10:00:00+00:00",
      new_bugs: 0,
      known_bugs: 0,
      regressed_bugs: 1,
      fixed_bugs: 1,
      not_seen_again: 2,
      fixed: [{ fingerprint: "abc", title: "The total is wrong", page: "https://shop.example/cart", rule: "total" }],
    },
  });
  const { data } = await (await get(`/tests/${TEST_ID}/report`)).json();
  assert.deepEqual(data.comparison, {
    earlier_test_id: "7d0f5d6a-0000-4000-8000-000000000001",
    earlier_tested_at: "2026-11-01T10:00:00.000Z",
    new: 0,
    known: 0,
    regressed: 1,
    fixed: 1,
    not_seen_again: 2,
    fixed_bugs: [{ title: "The total is wrong", page: "https://shop.example/cart" }],
  });
  const { standing, confidence, reach } = data.bugs[0];
  assert.deepEqual({ standing, confidence, reach }, {
    standing: "regressed",
    confidence: "certain",
    reach: ["On 14 pages"],
  });
});

Deno.test("a call without a usable token is refused before anything is read", async () => {
  for (
    const authorization of [undefined, "", "Basic YTpi", "Bearer", "Bearer sb_publishable_abc", `Bearer ${TOKEN} more`]
  ) {
    const { get, callers } = api();
    for (const path of [`/tests/${TEST_ID}/report`, `/tests/${TEST_ID}/report/download`]) {
      const response = await get(path, { headers: authorization === undefined ? {} : { authorization } });
      assert.equal(response.status, 401, `${authorization}`);
      assert.equal((await refusal(response)).error.code, "unauthorized");
    }
    assert.deepEqual(callers, []);
  }
});

Deno.test("a test that is not the caller's is not found", async () => {
  const response = await api({ test: null, report: null }).get(`/tests/${TEST_ID}/report`);
  assert.equal(response.status, 404);
  assert.equal((await refusal(response)).error.code, "test_not_found");
});

Deno.test("an id that is no UUID is refused by name", async () => {
  const response = await api().get("/tests/1%20or%201=1/report");
  assert.equal(response.status, 422);
  const { error } = await refusal(response);
  assert.equal(error.code, "invalid_request");
  assert.equal(error.fields[0].field, "path.testId");
});

Deno.test("a test that is under way answers 409 with how far it is", async () => {
  for (const status of ["queued", "running", "processing_results"] as const) {
    const response = await api({ test: { ...test, status, progress: 65 }, report: null }).get(
      `/tests/${TEST_ID}/report`,
    );
    assert.equal(response.status, 409);
    const { error } = await refusal(response);
    assert.equal(error.code, "report_not_ready");
    assert.match(error.message, /65 %/);
  }
});

Deno.test("a failed or cancelled test says that it has no report", async () => {
  for (const status of ["failed", "cancelled"] as const) {
    const response = await api({ test: { ...test, status }, report: null }).get(`/tests/${TEST_ID}/report/download`);
    assert.equal(response.status, 409);
    assert.equal((await refusal(response)).error.code, "no_report");
  }
});

Deno.test("after thirty days the answer is 410 with the summary and no addresses", async () => {
  const old = { ...report, created_at: "2026-10-21T14:59:59Z" };
  for (const path of ["report", "report/download", "report/download?redirect=false"]) {
    const response = await api({ report: old }).get(`/tests/${TEST_ID}/${path}`);
    assert.equal(response.status, 410);
    const text = await response.clone().text();
    assert.ok(!text.includes("files.example"));
    const { error, data } = await refusal(response);
    assert.equal(error.code, "report_expired");
    assert.deepEqual(data.total_bugs_found, { critical: 1, major: 1, minor: 2 });
    assert.equal(data.report_download_url, null);
  }
  const young = { ...report, created_at: "2026-10-21T15:00:00Z" };
  assert.equal((await api({ report: young }).get(`/tests/${TEST_ID}/report`)).status, 200);
});

Deno.test("a report whose files were deleted earlier is gone too", async () => {
  const deleted = { ...report, files_deleted_at: "2026-11-20T14:50:00+00:00" };
  const response = await api({ report: deleted }).get(`/tests/${TEST_ID}/report`);
  assert.equal(response.status, 410);
  assert.equal((await refusal(response)).error.code, "report_expired");
});

Deno.test("download redirects to the signed archive, or names it when asked not to", async () => {
  const { get } = api();
  const address = `https://files.example/${FOLDER}/full_report.zip?signed&as=deffatest-report-${TEST_ID}.zip`;
  const redirected = await get(`/tests/${TEST_ID}/report/download`);
  assert.equal(redirected.status, 302);
  assert.equal(redirected.headers.get("location"), address);
  const named = await get(`/tests/${TEST_ID}/report/download?redirect=false`);
  assert.deepEqual(await named.json(), { success: true, data: { report_download_url: address } });
  assert.equal((await get(`/tests/${TEST_ID}/report/download?redirect=maybe`)).status, 422);
});

Deno.test("every answer carries the security headers and a request id, also errors", async () => {
  const { get } = api();
  for (const path of [`/tests/${TEST_ID}/report`, `/tests/${TEST_ID}/report/download`, "/nowhere", "/tests/x/report"]) {
    const { headers } = await get(path);
    assert.equal(headers.get("x-content-type-options"), "nosniff");
    assert.equal(headers.get("cache-control"), "no-store");
    assert.match(headers.get("content-security-policy") ?? "", /default-src 'none'/);
    assert.match(headers.get("x-request-id") ?? "", /^[\w-]{8,}$/);
    assert.equal(headers.get("access-control-allow-origin"), "*");
  }
});

Deno.test("a sent request id is kept only when it is harmless", async () => {
  const { get } = api();
  const sent = (id: string) => get("/nowhere", { headers: { "x-request-id": id } });
  assert.equal((await sent("order-4711")).headers.get("x-request-id"), "order-4711");
  assert.notEqual((await sent('"><script>')).headers.get("x-request-id"), '"><script>');
});

Deno.test("a browser's preflight is answered without a token, for allowed origins", async () => {
  const preflight = (world: World, origin: string) =>
    api(world).get(`/tests/${TEST_ID}/report`, {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": "GET", "access-control-request-headers": "authorization" },
    });
  const open = await preflight({}, "https://app.example");
  assert.equal(open.status, 204);
  assert.match(open.headers.get("access-control-allow-headers") ?? "", /authorization/);
  const strict = { allowedOrigins: ["https://app.example"] };
  assert.equal(
    (await preflight(strict, "https://app.example")).headers.get("access-control-allow-origin"),
    "https://app.example",
  );
  assert.equal((await preflight(strict, "https://evil.example")).headers.get("access-control-allow-origin"), null);
});

Deno.test("an error of ours is logged with its request id and told without its words", async () => {
  const secret = "password=hunter2 at db.internal";
  const { get, lines } = api({ store: { bugs: () => Promise.reject(new Error(secret)) } });
  const response = await get(`/tests/${TEST_ID}/report`);
  assert.equal(response.status, 500);
  const body = await refusal(response);
  assert.equal(body.error.code, "internal");
  assert.ok(!JSON.stringify(body).includes("hunter2"));
  const line = lines.find((each) => each.level === "error");
  assert.equal(line?.message, secret);
  assert.equal(line?.request_id, body.error.request_id);
});

Deno.test("a database that does not answer is 503 and worth another try", async () => {
  const { get } = api({ store: { test: () => Promise.reject(unavailable("database", new Error("down"))) } });
  const response = await get(`/tests/${TEST_ID}/report`);
  assert.equal(response.status, 503);
  assert.equal((await refusal(response)).error.code, "unavailable");
});

Deno.test("each request is logged and recorded once, without its token", async () => {
  const { get, lines, visits } = api();
  await get(`/tests/${TEST_ID}/report/download`);
  const visit = {
    request_id: lines[0].request_id,
    door: "api",
    method: "GET",
    route: "/tests/{testId}/report/download",
    status: 302,
    code: null,
    user_id: ADA.userId,
    key_id: null,
    address: "203.0.113.9",
    user_agent: null,
    milliseconds: 0,
  };
  assert.deepEqual(visits.map((each) => ({ ...each })), [visit]);
  const line = { level: "info", message: "request", ...visit, path: `/api/tests/${TEST_ID}/report/download` };
  assert.deepEqual(lines.map((each) => ({ ...each })), [line]);
  assert.ok(!JSON.stringify([lines, visits]).includes(TOKEN));
});

Deno.test("an address is signed for one object and some minutes", async () => {
  const sign = signer({
    endpoint: "https://account.r2.cloudflarestorage.com/",
    region: "auto",
    bucket: "deffatest-storage",
    accessKey: "AKIDEXAMPLE",
    secretKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
  }, () => NOW);
  const url = new URL(await sign(`${FOLDER}/a b.zip`, { saveAs: "report.zip" }));
  assert.equal(url.pathname, `/deffatest-storage/${FOLDER}/a%20b.zip`);
  assert.equal(url.searchParams.get("X-Amz-Expires"), "900");
  assert.equal(url.searchParams.get("X-Amz-Date"), "20261120T150000Z");
  assert.equal(url.searchParams.get("X-Amz-Credential"), "AKIDEXAMPLE/20261120/auto/s3/aws4_request");
  assert.equal(url.searchParams.get("X-Amz-SignedHeaders"), "host");
  assert.equal(url.searchParams.get("response-content-disposition"), 'attachment; filename="report.zip"');
  // The same request signed by botocore 1.44 (S3SigV4QueryAuth).
  assert.equal(
    url.searchParams.get("X-Amz-Signature"),
    "54a83c3e5fae2fe27731a55074602edb4516fa5f58ac3c4e74c66fffff634177",
  );
});
