/** The API's routes. Everything they need is handed in, so they run without a network, a database or an environment. */

import { Hono } from "npm:hono@4.13.19";
import { cors } from "npm:hono@4.13.19/cors";
import { z } from "npm:zod@4.6.7";
import { callerToken } from "../_shared/caller.ts";
import { ApiError } from "../_shared/errors.ts";
import { account, answerErrors, type Log, type RequestEnv, succeed } from "../_shared/respond.ts";
import type { Sign } from "../_shared/storage.ts";
import { archiveAddress, describe, finishedTest, gone } from "./report.ts";
import type { ReportStore } from "./report-store.ts";

/** What the routes work with. */
export interface Deps {
  /** The rows this caller may see. */
  storeAs: (token: string) => ReportStore;
  sign: Sign;
  now: () => Date;
  log: Log;
  allowedOrigins: string[];
}

export function makeHandler(deps: Deps): (request: Request) => Response | Promise<Response> {
  const app = new Hono<RequestEnv>({ strict: false }).basePath("/api");

  app.use(account(deps.log, () => deps.now().getTime()));
  app.use(cors({
    origin: deps.allowedOrigins.includes("*") ? "*" : deps.allowedOrigins,
    allowHeaders: ["authorization", "x-client-info", "apikey", "content-type", "x-request-id"],
    allowMethods: ["GET", "POST", "PUT", "DELETE", "OPTIONS"],
    exposeHeaders: ["x-request-id"],
    maxAge: 86_400,
  }));
  app.onError(answerErrors(deps.log));
  app.notFound(() => {
    throw new ApiError(404, "no_such_endpoint", "There is no such endpoint.", "Check the path and the method.");
  });

  app.get("/tests/:testId/report", async (context) => {
    const store = deps.storeAs(callerToken(context.req.raw));
    const testId = validTestId(context.req.param("testId"));
    const finished = await finishedTest(store, testId, deps.now());
    const bugs = await store.bugs(testId);
    if (finished.expired) throw gone(await describe(finished, bugs));
    return succeed(context, await describe(finished, bugs, deps.sign));
  });

  app.get("/tests/:testId/report/download", async (context) => {
    const store = deps.storeAs(callerToken(context.req.raw));
    const testId = validTestId(context.req.param("testId"));
    const redirect = validRedirect(context.req.query("redirect"));
    const finished = await finishedTest(store, testId, deps.now());
    if (finished.expired) throw gone(await describe(finished, await store.bugs(testId)));
    const address = await archiveAddress(testId, finished.report, deps.sign);
    return redirect ? context.redirect(address, 302) : succeed(context, { report_download_url: address });
  });

  return (request) => app.fetch(request);
}

function validTestId(value: string): string {
  const parsed = z.guid().safeParse(value);
  if (parsed.success) return parsed.data.toLowerCase();
  throw new ApiError(
    400,
    "invalid_test_id",
    "The test's id is not a UUID.",
    "Use the test_id that submitting the test gave.",
  );
}

function validRedirect(value: string | undefined): boolean {
  const parsed = z.enum(["true", "false"]).default("true").safeParse(value);
  if (parsed.success) return parsed.data === "true";
  throw new ApiError(
    400,
    "invalid_redirect",
    "redirect is neither true nor false.",
    "Leave it out, or send redirect=false for JSON.",
  );
}
