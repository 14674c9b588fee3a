/** `npx tsx src/train.ts`: trains an agent, shows how it goes, and leaves a run folder. `--help` lists its flags. */
import { train } from './cli/programs.ts';
import { start } from './cli/start.ts';

await start((stop) => train(process.argv.slice(2), stop));
