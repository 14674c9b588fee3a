/**
 * Tries layer normalisation and averaged weights on the preset `default` and writes what docs/ablations.md tells of them to
 * docs/reports/remedies: `npm run study:remedies`. A study that was interrupted goes on where it was, and the same command gives the
 * same bytes.
 */
import { join } from 'node:path';
import { LineFile, makeFolder, writeFileAtomically } from '../src/cli/files.ts';
import { start } from '../src/cli/start.ts';
import { withThreads } from '../src/cli/threads.ts';
import { presetConfig } from '../src/index.ts';
import { NETWORKS, type NetworkName, type RemedyRun } from './remedies/remedy-run.ts';
import { remediesMarkdown } from './remedies/report.ts';
import { inOrder, readRuns, runLine } from './remedies/runs.ts';
import type { RemedyTask } from './remedies/worker.ts';
import { createStudyCommand, type StudyOptions, seedsOption } from './study-command.ts';

function parseArguments() {
  const command = createStudyCommand('study:remedies', 'remedies').addOption(seedsOption('3000-3029'));
  command.parse();
  return command.opts<StudyOptions & { seeds: readonly number[] }>();
}

async function main(stop: AbortSignal): Promise<number> {
  const { seeds, steps, workers, out } = parseArguments();
  makeFolder(out);
  const path = join(out, 'runs.jsonl');
  const runs = readRuns(path, steps ?? presetConfig('default').steps);
  const names = Object.keys(NETWORKS) as NetworkName[];
  const tasks = seeds.flatMap((seed) =>
    names
      .filter((network) => !runs.some((run) => run.network === network && run.seed === seed))
      .map((network): RemedyTask => ({ network, changes: steps === undefined ? { seed } : { seed, steps } })),
  );
  const inFile = () => inOrder(runs).map(runLine).join('');
  writeFileAtomically(path, inFile());
  const file = new LineFile(path, 'a');
  let done = 0;
  const worker = new URL('./remedies/worker.ts', import.meta.url);
  const all = await withThreads(worker, workers, stop, (call) =>
    Promise.all(
      tasks.map(async (task) => {
        const run = (await call(task)) as RemedyRun;
        runs.push(run);
        file.append(runLine(run));
        file.flush();
        process.stderr.write(`${++done} of ${tasks.length}: ${run.network}, seed ${run.seed}\n`);
      }),
    ),
  );
  file.close();
  if (all === null) return 0;
  writeFileAtomically(path, inFile());
  const asked = inOrder(runs).filter(({ seed }) => seeds.includes(seed));
  writeFileAtomically(join(out, 'findings.md'), remediesMarkdown(asked, steps ?? null));
  return 0;
}

await start(main);
