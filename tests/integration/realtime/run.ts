/** `run.ts <group>`: the checks of one group; the last line of the output is JSON. */
import { runAll } from "./checks.ts";

await import(`./${Deno.args[0]}.ts`);
console.log(JSON.stringify(await runAll()));
Deno.exit(0);
