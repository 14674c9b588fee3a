/** `npx tsx src/train.ts`: trains an agent, shows how it goes, and leaves a run folder. `--help` lists every flag. */
import { bugAskedFor, trainWithBug } from '../museum/loading.ts';
import { runProgram } from './cli/program.ts';

const bug = bugAskedFor(process.argv.slice(2));
// Loaded only where it is needed: a process that relays signals does without.
if (bug === null) await runProgram(async (stop) => (await import('./cli/train.ts')).main(stop, null));
else await trainWithBug(bug);
