/**
 * `npm run soak`: trains for a long time in one process and sees whether its memory stays flat. Needs `--expose-gc`, so that
 * what is only garbage is not counted.
 *
 * It drives a `TrainingRun` and encodes a checkpoint now and then as `train` does. Of what `train` keeps besides, one thing
 * grows: the learning curve, by a point for each episode.
 */
import { formatLine, formatTitles } from '../../bench/table.ts';
import { numberBetween } from '../../src/cli/number-between.ts';
import { createCommand, UsageError } from '../../src/cli/program.ts';
import { start } from '../../src/cli/start.ts';
import { formatCount } from '../../src/cli/status-line.ts';
import { presetConfig } from '../../src/config/presets.ts';
import { encodeCheckpoint } from '../../src/experiment/files/checkpoint.ts';
import { TrainingRun } from '../../src/experiment/run.ts';

interface Options {
  readonly steps: number;
  readonly samples: number;
  readonly preset: string;
}

/** In bytes. */
interface Sample {
  readonly step: number;
  /** Objects in use on the heap of V8. */
  readonly heap: number;
  /** What these objects hold outside that heap: the contents of typed arrays above all. */
  readonly arrays: number;
  /** All that the operating system has given the process. */
  readonly resident: number;
}

/**
 * Bytes by which heap and arrays together may be larger at the end than at the first sample, when the memory of the agent is
 * full. Compiled code comes and goes by some 100 kB; in 10 million steps, a leak of one byte in ten steps is more than this.
 */
const BOUND = 1_000_000;
/** As often as `train` saves. */
const CHECKPOINT_EVERY = 25_000;
/** An evaluation takes 20 episodes, so 200 of them take as many steps as 2 million of training. */
const EVALUATIONS = 20;

const COLUMNS = [
  { title: 'steps', width: 12 },
  { title: 'heap used', width: 14 },
  { title: 'arrays', width: 14 },
  { title: 'resident', width: 14 },
  { title: 'steps/s', width: 10 },
];

function takeSample(step: number): Sample {
  if (globalThis.gc === undefined) throw new UsageError('there is no gc(); start this with node --expose-gc');
  // Once may leave what the first collection has only just found to be garbage.
  for (let k = 0; k < 3; k++) globalThis.gc();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { step, heap: heapUsed, arrays: external, resident: rss };
}

const perMillionSteps = (first: Sample, last: Sample, of: (sample: Sample) => number) =>
  Math.round(((of(last) - of(first)) / (last.step - first.step)) * 1e6);

await start(async (stop) => {
  const command = createCommand('soak')
    .description('Trains for a long time and sees whether the memory in use stays flat.')
    .option('--steps <n>', 'Environment steps.', numberBetween('--steps', 100_000, 1e9, 'an integer'), 1e7)
    .option('--samples <n>', 'Samples of the memory.', numberBetween('--samples', 2, 1e6, 'an integer'), 40)
    .option('--preset <name>', 'What is trained.', 'default')
    .parse();
  const { steps, samples: count, preset } = command.opts<Options>();
  const config = presetConfig(preset, {
    steps,
    earlyStop: false,
    evaluationEverySteps: Math.ceil(steps / EVALUATIONS),
    metricsEverySteps: 1000,
  });
  let rows = 0;
  const run = new TrainingRun(config, {
    episodeEnded() {
      rows++;
    },
    metricsTaken() {
      rows++;
    },
  });

  process.stdout.write(`${formatTitles(COLUMNS)}\n`);
  // The first sample is taken when the agent's memory is full and everything is compiled.
  const warmUp = Math.min(Math.max(2 * config.replayCapacity, 100_000), steps / 2);
  const samples: Sample[] = [];
  let checkpointBytes = 0;
  for (let k = 0; k < count && !stop.aborted; k++) {
    const until = Math.round(warmUp + ((steps - warmUp) * k) / (count - 1));
    const [startStep, start] = [run.step, performance.now()];
    while (run.step < until && !stop.aborted) {
      const { step } = run;
      run.advance();
      if (run.step !== step && run.step % CHECKPOINT_EVERY === 0)
        checkpointBytes = encodeCheckpoint(run.state()).length;
    }
    const rate = (run.step - startStep) / ((performance.now() - start) / 1000);
    const sample = takeSample(run.step);
    samples.push(sample);
    const cells = [sample.step, sample.heap, sample.arrays, sample.resident, rate];
    process.stdout.write(`${formatLine(COLUMNS, cells.map(formatCount))}\n`);
  }

  const [first, last] = [samples[0], samples[samples.length - 1]];
  const growth = last.heap + last.arrays - first.heap - first.arrays;
  const slope = (of: (sample: Sample) => number) => formatCount(perMillionSteps(first, last, of));
  process.stdout.write(
    [
      `${formatCount(run.updates)} updates, ${formatCount(run.episodes)} episodes, ${formatCount(rows)} rows of tables, checkpoints of ${formatCount(checkpointBytes)} bytes`,
      `bytes per million steps, first to last sample: heap ${slope(({ heap }) => heap)}, arrays ${slope(({ arrays }) => arrays)}, resident ${slope(({ resident }) => resident)}`,
      `heap and arrays grew by ${formatCount(growth)} bytes; expected at most ${formatCount(BOUND)}\n`,
    ].join('\n'),
  );
  return growth <= BOUND ? 0 : 1;
});
