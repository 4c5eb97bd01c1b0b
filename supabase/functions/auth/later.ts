/** Work that an answer does not wait for: how long it takes must not be heard. */

import type { Log } from "../_shared/respond.ts";

export interface LaterDeps {
  /** Keeps the function running until the work has ended. */
  afterwards: (work: Promise<void>) => void;
}

/** Starts the work and logs when it fails; `what` says what was meant to happen. */
export function later({ afterwards }: LaterDeps, log: Log, what: string, work: () => Promise<void>): void {
  afterwards(
    work().catch((error) =>
      log({ level: "error", message: `failed: ${what}: ${error}`, cause: String(error.cause ?? "") })
    ),
  );
}
