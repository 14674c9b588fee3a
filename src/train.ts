/** `npx tsx src/train.ts`: trains an agent, shows how it goes, and leaves a run folder. `--help` lists every flag. */
import { runProgram } from './cli/program.ts';

// Loaded only where it is needed: a process that relays signals does without.
await runProgram(async (stop) => (await import('./cli/train.ts')).main(stop));
