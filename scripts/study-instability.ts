/**
 * Watches runs of plain DQN and of its variants and writes what they show to docs/reports/instability, where
 * docs/instability.md has its figures from: `npm run study:instability`. The same command gives the same bytes.
 */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { numberBetween } from '../src/cli/number-between.ts';
import { createCommand, runProgram, UsageError } from '../src/cli/program.ts';
import { parseSeeds } from '../src/cli/sweep/plan.ts';
import { createThreads } from '../src/cli/threads.ts';
import { openStudy, type Study, studyFiles } from './instability/folder.ts';
import type { Findings } from './instability/study-run.ts';
import { VARIANTS } from './instability/variants.ts';
import type { StudyTask } from './instability/worker.ts';

function parseVariants(text: string) {
  return text.split(',').map((name) => {
    const variant = VARIANTS.find((candidate) => candidate.name === name);
    if (variant !== undefined) return variant;
    const names = VARIANTS.map((candidate) => candidate.name).join(', ');
    throw new UsageError(`--variants: got ${JSON.stringify(name)}, allowed are ${names}`);
  });
}

function parseArguments() {
  const command = createCommand('study:instability')
    .option('--seeds <list>', 'Seeds of each variant, such as 0-3.', parseSeeds, parseSeeds('0-3'))
    .option(
      '--variants <names>',
      'Some of the variants, such as default,huber. (default: all)',
      parseVariants,
      VARIANTS,
    )
    .option('--steps <n>', 'Budget of each run.', numberBetween('--steps', 1, 1e9, 'an integer'))
    .option(
      '--workers <n>',
      'Runs at a time.',
      numberBetween('--workers', 1, 1024, 'an integer'),
      availableParallelism(),
    )
    .option(
      '--out <dir>',
      'Folder of the findings.',
      fileURLToPath(new URL('../docs/reports/instability', import.meta.url)),
    );
  command.parse();
  return command.opts<{
    seeds: Study['seeds'];
    variants: Study['variants'];
    steps?: number;
    workers: number;
    out: string;
  }>();
}

async function main(stop: AbortSignal): Promise<number> {
  const { seeds, variants, steps = null, workers, out } = parseArguments();
  const own = openStudy(out);
  const pool = createThreads(new URL('./instability/worker.ts', import.meta.url), workers);
  stop.addEventListener('abort', () => void pool.destroy(), { once: true });
  let done = 0;
  const runs = variants.flatMap((variant) => seeds.map((seed) => ({ variant, seed })));
  try {
    const findings = await Promise.all(
      runs.map(async ({ variant, seed }) => {
        const task: StudyTask = { variant, changes: steps === null ? { seed } : { seed, steps } };
        const found: Findings = await pool.run(task);
        process.stderr.write(`${++done} of ${runs.length}: ${variant.name}, seed ${seed}\n`);
        return found;
      }),
    );
    const files = Object.entries(studyFiles({ seeds, steps, variants }, findings));
    for (const [name, text] of files) own.write(name, text);
    return 0;
  } catch (error) {
    // Stopping ends workers in the middle of their runs, which the pool takes for failures.
    if (stop.aborted) return 0;
    throw error;
  } finally {
    await pool.destroy();
  }
}

await runProgram(main);
