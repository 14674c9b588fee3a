/** What `src/train.ts` does: trains an agent, shows how it goes, and leaves a run folder. */
import { statSync } from 'node:fs';
import type { Config } from '../config/config.ts';
import { presetWithBug } from '../config/presets.ts';
import { learningEnd } from '../config/schedule.ts';
import { fixed } from '../drawing/format-number.ts';
import { TaskError } from '../env/task-error.ts';
import { environmentOf } from '../experiment/assembly.ts';
import { beginBranch, branchConfig } from '../experiment/branch.ts';
import { crc32Text } from '../experiment/files/crc32.ts';
import type { Parent } from '../experiment/files/parent.ts';
import { encodePolicy } from '../experiment/files/policy-file.ts';
import {
  continuedConfig,
  encodeRunCheckpoint,
  type RunCheckpoint,
  type TableMarks,
} from '../experiment/files/run-checkpoint.ts';
import type { Keep } from '../experiment/keep.ts';
import { CurveRecorder } from '../experiment/learning-curve.ts';
import { returnDecimals } from '../experiment/return-range.ts';
import {
  DivergenceError,
  type RunObserver,
  TrainingRun,
  type TrainingRunOptions,
} from '../experiment/run.ts';
import { runProgress } from '../experiment/run-result.ts';
import { renderCurveSvg } from '../figures/curve-svg.ts';
import { renderTerminalChart } from '../figures/terminal-chart.ts';
import { resolveKernels } from '../nn/device.ts';
import { configFromChanges, namingFlags, withFlagNames } from './arguments.ts';
import { commandOf } from './checkout.ts';
import { makeFolder } from './files.ts';
import { type FolderLock, withFolderLock } from './folder-lock.ts';
import { describeLearningEnd } from './learning-end.ts';
import { describeChangedTask, movedTo, withTaskChecksum, withTasks } from './load-task.ts';
import { openParent } from './open-parent.ts';
import { createPaint } from './paint.ts';
import { printable } from './printable.ts';
import { isSystemError, UsageError } from './program.ts';
import { naming } from './reading.ts';
import { warnIfNotRepeatable } from './repeatable.ts';
import { resumeCommand } from './resume-command.ts';
import { holdsCheckpointAlone, RunFolder, readRun, restoreRun, WHY_NOT_SAVED } from './run-folder.ts';
import { quotePath } from './shell-quote.ts';
import { workInSlices } from './slices.ts';
import { formatCount, formatDuration, formatProgress, StatusLine } from './status-line.ts';
import type { TrainArguments } from './train-arguments.ts';
import { showsUnicode } from './unicode.ts';

/** What is to be told of a run besides the run itself. */
interface Outcome {
  readonly wallSeconds: number;
  readonly folder: string;
  /** Of weights.safetensors: equal weights, wherever they were trained, are equal bytes. */
  readonly weightsCrc32: string;
}

/** Where the run stands, in the words of `--json`. */
function summarize(run: TrainingRun, { wallSeconds, folder, weightsCrc32 }: Outcome) {
  return {
    ...runProgress(run),
    finalGreedyMean: run.finalGreedyReturn,
    wallSeconds,
    folder,
    weightsCrc32,
  };
}

function describe(run: TrainingRun, { wallSeconds, folder, weightsCrc32 }: Outcome): string {
  const { finalEvaluationEpisodes } = run.config;
  const end = learningEnd(run.config);
  const idle =
    end !== null && run.step > end ? ` (those after step ${formatCount(end)} changed no weights)` : '';
  const { spec } = run.environment;
  const solved =
    run.solvedAtStep === null
      ? `${spec.rewardThreshold === null ? '' : 'not solved '}after ${formatCount(run.step)} steps`
      : `solved at step ${formatCount(run.solvedAtStep)}`;
  const greedy =
    run.finalGreedyReturn === null
      ? ''
      : `, mean greedy return ${fixed(run.finalGreedyReturn, returnDecimals(spec))} over ${finalEvaluationEpisodes} episodes`;
  return [
    `${solved}${greedy}`,
    `${formatCount(run.step)} steps, ${formatCount(run.episodes)} episodes, ${formatCount(run.updates)} updates${idle} in ${wallSeconds < 60 ? `${wallSeconds.toFixed(1)} s` : formatDuration(wallSeconds)}`,
    `files in ${printable(folder)}`,
    `weights ${weightsCrc32} (CRC-32 of weights.safetensors)`,
    `play it: ${commandOf('play').join(' ')} ${quotePath(folder)}`,
  ].join('\n');
}

/** A run that is to begin, to branch from another, or to go on from where `saved` was. */
interface Job {
  /** What it began as, with the bug that is in the program. */
  readonly preset: string;
  readonly config: Config;
  readonly saved?: RunCheckpoint;
  readonly branch?: Branch;
}

interface Branch {
  readonly file: string;
  readonly parent: Parent;
  readonly keep: Keep;
}

function newJob({ preset = 'default', bug, changes }: TrainArguments): Job {
  return { preset: presetWithBug(preset, bug ?? null), config: configFromChanges(preset, changes) };
}

/** @throws UsageError if the parent cannot be read, or its networks have no use under the flags. */
function branchedJob(from: string, args: TrainArguments): Job {
  const { preset, keep = ['networks'], kernels, changes } = args;
  const bug = args.bug ?? null;
  const { file, parent } = openParent(from, kernels, bug);
  const settings = { keep, name: file, ...(preset !== undefined && { preset }) };
  const config = namingFlags(() => branchConfig(parent, changes, settings));
  const start = preset === undefined ? parent.preset : null;
  return {
    preset: start ?? presetWithBug(preset ?? 'default', bug),
    config,
    branch: { file, parent, keep },
  };
}

/** @throws UsageError for a flag that would make another run of it. */
function resumedJob(path: string, args: TrainArguments): Job {
  const { preset, changes } = args;
  const bug = args.bug ?? null;
  const saved = readRun(path, bug);
  if (preset !== undefined && presetWithBug(preset, bug) !== saved.preset) {
    throw new UsageError(
      `--preset: got ${preset}, but the run began with ${saved.preset}; start a new run to change it`,
    );
  }
  const before = movedTo(saved.config, changes.env);
  const config = namingFlags(() => continuedConfig(before, changes, saved.step));
  return { preset: saved.preset, config, saved };
}

async function train(
  path: string,
  job: Job,
  options: TrainArguments,
  stop: AbortSignal,
  lock: FolderLock,
): Promise<number> {
  const { preset, config, saved, branch } = job;
  const kernels = resolveKernels(options.kernels);
  const out = options.json ? process.stderr : process.stdout;
  const environment = environmentOf(config);
  const isSavable = environment.canBeSaved();
  const curve = new CurveRecorder(environment.spec);
  const observer: RunObserver = {
    episodeEnded(row) {
      folder.addEpisode(row);
      curve.episodeEnded(row);
    },
    metricsTaken(row) {
      folder.addMetrics(row);
      curve.metricsTaken(row);
    },
  };

  const run = beginRun(job, observer, { kernels, environment, curve });
  if (saved !== undefined) restoreRun(path, saved, run, curve);
  const encode = (tables: TableMarks) => encodeRunCheckpoint(preset, run, curve, tables);
  const tablesBegin = saved !== undefined && holdsCheckpointAlone(path, environment);
  let folder: RunFolder;
  if (saved === undefined) {
    folder = RunFolder.begin(path, preset, config, { ...options, ...lock, environment });
  } else if (tablesBegin) folder = RunFolder.goOnAlone(path, preset, config, encode, environment);
  else folder = RunFolder.goOn(path, saved, config, environment);
  let savedAtStep = -1;
  /** Only those of every so many steps are kept, so that a run that was stopped leaves the same files. */
  const save = (isKept = false) => {
    if (!isSavable) return;
    lock.check();
    const { step } = run;
    const most = options.keepCheckpoints;
    folder.saveCheckpoint(encode, isKept && most > 0 ? { step, most } : null);
    savedAtStep = step;
  };
  const policy = (params?: Float32Array) => encodePolicy(run.network, config, params);
  save(saved === undefined);

  const title = `${environment.spec.id} · ${preset} · seed ${config.seed}`;
  const from = run.step === 0 ? '' : ` from step ${formatCount(run.step)} on`;
  out.write(`training ${title}${from} · ${kernels} kernels\n`);
  if (branch !== undefined) out.write(`${describeBranch(branch)}\n`);
  if (tablesBegin) {
    out.write(
      `episodes.csv and metrics.csv begin at step ${formatCount(run.step)}: the folder held only the checkpoint\n`,
    );
  }
  if (!isSavable) {
    out.write(`no checkpoints: ${WHY_NOT_SAVED}, so this run cannot be resumed\n`);
  }
  warnIfNotRepeatable(environment, out);
  const status = new StatusLine(out);
  const learningEnds = learningEnd(config);
  const noteLearningEnd = () => status.note(String(describeLearningEnd(config)));
  if (learningEnds !== null && run.step >= learningEnds && run.step < config.steps) noteLearningEnd();
  const since = run.step;
  const start = performance.now();
  const seconds = () => (performance.now() - start) / 1000;
  try {
    await workInSlices(
      {
        isDone: () => run.finished,
        advance() {
          const { measureDue } = run;
          run.advance();
          const isStepComplete = !measureDue && run.updatesDue === 0;
          if (!isStepComplete) return;
          if (run.step === learningEnds) noteLearningEnd();
          const isRegular = run.step % options.checkpointEvery === 0;
          if (isRegular || run.step === config.steps) save(isRegular);
        },
        afterSlice() {
          status.show(() => formatProgress(run, since, seconds()));
          lock.check();
          folder.flush();
        },
      },
      stop,
    );
    // The last step of the budget is saved before the evaluation that closes the run, which a larger budget would not have.
    if (run.step < config.steps || run.updatesDue > 0) save();
  } catch (error) {
    // What was learned is worth more than the tables, one of which may have met a full disk.
    if (isSystemError(error)) folder.saveWeights(policy());
    if (!(error instanceof DivergenceError || error instanceof TaskError)) throw error;
    folder.close();
    folder.saveBest(policy(run.best.params));
    folder.saveCurve(renderCurveSvg(curve, title));
    folder.saveDiagnosis(title);
    throw new UsageError(
      `${withFlagNames(error.message)}; ${path} has the tables up to that step${savedAtStep < 0 ? '' : `, the last good checkpoint, of step ${savedAtStep},`} and the best weights, of step ${run.best.step}`,
    );
  } finally {
    status.clear();
  }
  const weights = policy();
  const outcome = { wallSeconds: seconds(), folder: path, weightsCrc32: crc32Text(weights) };

  folder.close();
  folder.saveWeights(weights);
  folder.saveBest(policy(run.best.params));
  folder.saveCurve(renderCurveSvg(curve, title));
  folder.saveDiagnosis(title);
  const look = { columns: out.columns, paint: createPaint(out), unicode: showsUnicode(out) };
  out.write(`${renderTerminalChart(curve, look)}\n${describe(run, outcome)}\n`);
  if (stop.aborted && !run.finished && isSavable) {
    const [step, steps] = [run.step, config.steps].map(formatCount);
    out.write(`stopped at step ${step} of ${steps}; resume with: ${resumeCommand(path, options.bug)}\n`);
  }
  if (options.json) process.stdout.write(`${printable(JSON.stringify(summarize(run, outcome)))}\n`);
  return 0;
}

function beginRun(
  { config, branch }: Job,
  observer: RunObserver,
  { curve, ...options }: TrainingRunOptions & { readonly curve: CurveRecorder },
): TrainingRun {
  if (branch === undefined) return new TrainingRun(config, observer, options);
  const { file, parent, keep } = branch;
  return naming(file, () => beginBranch(parent, config, observer, { ...options, keep, curve }));
}

const describeBranch = ({ file, parent, keep }: Branch) =>
  `branched from ${printable(file)} (CRC-32 ${parent.checksum}), keeping ${keep === 'all' ? 'everything' : keep.join(', ')}`;

/** What may stand in a name of a folder on every system. */
const fileName = (text: string) => text.replace(/[^\w.-]+/g, '-');

async function resume(
  path: string,
  args: TrainArguments,
  stop: AbortSignal,
  lock: FolderLock,
): Promise<number> {
  const job = await withTasks(() => resumedJob(path, args), { path, env: args.changes.env });
  const changed = describeChangedTask(job.config);
  if (changed !== null) process.stderr.write(`warning: ${printable(changed)}\n`);
  return await train(path, job, args, stop, lock);
}

/** Where a run is written by default: one name for runs that differ in task, preset, bug, seed or parent. */
function folderName({ preset, config, branch }: Job): string {
  const [start, bug] = preset.split(' with the bug ');
  const name = `${fileName(environmentOf(config).spec.id)}_${start}_seed${config.seed}`;
  return `${name}${bug === undefined ? '' : `_bug-${bug}`}${branch === undefined ? '' : `_from-${branch.parent.checksum}`}`;
}

/** With `bug` in the arguments, that must have been put into these modules. */
export async function main(args: TrainArguments, stop: AbortSignal): Promise<number> {
  const { resume: resumed, from } = args;
  if (resumed !== undefined) {
    statSync(resumed);
    return await withFolderLock(resumed, stop, (lock) => resume(resumed, args, stop, lock));
  }
  const job = await (from === undefined
    ? withTasks(() => newJob(args))
    : withTasks(() => branchedJob(from, args), { path: from }));
  const config = withTaskChecksum(job.config);
  const path = args.out ?? `runs/${folderName({ ...job, config })}`;
  makeFolder(path);
  return await withFolderLock(path, stop, (lock) => train(path, { ...job, config }, args, stop, lock));
}
