/** `npx tsx src/export.ts <run folder | weights file>`: writes what an agent has learned for other programs. `--help` lists its flags. */
import { exportRun } from './cli/programs.ts';
import { start } from './cli/start.ts';

await start((stop) => exportRun(process.argv.slice(2), stop));
