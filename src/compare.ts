/** `npx tsx src/compare.ts <run | sweep | table>... --out <dir>`: learning curves beside each other. `--help` lists its flags. */
import { compare } from './cli/programs.ts';
import { start } from './cli/start.ts';

await start((stop) => compare(process.argv.slice(2), stop));
