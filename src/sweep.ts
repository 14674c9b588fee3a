/** `npx tsx src/sweep.ts`: trains many agents on all cores and compares them with statistics. `--help` lists every flag. */
import { runProgram } from './cli/program.ts';

// Loaded only where it is needed: a process that relays signals does without.
await runProgram(async (stop) => (await import('./cli/sweep/sweep.ts')).main(stop));
