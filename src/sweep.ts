/** `npx tsx src/sweep.ts`: trains many agents on all cores and compares them with statistics. `--help` lists its flags. */
import { start } from './cli/start.ts';

await start(async (stop) => {
  const { withTasks } = await import('./cli/load-task.ts');
  const { parseSweepArguments } = await import('./cli/sweep/arguments.ts');
  const args = await withTasks(() => parseSweepArguments(process.argv.slice(2)));
  const { main } = await import('./cli/sweep/sweep.ts');
  return await main(args, stop);
});
