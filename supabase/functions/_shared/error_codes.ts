/** Every code that an error of ours may carry: what it means and what to do. docs/errors.md is written from this. */

export interface ErrorCode {
  /** The statuses that it comes with. */
  status: number[];
  meaning: string;
  action: string;
}

export const ERROR_CODES: Record<string, ErrorCode> = {};
