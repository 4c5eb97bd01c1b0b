/** The rows a report is made of, read as the caller: row level security decides what there is to see. */

import { z } from "npm:zod@4.6.7";
import type { SupabaseClient } from "npm:@supabase/supabase-js@2.119.0";
import { unauthorized, unavailable } from "../_shared/errors.ts";

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
});

export type TestRow = z.infer<typeof TestRow>;
export type ReportRow = z.infer<typeof ReportRow>;
/** A bug with what is known beyond the table of the spec. */
export type Bug = z.infer<typeof BugRow> & z.infer<typeof DetailRow>;

/** What the report's handlers read; null where the caller may see nothing. */
export interface ReportStore {
  test(testId: string): Promise<TestRow | null>;
  report(testId: string): Promise<ReportRow | null>;
  bugs(testId: string): Promise<Bug[]>;
}

/** Rows the Data API gives at most in one answer (`api.max_rows`). */
const PAGE = 1000;

export function reportStore(client: SupabaseClient): ReportStore {
  /** All rows of a test, in pages, in a fixed order. */
  async function rows<Row>(
    shape: z.ZodType<Row>,
    table: string,
    columns: string,
    by: string,
    testId: string,
    order: string,
  ) {
    const found: Row[] = [];
    while (true) {
      const answer = await client.from(table).select(columns).eq(by, testId).order(order)
        .range(found.length, found.length + PAGE - 1);
      if (answer.error) throw translated(answer);
      found.push(...answer.data.map((row) => shape.parse(row)));
      if (answer.data.length < PAGE) return found;
    }
  }
  const columnsOf = (shape: z.ZodObject) => Object.keys(shape.shape).join(",");

  return {
    test: async (testId) => (await rows(TestRow, "tests", columnsOf(TestRow), "id", testId, "id"))[0] ?? null,
    report: async (testId) =>
      (await rows(ReportRow, "test_reports", columnsOf(ReportRow), "test_id", testId, "test_id"))[0] ?? null,
    bugs: async (testId) => {
      const [bugs, details] = await Promise.all([
        rows(BugRow, "bug_reports", columnsOf(BugRow), "test_id", testId, "id"),
        rows(DetailRow, "bug_details", columnsOf(DetailRow), "test_id", testId, "bug_id"),
      ]);
      const detailOf = new Map(details.map((detail) => [detail.bug_id, detail]));
      return bugs.flatMap((bug) => {
        const detail = detailOf.get(bug.id);
        return detail ? [{ ...bug, ...detail }] : []; // written in one transaction: without details it is being made anew
      });
    },
  };
}

/** A refusal of the Data API in our words: a bad token is the caller's, anything else is ours. */
function translated(answer: { status: number; error: { code?: string; message: string } }): Error {
  const { status, error } = answer;
  if (status === 401 || error.code?.startsWith("PGRST30")) return unauthorized(error);
  if (status === 0 || status >= 500) return unavailable("database", error);
  return new Error(`The Data API refused a report's rows: ${error.code ?? status} ${error.message}`, { cause: error });
}
