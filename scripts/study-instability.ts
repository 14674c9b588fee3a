/**
 * Watches runs of plain DQN and of its variants and writes what they show to docs/reports/instability, where
 * docs/instability.md has its figures from: `npm run study:instability`. The same command gives the same bytes.
 */
import { Option } from 'commander';
import { UsageError } from '../src/cli/program.ts';
import { start } from '../src/cli/start.ts';
import { withThreads } from '../src/cli/threads.ts';
import { openStudy, type Study, studyFiles } from './instability/folder.ts';
import type { Findings } from './instability/study-run.ts';
import { VARIANTS } from './instability/variants.ts';
import type { StudyTask } from './instability/worker.ts';
import { createStudyCommand, type StudyOptions, seedsOption } from './study-command.ts';

function parseVariants(text: string) {
  return text.split(',').map((name) => {
    const variant = VARIANTS.find((candidate) => candidate.name === name);
    if (variant !== undefined) return variant;
    const names = VARIANTS.map((candidate) => candidate.name).join(', ');
    throw new UsageError(`--variants: got ${JSON.stringify(name)}, expected names from ${names}`);
  });
}

function parseArguments() {
  const command = createStudyCommand('study:instability', 'instability')
    .addOption(seedsOption('0-3'))
    .addOption(
      new Option('--variants <names>', 'Some of the variants, such as default,huber.')
        .argParser(parseVariants)
        .default(VARIANTS, 'all'),
    );
  command.parse();
  return command.opts<
    StudyOptions & {
      seeds: Study['seeds'];
      variants: Study['variants'];
    }
  >();
}

async function main(stop: AbortSignal): Promise<number> {
  const { seeds, variants, steps = null, workers, out } = parseArguments();
  const own = openStudy(out);
  let done = 0;
  const runs = variants.flatMap((variant) => seeds.map((seed) => ({ variant, seed })));
  const worker = new URL('./instability/worker.ts', import.meta.url);
  const findings = await withThreads(worker, workers, stop, (call) =>
    Promise.all(
      runs.map(async ({ variant, seed }) => {
        const task: StudyTask = { variant, changes: steps === null ? { seed } : { seed, steps } };
        const found = (await call(task)) as Findings;
        process.stderr.write(`${++done} of ${runs.length}: ${variant.name}, seed ${seed}\n`);
        return found;
      }),
    ),
  );
  if (findings === null) return 0;
  const files = Object.entries(studyFiles({ seeds, steps, variants }, findings));
  for (const [name, text] of files) own.write(name, text);
  return 0;
}

await start(main);
