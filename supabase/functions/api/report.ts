/** A test's report: what was found, with addresses of its files that work for minutes. */

import { createRoute, type Door, failure, success, z } from "../_shared/door.ts";
import type { Sql } from "../_shared/database.ts";
import { succeed } from "../_shared/respond.ts";
import type { Sign } from "../_shared/storage.ts";
import { TestId } from "./fields.ts";
import { archiveAddress, describe, finishedTest, gone } from "./report-data.ts";
import type { ReportStore } from "./report-store.ts";

export interface ReportDeps {
  /** The rows that the caller, whose transaction this is, may see. */
  reportStore: (sql: Sql) => ReportStore;
  sign: Sign;
}

const measured = z.number().nullable();

const Report = z.object({
  test_id: z.string(),
  test_name: z.string(),
  status: z.string(),
  test_type: z.string(),
  submitted_at: z.iso.datetime(),
  requested_duration_minutes: z.int(),
  environment_info: z.object({ browser: z.string(), os: z.string(), device: z.string() }),
  total_bugs_found: z.object({ critical: z.int(), major: z.int(), minor: z.int() }),
  report_download_url: z.string().nullable(),
  bugs: z.array(z.object({
    bug_id: z.string(),
    title: z.string(),
    severity: z.enum(["Critical", "Major", "Minor"]),
    reproduction_steps: z.array(z.string()),
    screenshots: z.array(z.string()),
    bug_video_link: z.string().nullable(),
    additional_context: z.string(),
    standing: z.enum(["new", "known", "regressed"]).optional(),
    confidence: z.enum(["certain", "likely", "seen once"]).optional(),
    reach: z.array(z.string()).optional(),
  })),
  performance_metrics: z.object({
    page_load_time_ms: measured,
    avg_fps: measured,
    max_memory_mb: measured,
    cpu_usage_percent: measured,
    network_latency_ms: measured,
  }),
  security_findings: z.array(z.object({ type: z.string(), description: z.string(), affected_area: z.string() })),
  comparison: z.object({
    earlier_test_id: z.string().nullable(),
    earlier_tested_at: z.iso.datetime().nullable(),
    new: z.int(),
    known: z.int(),
    regressed: z.int(),
    fixed: z.int(),
    not_seen_again: z.int(),
    fixed_bugs: z.array(z.object({ title: z.string(), page: z.string() })),
  }).optional(),
}).openapi("Report");

const REFUSALS = {
  404: failure("There is no such test, or it is somebody else's."),
  409: failure("The test is not finished, or ended without a report."),
  410: failure("The report's files have been deleted; `data` holds the summary."),
};

const readReport = createRoute({
  method: "get",
  path: "/tests/{testId}/report",
  summary: "Read the report of a finished test",
  tags: ["Reports"],
  access: "person or key",
  limit: "api",
  request: { params: TestId },
  responses: { 200: success(Report, "The report, worst bug first."), ...REFUSALS },
});

const downloadReport = createRoute({
  method: "get",
  path: "/tests/{testId}/report/download",
  summary: "Download the report's archive",
  tags: ["Reports"],
  access: "person or key",
  limit: "api",
  request: {
    params: TestId,
    query: z.object({
      redirect: z.enum(["true", "false"], "It is neither true nor false.").default("true").openapi({
        description: "false answers the address as JSON.",
      }),
    }),
  },
  responses: {
    200: success(z.object({ report_download_url: z.string() }), "The archive's address, which works for minutes."),
    302: { description: "Redirects to the archive." },
    ...REFUSALS,
  },
});

export function addReport(door: Door, { reportStore, sign }: ReportDeps): void {
  door.openapi(readReport, async (context) => {
    const { testId } = context.req.valid("param");
    const now = context.get("deps").now();
    const { finished, bugs, comparison } = await context.get("database").asCaller(async (sql) => {
      const store = reportStore(sql);
      const finished = await finishedTest(store, testId, now);
      return { finished, bugs: await store.bugs(testId), comparison: await store.comparison(testId) };
    });
    if (finished.expired) throw gone(await describe(finished, bugs, comparison));
    return succeed(context, await describe(finished, bugs, comparison, sign));
  });

  door.openapi(downloadReport, async (context) => {
    const { testId } = context.req.valid("param");
    const now = context.get("deps").now();
    const { finished, summary } = await context.get("database").asCaller(async (sql) => {
      const store = reportStore(sql);
      const finished = await finishedTest(store, testId, now);
      return {
        finished,
        summary: finished.expired
          ? await describe(finished, await store.bugs(testId), await store.comparison(testId))
          : null,
      };
    });
    if (summary) throw gone(summary);
    const address = await archiveAddress(testId, finished.report, sign);
    return context.req.valid("query").redirect === "true"
      ? context.redirect(address, 302)
      : succeed(context, { report_download_url: address });
  });
}
