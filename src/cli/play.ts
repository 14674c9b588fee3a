/** What `src/play.ts` does: shows what an agent has learned. */

import { Environment } from '../env/environment.ts';
import type { Picture, Recording } from '../env/picture.ts';
import { taskNamed } from '../env/registry.ts';
import type { EnvSpec } from '../env/task.ts';
import { mean } from '../experiment/evaluation.ts';
import type { NetworkPolicy } from '../experiment/policy.ts';
import { RecordedEpisode } from '../experiment/recording.ts';
import { writeFileAtomically } from './files.ts';
import { isHdf5 } from './hdf5/signature.ts';
import { LiveView } from './live-view.ts';
import { withTasks } from './load-task.ts';
import { type OpenedPolicy, openPolicy, type PolicyFlags, policyInFile } from './open-policy.ts';
import { createPaint } from './paint.ts';
import { type DrawingFlag, drawingsIn, type PlayArguments } from './play-arguments.ts';
import { printable } from './printable.ts';
import { UsageError } from './program.ts';
import { workInSlices } from './slices.ts';
import { type Conditions, newEpisode, newRecordedEpisode } from './trial.ts';
import { showsUnicode } from './unicode.ts';

/** Milliseconds for which the end of an episode is shown before the next one begins. */
const PAUSE_MS = 1000;

/** The results in the words of `--json`. */
interface Summary extends Conditions {
  readonly policy: string;
  readonly env: string;
  readonly observationScale: readonly number[];
  /** Units of each level of the network. */
  readonly network: readonly number[];
  readonly seed: number;
  readonly episodes: number;
  readonly mean: number;
  /** Of these episodes themselves: the root of the mean squared deviation. */
  readonly std: number;
  readonly min: number;
  readonly max: number;
  readonly rewardThreshold: number | null;
  /** Entry i belongs to the episode that started from seed + i. */
  readonly returns: readonly number[];
}

function summarize(
  { path, epsilon, actionNoise, observationNoise, push, seed }: PlayArguments,
  { settings, q: { network } }: NetworkPolicy,
  { spec }: Environment,
  returns: readonly number[],
): Summary {
  const average = mean(returns);
  return {
    policy: path,
    env: settings.env,
    observationScale: settings.observationScale,
    network: network.sizes,
    ...{ epsilon, actionNoise, observationNoise, push, seed },
    episodes: returns.length,
    mean: average,
    std: Math.sqrt(mean(returns.map((value) => (value - average) ** 2))),
    min: returns.reduce((a, b) => Math.min(a, b)),
    max: returns.reduce((a, b) => Math.max(a, b)),
    rewardThreshold: spec.rewardThreshold,
    returns,
  };
}

function describeSummary(
  { episodes, mean, std, min, max, rewardThreshold }: Summary,
  { id }: Pick<EnvSpec, 'id'>,
): string {
  const verdict =
    rewardThreshold === null
      ? []
      : [
          `${mean >= rewardThreshold ? 'reached' : 'not reached'}: ${rewardThreshold}, the mean from which ${printable(id)} counts as solved`,
        ];
  return [
    `${episodes} episodes: mean return ${mean.toFixed(2)}, standard deviation ${std.toFixed(2)}, from ${shownReturn(min)} to ${shownReturn(max)}`,
    ...verdict,
  ].join('\n');
}

/** A sum of rewards without the last digits, which rounding has made. */
const shownReturn = (value: number) => String(Number(value.toPrecision(12)));

/** As `openPolicy`, and of HDF5 files, too. */
async function open(path: string, flags: PolicyFlags): Promise<OpenedPolicy> {
  const record = { path, env: flags.env };
  if (!isHdf5(path)) return await withTasks(() => openPolicy(path, flags), record);
  const { readHdf5 } = await import('./hdf5/read-hdf5.ts');
  const file = await readHdf5(path);
  return await withTasks(() => policyInFile(path, file, flags), record);
}

type Draw = (
  picture: Picture,
  recording: Recording,
  stop: AbortSignal,
) => Promise<string | Uint8Array | null>;

/** What draws an episode into a file, by its flag; null if the program is to stop. */
const DRAWERS: Readonly<Record<DrawingFlag, Draw>> = {
  svg: async (picture, recording) => picture.drawSvg(recording),
  gif: async (...episode) => (await import('./gif.ts')).drawGif(...episode),
  mp4: async (...episode) => (await import('./mp4.ts')).drawMp4(...episode),
};

export async function main(args: PlayArguments, stop: AbortSignal): Promise<number> {
  const { path, given, episodes, seed, evaluates, speed, json, vary, out: folder, ...others } = args;
  const { epsilon, actionNoise, observationNoise, push, ...flags } = others;
  const conditions = { epsilon, actionNoise, observationNoise, push };
  const { policy, convertedFrom } = await open(path, flags);
  if (convertedFrom.length > 0) {
    process.stderr.write(`${printable(path)}: converted ${convertedFrom.join(' and ')} to float32\n`);
  }
  if (vary !== undefined) {
    const grid = { given, vary, episodes, seed, conditions, ...(folder !== undefined && { out: folder }) };
    const { playGrid } = await import('./grid.ts');
    await playGrid(path, policy, grid, stop);
    return 0;
  }
  const environment = new Environment(taskNamed(policy.settings.env), policy.settings);
  const { spec } = environment;
  const drawings = drawingsIn(args);
  const isDrawn = drawings.length > 0;
  if (isDrawn && environment.task.loadPicture === undefined) {
    throw new UsageError(`--${drawings[0].flag}: ${spec.id} has no picture; leave it out`);
  }
  const out = process.stdout;
  // Some terminals do not say how large they are, some cannot move the cursor, and some have no characters to draw with.
  const canAnimate = out.isTTY && out.columns > 0 && process.env.TERM !== 'dumb' && showsUnicode(out);
  const animates = canAnimate && !evaluates && !isDrawn;
  const view = animates ? new LiveView(out, createPaint(out), stop) : null;
  const picture = view === null && !isDrawn ? null : await environment.loadPicture();

  const returns: number[] = [];
  for (let i = 0; i < episodes && !stop.aborted; i++) {
    const result = `episode ${i + 1} of ${episodes}, seed ${seed + i}`;
    const isShown = view !== null || (isDrawn && i === 0);
    const newKind = isShown ? newRecordedEpisode : newEpisode;
    const episode = newKind(policy, environment, conditions, seed + i);
    await workInSlices({ isDone: () => episode.ended, advance: () => episode.step() }, stop);
    if (!episode.ended) break;
    returns.push(episode.return);
    if (episode instanceof RecordedEpisode) {
      const { recording } = episode;
      for (const { flag, file } of drawings) {
        const drawing = picture && (await DRAWERS[flag](picture, recording, stop));
        if (drawing !== null) writeFileAtomically(file, drawing);
      }
      await view?.show({ spec, picture, recording }, `${spec.id}, ${result}`, speed);
      if (i < episodes - 1) await view?.pause(PAUSE_MS);
    }
    if (!evaluates && !stop.aborted) out.write(`${result}: return ${shownReturn(returns[i])}\n`);
  }
  view?.close();
  if (returns.length === 0) return 0;

  const summary = summarize(args, policy, environment, returns);
  if (json) {
    // Half of the results would look like all of them.
    if (!stop.aborted) out.write(`${printable(JSON.stringify(summary))}\n`);
  } else if (evaluates || (episodes > 1 && !stop.aborted)) {
    out.write(`${describeSummary(summary, spec)}\n`);
  }
  for (const { file } of drawings) {
    if (!json && !stop.aborted) out.write(`wrote ${printable(file)}\n`);
  }
  return 0;
}
