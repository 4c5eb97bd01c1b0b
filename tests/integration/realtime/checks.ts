/** Collects the checks of a group, runs them side by side, and prints what came of each as one JSON object. */
const MOST_MS = 30_000;

const checks: { name: string; run: () => Promise<void> }[] = [];

/** The name begins with the check's number in section 11 of the protocol's reference. */
export function check(name: string, run: () => Promise<void>): void {
  checks.push({ name, run });
}

/** Never fails: a check that failed has its error under its name, the others null. */
export async function runAll(): Promise<Record<string, string | null>> {
  const outcomes = await Promise.all(checks.map(async ({ name, run }) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tooLong = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`not done after ${MOST_MS} ms`)), MOST_MS);
    });
    try {
      await Promise.race([run(), tooLong]);
      return [name, null] as const;
    } catch (error) {
      return [name, error instanceof Error ? `${error.stack}` : String(error)] as const;
    } finally {
      clearTimeout(timer);
    }
  }));
  return Object.fromEntries(outcomes);
}
