/** `npx tsx src/sweep.ts`: trains many agents on all cores and compares them with statistics. `--help` lists its flags. */
import { sweep } from './cli/programs.ts';
import { start } from './cli/start.ts';

await start((stop) => sweep(process.argv.slice(2), stop));
