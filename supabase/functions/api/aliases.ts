/** Other names of the same routes: what programs call has a version in its path. */

import type { Door } from "../_shared/door.ts";

const VERSIONED = /^\/(tests|user|targets|credentials)(\/|$)/;

/** Gives every route of tests, targets and of the user, added so far, a second name below /v1. */
export function addVersionedNames(door: Door): void {
  for (const { method, path, handler } of [...door.routes]) {
    const inner = path.replace(/^\/api/, "");
    if (VERSIONED.test(inner)) door.on(method, `/v1${inner}`, handler);
  }
  for (const definition of [...door.openAPIRegistry.definitions]) {
    if (definition.type !== "route" || !VERSIONED.test(definition.route.path)) continue;
    door.openAPIRegistry.registerPath({ ...definition.route, path: `/v1${definition.route.path}` });
  }
}
