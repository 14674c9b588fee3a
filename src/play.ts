/** `npx tsx src/play.ts <run folder | weights file>`: shows what an agent has learned. `--help` lists its flags. */
import { play } from './cli/programs.ts';
import { start } from './cli/start.ts';

await start((stop) => play(process.argv.slice(2), stop));
