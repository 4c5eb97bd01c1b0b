/** Realtime's place at /realtime/v1. There is no server behind it yet. */
export const PREFIX = "/realtime/v1";

export function answer(): Response {
  return Response.json({
    code: "NOT_IMPLEMENTED",
    message: "The local stack has no Realtime server yet. Read the table test_events, or use a project with Realtime.",
  }, { status: 501 });
}
