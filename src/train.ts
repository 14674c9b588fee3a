/** `npx tsx src/train.ts`: trains an agent, shows how it goes, and leaves a run folder. `--help` lists its flags. */
import { start } from './cli/start.ts';

await start(async (stop) => {
  const { parseTrainArguments } = await import('./cli/train-arguments.ts');
  const args = await parseTrainArguments(process.argv.slice(2));
  const { main } =
    args.bug === undefined
      ? await import('./cli/train.ts')
      : await (await import('../museum/loading.ts')).loadTrainWithBug(args.bug);
  return await main(args, stop);
});
