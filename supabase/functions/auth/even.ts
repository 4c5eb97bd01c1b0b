/** Answers that take equally long, whatever was found out on the way. */

/** Longer than Auth takes to compare a password; the next step is taken where it took longer. */
const STEP_MS = 400;

export interface EvenDeps {
  /** Waits. */
  pause: (milliseconds: number) => Promise<void>;
}

/**
 * Waits until a whole number of steps has passed since `started`. Auth answers an address without an account at once,
 * and others after comparing the password: from here the difference cannot be heard.
 */
export async function evenOut(started: Date, now: () => Date, { pause }: EvenDeps): Promise<void> {
  const taken = now().getTime() - started.getTime();
  await pause(STEP_MS - taken % STEP_MS);
}
