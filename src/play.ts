/** `npx tsx src/play.ts <run folder | weights file>`: shows what an agent has learned. `--help` lists every flag. */
import { runProgram } from './cli/program.ts';

// Loaded only where it is needed: a process that relays signals does without.
await runProgram(async (stop) => (await import('./cli/play.ts')).main(stop));
