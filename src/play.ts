/** `npx tsx src/play.ts <run folder | weights file>`: shows what an agent has learned. `--help` lists its flags. */
import { start } from './cli/start.ts';

await start(async (stop) => {
  const { withTasks } = await import('./cli/load-task.ts');
  const { parsePlayArguments } = await import('./cli/play-arguments.ts');
  const args = await withTasks(() => parsePlayArguments(process.argv.slice(2)));
  const { main } = await import('./cli/play.ts');
  return await main(args, stop);
});
