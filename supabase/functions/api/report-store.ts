/** The rows a report is made of, read as the caller: row level security decides what there is to see. */

import { z } from "npm:zod@4.6.7";
import type { Sql } from "../_shared/database.ts";

const TestRow = z.object({
  id: z.string(),
  test_name: z.string(),
  status: z.enum(["queued", "running", "processing_results", "completed", "failed", "cancelled"]),
  test_type: z.string(),
  submitted_at: z.string(),
  requested_duration_minutes: z.number(),
  progress: z.number(),
});

const measured = z.number().nullish().transform((value) => value ?? null);

const ReportRow = z.object({
  object_key: z.string(),
  created_at: z.string(),
  files_deleted_at: z.string().nullish().transform((value) => value ?? null),
  environment: z.object({ browser: z.string(), os: z.string(), device: z.string() }),
  performance_metrics: z.object({
    page_load_time_ms: measured,
    avg_fps: measured,
    max_memory_mb: measured,
    cpu_usage_percent: measured,
    network_latency_ms: measured,
  }),
  security_findings: z.array(z.object({ type: z.string(), description: z.string(), affected_area: z.string() })),
});

const BugRow = z.object({
  id: z.string(),
  severity: z.enum(["low", "medium", "high", "critical"]),
  title: z.string(),
  description: z.string(),
  reproduction_steps: z.string(),
});

const DetailRow = z.object({
  bug_id: z.string(),
  ordinal: z.number(),
  report_bug_id: z.string(),
  screenshots: z.array(z.string()),
  recording: z.string().nullable(),
  cause: z.string(),
  confidence: z.enum(["certain", "likely", "seen once"]).nullish().transform((value) => value ?? null),
  reach: z.array(z.string()).nullish().transform((value) => value ?? []),
  standing: z.enum(["new", "known", "regressed"]).nullish().transform((value) => value ?? null),
});

const ComparisonRow = z.object({
  earlier_test_id: z.string().nullable(),
  earlier_tested_at: z.string().nullable(),
  new_bugs: z.number(),
  known_bugs: z.number(),
  regressed_bugs: z.number(),
  fixed_bugs: z.number(),
  not_seen_again: z.number(),
  fixed: z.array(
    z.looseObject({ fingerprint: z.string(), title: z.string().default(""), page: z.string().default("") }),
  ),
});

export type TestRow = z.infer<typeof TestRow>;
export type ReportRow = z.infer<typeof ReportRow>;
/** A test beside the project's earlier ones. */
export type ComparisonRow = z.infer<typeof ComparisonRow>;
/** A bug with what is known beyond the table of the spec. */
export type Bug = z.infer<typeof BugRow> & z.infer<typeof DetailRow>;

/** What the report's handlers read; null where the caller may see nothing. */
export interface ReportStore {
  test(testId: string): Promise<TestRow | null>;
  report(testId: string): Promise<ReportRow | null>;
  bugs(testId: string): Promise<Bug[]>;
  comparison(testId: string): Promise<ComparisonRow | null>;
}

/** Reads in the caller's transaction. */
export function reportStore(sql: Sql): ReportStore {
  return {
    test: async (testId) => {
      const [row] = await sql`
        select id, test_name, status, test_type, submitted_at, requested_duration_minutes, progress
        from public.tests
        where id = ${testId}`;
      return row ? TestRow.parse(row) : null;
    },
    report: async (testId) => {
      const [row] = await sql`
        select object_key, created_at, files_deleted_at, environment, performance_metrics, security_findings
        from public.test_reports
        where test_id = ${testId}`;
      return row ? ReportRow.parse(row) : null;
    },
    // Both rows are written in one transaction: a bug without details is being made anew.
    bugs: async (testId) => {
      const rows = await sql`
        select
          bug.id, bug.severity, bug.title, bug.description, bug.reproduction_steps,
          detail.bug_id, detail.ordinal, detail.report_bug_id, detail.screenshots, detail.recording, detail.cause,
          standing.confidence, standing.reach, standing.standing
        from public.bug_reports as bug
        join public.bug_details as detail on detail.bug_id = bug.id
        left join public.bug_standings as standing on standing.bug_id = bug.id
        where bug.test_id = ${testId} and detail.test_id = ${testId}`;
      return rows.map((row) => BugRow.extend(DetailRow.shape).parse(row));
    },
    comparison: async (testId) => {
      const [row] = await sql`
        select
          earlier_test_id, earlier_tested_at, new_bugs, known_bugs, regressed_bugs, fixed_bugs, not_seen_again, fixed
        from public.test_comparisons
        where test_id = ${testId}`;
      return row ? ComparisonRow.parse(row) : null;
    },
  };
}
