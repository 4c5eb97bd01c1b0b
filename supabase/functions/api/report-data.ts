/** A report as its endpoint answers it, made of the rows. */

import { ApiError } from "../_shared/errors.ts";
import type { Sign } from "../_shared/storage.ts";
import type { Bug, ComparisonRow, ReportRow, ReportStore, TestRow } from "./report-store.ts";

/** Files are kept this long; the rows longer. */
export const FILES_DAYS = 30;

const SHOWN = { critical: "Critical", high: "Major", medium: "Minor", low: "Minor" } as const;
const WORST_FIRST = ["critical", "high", "medium", "low"];

/** Everything of a finished test; `expired` when its files have been cleaned up, or may be at any moment. */
export interface FinishedTest {
  test: TestRow;
  report: ReportRow;
  expired: boolean;
}

/** The report as its endpoint answers it. */
export type ReportData = Awaited<ReturnType<typeof describe>>;

/** Finds a test that is ready to be read. Throws ApiError 404 (not the caller's, or none), 409 (no report, or not yet). */
export async function finishedTest(store: ReportStore, testId: string, now: Date): Promise<FinishedTest> {
  const [test, report] = await Promise.all([store.test(testId), store.report(testId)]);
  if (!test) {
    throw new ApiError(
      404,
      "test_not_found",
      "There is no such test.",
      "Check the id; a test is seen only by who submitted it.",
    );
  }
  if (test.status === "failed" || test.status === "cancelled") {
    throw new ApiError(
      409,
      "no_report",
      `The test ${test.status === "failed" ? "failed" : "was cancelled"}, so it has no report.`,
      "Submit it again.",
    );
  }
  if (test.status !== "completed") {
    throw new ApiError(
      409,
      "report_not_ready",
      `The test is ${test.status.replace("_", " ")} (${test.progress} %).`,
      "Wait for the event test.completed, then ask again.",
    );
  }
  if (!report) throw new Error(`Test ${testId} is completed and has no report.`);
  const age = now.getTime() - new Date(report.created_at).getTime();
  return { test, report, expired: report.files_deleted_at !== null || age > FILES_DAYS * 24 * 60 * 60 * 1000 };
}

/** The report's data. Without `sign`, as when the files are gone, it names no files. */
export async function describe(
  { test, report }: FinishedTest,
  bugs: Bug[],
  comparison: ComparisonRow | null,
  sign?: Sign,
) {
  const ordered = bugs.toSorted((a, b) =>
    WORST_FIRST.indexOf(a.severity) - WORST_FIRST.indexOf(b.severity) || a.ordinal - b.ordinal
  );
  const count = (shown: string) => bugs.filter((bug) => SHOWN[bug.severity] === shown).length;
  return {
    test_id: test.id,
    test_name: test.test_name,
    status: test.status,
    test_type: test.test_type,
    submitted_at: new Date(test.submitted_at).toISOString(),
    requested_duration_minutes: test.requested_duration_minutes,
    environment_info: report.environment,
    total_bugs_found: { critical: count("Critical"), major: count("Major"), minor: count("Minor") },
    report_download_url: sign ? await archiveAddress(test.id, report, sign) : null,
    bugs: await Promise.all(ordered.map(async (bug) => ({
      bug_id: bug.report_bug_id,
      title: bug.title,
      severity: SHOWN[bug.severity],
      reproduction_steps: bug.reproduction_steps.split("\n").filter((step) => step !== ""),
      screenshots: sign ? await Promise.all(bug.screenshots.map((key) => sign(key))) : [],
      bug_video_link: sign && bug.recording ? await sign(bug.recording) : null,
      additional_context: bug.cause || bug.description,
      ...(bug.standing && { standing: bug.standing, confidence: bug.confidence ?? undefined, reach: bug.reach }),
    }))),
    performance_metrics: report.performance_metrics,
    security_findings: report.security_findings,
    ...(comparison && { comparison: shownComparison(comparison) }),
  };
}

/** How a test compares with the project's earlier ones; of the first of a project all bugs are new. */
function shownComparison(row: ComparisonRow) {
  return {
    earlier_test_id: row.earlier_test_id,
    earlier_tested_at: row.earlier_tested_at && new Date(row.earlier_tested_at).toISOString(),
    new: row.new_bugs,
    known: row.known_bugs,
    regressed: row.regressed_bugs,
    fixed: row.fixed_bugs,
    not_seen_again: row.not_seen_again,
    fixed_bugs: row.fixed.map(({ title, page }) => ({ title, page })),
  };
}

export function archiveAddress(testId: string, report: ReportRow, sign: Sign): Promise<string> {
  return sign(report.object_key, { saveAs: `deffatest-report-${testId}.zip` });
}

/** The files are gone; what was found is still told. */
export function gone(summary: ReportData): ApiError {
  return new ApiError(
    410,
    "report_expired",
    `A report's files are kept ${FILES_DAYS} days; these have been deleted.`,
    "The summary is in `data`. Run the test again for new files.",
    summary,
  );
}
