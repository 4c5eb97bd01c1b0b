/** How a person's tests stand: those under way, one of them, all in numbers; and an end to one of them. */

import { createRoute, type Door, failure, success, z } from "../_shared/door.ts";
import { succeed } from "../_shared/respond.ts";
import { TEST_STATUSES, TEST_TYPES, TestId, Time } from "./fields.ts";
import { ListedTest } from "./history.ts";

const LiveTest = z.object({
  id: z.string(),
  test_name: z.string(),
  test_type: z.enum(TEST_TYPES),
  status: z.enum(TEST_STATUSES),
  submitted_at: Time,
  estimated_completion_time: Time.nullable(),
  progress: z.int(),
}).openapi("LiveTest");

const Status = z.object({
  test_id: z.string(),
  status: z.enum(TEST_STATUSES),
  progress: z.int(),
  estimated_completion_time: Time.nullable(),
  queue_position: z.int().nullable().openapi({
    description: "While it waits: how many tests start before it, itself included.",
  }),
  estimated_start_time: Time.nullable().openapi({ description: "While it waits." }),
}).openapi("TestStatus");

const Summary = z.object({
  totalTestsRun: z.int().openapi({ description: "Since sign-up, archived ones included." }),
  totalBugsFound: z.int(),
  testsThisMonth: z.object({ count: z.int(), limit: z.int() }),
  bugSeverityDistribution: z.object({ critical: z.int(), major: z.int(), minor: z.int() }),
  planInfo: z.object({ plan_type: z.string() }),
  recentActivity: z.array(ListedTest).openapi({ description: "The five newest tests." }),
}).openapi("Summary");

const Cancelled = z.object({ test_id: z.string(), status: z.enum(TEST_STATUSES) });

const shared = { tags: ["Tests"] as string[], access: "person or key", limit: "api" } as const;
const NOT_THERE = { 404: failure("There is no such test, or it is somebody else's.") };

const readLive = createRoute({
  ...shared,
  method: "get",
  path: "/tests/live",
  summary: "List your tests that are under way",
  responses: { 200: success(z.array(LiveTest), "First those that run, then those that wait, oldest first.") },
});

const readSummary = createRoute({
  ...shared,
  method: "get",
  path: "/tests/summary",
  summary: "See your tests in numbers",
  responses: { 200: success(Summary, "Totals, this month, and the newest tests.") },
});

const readStatus = createRoute({
  ...shared,
  method: "get",
  path: "/tests/{testId}/status",
  summary: "See how a test stands",
  request: { params: TestId },
  responses: { 200: success(Status, "How far it is, or how long it still waits."), ...NOT_THERE },
});

const cancelTest = createRoute({
  ...shared,
  method: "delete",
  path: "/tests/{testId}",
  summary: "Cancel a test",
  description: "A waiting test is cancelled at once and given back to the month; one that runs ends within seconds.",
  request: { params: TestId },
  responses: {
    200: success(Cancelled, "It is cancelled, or about to be: then status still says what it is doing.", {
      message: z.string(),
    }),
    ...NOT_THERE,
    409: failure("The test has ended already."),
  },
});

export function addTests(door: Door): void {
  door.openapi(readLive, async (context) => {
    const [row] = await context.get("database").asCaller((sql) => sql`select public.live_tests() as tests`);
    return succeed(context, z.array(LiveTest).parse(row.tests));
  });

  door.openapi(readSummary, async (context) => {
    const [row] = await context.get("database").asCaller((sql) => sql`select public.dashboard_summary() as summary`);
    return succeed(context, Summary.parse(row.summary));
  });

  door.openapi(readStatus, async (context) => {
    const { testId } = context.req.valid("param");
    const [row] = await context.get("database").asCaller((sql) => sql`select public.test_status(${testId}) as status`);
    return succeed(context, Status.parse(row.status));
  });

  door.openapi(cancelTest, async (context) => {
    const { testId } = context.req.valid("param");
    const [row] = await context.get("database").asCaller((sql) => sql`select public.cancel_test(${testId}) as test`);
    const cancelled = Cancelled.parse(row.test);
    const message = cancelled.status === "cancelled" ? "Test cancelled successfully" : "The test is being cancelled";
    return succeed(context, cancelled, { message });
  });
}
