/** `npx tsx src/train.ts`: trains an agent, shows how it goes, and leaves a run folder. `--help` lists every flag. */
import { setImmediate } from 'node:timers/promises';
import { Option } from 'commander';
import { addConfigOptions, configFromOptions } from './cli/arguments.ts';
import { renderCurveSvg } from './cli/curve-svg.ts';
import { createPaint } from './cli/paint.ts';
import { createCommand, isSystemError, runProgram, UsageError } from './cli/program.ts';
import { RunFolder } from './cli/run-folder.ts';
import { formatCount, formatDuration, formatProgress, StatusLine } from './cli/status-line.ts';
import { renderTerminalChart } from './cli/terminal-chart.ts';
import type { Config } from './config.ts';
import { CurveRecorder } from './experiment/learning-curve.ts';
import { encodePolicy } from './experiment/policy-file.ts';
import { DivergenceError, type RunObserver, TrainingRun } from './experiment/run.ts';
import { runProgress } from './experiment/run-result.ts';
import { type KernelsChoice, resolveKernels } from './nn/device.ts';

interface TrainOptions {
  readonly preset: string;
  readonly out?: string;
  readonly overwrite?: true;
  readonly json?: true;
  readonly kernels: KernelsChoice;
}

/** Milliseconds of training between two looks at signals; `npx tsx` ends a program that takes more than 60 to hear one. */
const SLICE = 10;

function parseArguments(): { options: TrainOptions; config: Config } {
  const command = createCommand('train')
    .description('Trains an agent on CartPole until it is solved, and writes the run to a folder.')
    .usage('[flags]')
    .optionsGroup('Output:')
    .option('--out <dir>', 'Folder of the run. (default: runs/<env>_<preset>_seed<seed>)')
    .option('--overwrite', 'Replace the run that the folder holds.')
    .option(
      '--json',
      'Print a summary as the last line of standard output, and everything else to standard error.',
    )
    .optionsGroup('Speed:')
    .addOption(
      new Option('--kernels <name>', 'How the network is computed; the results are the same to the last bit.')
        .choices(['auto', 'simd', 'readable'])
        .default('auto'),
    );
  addConfigOptions(command);
  command.parse();
  return { options: command.opts<TrainOptions>(), config: configFromOptions(command.opts()) };
}

/** Where the run stands, in the words of `--json`. */
function summarize(run: TrainingRun, wallSeconds: number, folder: string) {
  return { ...runProgress(run), finalGreedyMean: run.finalGreedyReturn, wallSeconds, folder };
}

function describe(run: TrainingRun, wallSeconds: number, folder: string): string {
  const { finalEvaluationEpisodes } = run.config;
  const solved =
    run.solvedAtStep === null
      ? `not solved after ${formatCount(run.step)} steps`
      : `solved at step ${formatCount(run.solvedAtStep)}`;
  const greedy =
    run.finalGreedyReturn === null
      ? ''
      : `, mean greedy return ${run.finalGreedyReturn.toFixed(1)} over ${finalEvaluationEpisodes} episodes`;
  return [
    `${solved}${greedy}`,
    `${formatCount(run.step)} steps, ${formatCount(run.episodes)} episodes, ${formatCount(run.updates)} updates in ${wallSeconds < 60 ? `${wallSeconds.toFixed(1)} s` : formatDuration(wallSeconds)}`,
    `files in ${folder}`,
    `play it: npx tsx src/play.ts ${folder}`,
  ].join('\n');
}

/** Trains until the run is finished or stopped, and hears signals between two slices. */
async function drive(run: TrainingRun, stop: AbortSignal, afterSlice: () => void): Promise<void> {
  while (!run.finished && !stop.aborted) {
    const sliceEnd = performance.now() + SLICE;
    do run.advance();
    while (!run.finished && performance.now() < sliceEnd);
    afterSlice();
    await setImmediate();
  }
}

async function main(stop: AbortSignal): Promise<number> {
  const { options, config } = parseArguments();
  const kernels = resolveKernels(options.kernels);
  const out = options.json ? process.stderr : process.stdout;
  const path = options.out ?? `runs/${config.env}_${options.preset}_seed${config.seed}`;
  const curve = new CurveRecorder(config.env);
  let loss: number | null = null;
  const observer: RunObserver = {
    episodeEnded(row) {
      folder.addEpisode(row);
      curve.episodeEnded(row);
    },
    metricsTaken(row) {
      folder.addMetrics(row);
      curve.metricsTaken(row);
      loss = row.loss ?? loss;
    },
  };

  const run = new TrainingRun(config, observer, kernels);
  const folder = new RunFolder(path, options.overwrite ?? false, options.preset, config);

  const title = `${config.env} · ${options.preset} · seed ${config.seed}`;
  out.write(`training ${title} · ${kernels} kernels\n`);
  const status = new StatusLine(out);
  const start = performance.now();
  const seconds = () => (performance.now() - start) / 1000;
  try {
    await drive(run, stop, () => {
      status.show(() => formatProgress(run, loss, seconds()));
      folder.flush();
    });
  } catch (error) {
    // What was learned is worth more than the tables, one of which may have met a full disk.
    if (isSystemError(error)) folder.saveWeights(encodePolicy(run.agent.q.network, config));
    if (!(error instanceof DivergenceError)) throw error;
    folder.flush();
    throw new UsageError(`${error.message}; the tables up to there are in ${path}`);
  } finally {
    status.clear();
  }
  const wallSeconds = seconds();

  folder.finish(encodePolicy(run.agent.q.network, config), renderCurveSvg(curve, title));
  out.write(
    `${renderTerminalChart(curve, out.columns, createPaint(out))}\n${describe(run, wallSeconds, path)}\n`,
  );
  if (options.json) process.stdout.write(`${JSON.stringify(summarize(run, wallSeconds, path))}\n`);
  return 0;
}

await runProgram(main);
