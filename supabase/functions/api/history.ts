/** A person's tests, page by page. */

import { createRoute, type Door, success, z } from "../_shared/door.ts";
import { succeed } from "../_shared/respond.ts";
import { choice, TEST_STATUSES, TEST_TYPES, Time, wholeNumber } from "./fields.ts";

/** A test as lists of tests show it. */
export const ListedTest = z.object({
  id: z.string(),
  user_id: z.string(),
  test_name: z.string(),
  test_type: z.enum(TEST_TYPES),
  test_source_url: z.string().nullable(),
  requested_duration_minutes: z.int(),
  status: z.enum(TEST_STATUSES),
  progress: z.int(),
  submitted_at: Time,
  completed_at: Time.nullable(),
  bug_count: z.int(),
  report_download_url: z.string().nullable().openapi({
    description: "An address of this API, which leads to the archive each time it is asked.",
  }),
}).openapi("ListedTest");

const Pagination = z.object({
  page: z.int().openapi({ description: "Counted from 1, by offset and limit." }),
  limit: z.int(),
  total: z.int().openapi({ description: "Tests that the filters leave." }),
  hasMore: z.boolean(),
  nextCursor: z.string().nullable().openapi({
    description: "Send it as cursor for the page after this one: exact also while tests are added.",
  }),
}).openapi("Pagination");

const Page = z.object({ data: z.array(ListedTest), pagination: Pagination });

const DATE_OR_TIME = /^$|^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?)?$/;
const dateOrTime = z.string()
  .regex(DATE_OR_TIME, "It is not a date or a time; write 2025-07-01 or 2025-07-01T12:00:00Z.")
  .optional();

const Query = z.object({
  offset: wholeNumber(0, 1_000_000, 0),
  limit: wholeNumber(1, 100, 10),
  sortBy: choice(["newest", "oldest", "name", "bugs", "duration"], "newest"),
  filterByType: choice(["all", ...TEST_TYPES], "all"),
  filterByStatus: choice(["all", ...TEST_STATUSES], "all"),
  search: z.string()
    .refine((text) => [...text].length <= 200, "It is longer than 200 characters.")
    .refine((text) => !text.includes("\0"), "It has a character in it that no text has.")
    .optional().openapi({ maxLength: 200, description: "Part of the name or the address; no character is special." }),
  startDate: dateOrTime.openapi({ description: "The first day in UTC, or a time." }),
  endDate: dateOrTime.openapi({ description: "The last day in UTC, or a time; both are within the range." }),
  cursor: z.string().regex(/^[\w-]{0,4000}$/, "It is no nextCursor.").optional().openapi({
    description: "Instead of offset: nextCursor of the page before, with the same sortBy.",
  }),
});

const readHistory = createRoute({
  method: "get",
  path: "/tests/history",
  summary: "List your tests",
  description: "An empty parameter means the same as none.",
  tags: ["Tests"],
  access: "person or key",
  limit: "api",
  request: { query: Query },
  responses: { 200: success(z.array(ListedTest), "A page of your tests.", { pagination: Pagination }) },
});

export function addHistory(door: Door): void {
  door.openapi(readHistory, async (context) => {
    const asked = context.req.valid("query");
    const [row] = await context.get("database").asCaller((sql) =>
      sql`
        select public.test_history(
          p_offset => ${asked.offset},
          p_limit => ${asked.limit},
          p_sort_by => ${asked.sortBy},
          p_filter_by_type => ${asked.filterByType},
          p_filter_by_status => ${asked.filterByStatus},
          p_search => ${asked.search ?? ""},
          p_start_date => ${asked.startDate ?? ""},
          p_end_date => ${asked.endDate ?? ""},
          p_cursor => ${asked.cursor ?? ""}
        ) as page`
    );
    const { data, pagination } = Page.parse(row.page);
    return succeed(context, data, { pagination });
  });
}
