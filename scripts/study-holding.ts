/**
 * How many agents that solve CartPole balance on when the time limit is lifted: writes what docs/instability.md tells of it to
 * docs/reports/holding. `npm run study:holding`
 */
import { join } from 'node:path';
import { makeFolder, writeFileAtomically } from '../src/cli/files.ts';
import { describeSession } from '../src/cli/machine.ts';
import { start } from '../src/cli/start.ts';
import { withThreads } from '../src/cli/threads.ts';
import { checkPreset } from '../src/config/presets.ts';
import type { HoldRun } from './holding/hold-run.ts';
import { holdingMarkdown } from './holding/report.ts';
import type { HoldTask } from './holding/worker.ts';
import { createStudyCommand, type StudyOptions, seedsOption } from './study-command.ts';

const parsePresets = (text: string) => text.split(',').map(checkPreset);

function parseArguments() {
  const command = createStudyCommand('study:holding', 'holding')
    .option('--presets <names>', 'Presets to compare.', parsePresets, ['default'])
    .addOption(seedsOption('30000-30099'));
  command.parse();
  return command.opts<
    StudyOptions & {
      presets: readonly string[];
      seeds: readonly number[];
    }
  >();
}

async function main(stop: AbortSignal): Promise<number> {
  const { presets, seeds, steps, workers, out } = parseArguments();
  makeFolder(out);
  const session = describeSession(
    ['npm', 'run', 'study:holding', '--', ...process.argv.slice(2)],
    new Date(),
  );
  let done = 0;
  const worker = new URL('./holding/worker.ts', import.meta.url);
  const tasks = presets.flatMap((preset) =>
    seeds.map((seed): HoldTask => ({ preset, changes: steps === undefined ? { seed } : { seed, steps } })),
  );
  const runs = await withThreads(worker, workers, stop, (call) =>
    Promise.all(
      tasks.map(async (task) => {
        const run = (await call(task)) as HoldRun;
        process.stderr.write(`${++done} of ${tasks.length}: ${run.preset}, seed ${run.seed}\n`);
        return run;
      }),
    ),
  );
  if (runs === null) return 0;
  writeFileAtomically(join(out, 'holding.jsonl'), runs.map((run) => `${JSON.stringify(run)}\n`).join(''));
  writeFileAtomically(join(out, 'findings.md'), holdingMarkdown(runs, session));
  return 0;
}

await start(main);
