/** The two assertions that the stack's tests use. */
import { deepStrictEqual } from "node:assert/strict";

export function assertEquals(actual: unknown, expected: unknown): void {
  deepStrictEqual(actual, expected);
}

/** Runs it and returns what it throws; fails when it throws nothing. */
export function assertThrows(run: () => void): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}
