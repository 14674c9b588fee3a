/**
 * A run that begins with what another run has learned: its networks and, from a checkpoint and on request, its memory, its
 * optimizer and its random streams.
 *
 * Whatever is not kept begins as in any new run, at step 0: ε, the learning rate and all schedules start again. With `all`
 * nothing begins anew, and without other settings the branch continues the parent.
 */
import type { Agent } from '../agent/agent.ts';
import { checkDifferent } from '../agent/learner.ts';
import { type Config, resolveConfig } from '../config/config.ts';
import { checkPreset, PRESETS, presetConfig } from '../config/presets.ts';
import type { KernelsChoice } from '../nn/device.ts';
import { describeShape } from '../nn/network.ts';
import { isPart, SavedState, type State, StateError, type StateValue } from '../state.ts';
import { UserError } from '../user-error.ts';
import { createAgent } from './assembly.ts';
import { type Parent, readParent } from './files/parent.ts';
import type { Keep } from './keep.ts';
import { CurveRecorder } from './learning-curve.ts';
import { type RunObserver, TrainingRun, type TrainingRunOptions } from './run.ts';

/** What is to be kept cannot be: the parent does not have it, or the new run has no place for it. */
export class BranchError extends UserError {
  override name = 'BranchError';
}

/** Settings that mean nothing for another task. */
const OF_THE_TASK = ['envOptions', 'maxEpisodeSteps', 'observationScale', 'envChecksum'];
/** Settings without which networks cannot be used. */
const OF_NETWORKS = ['env', ...OF_THE_TASK, 'hiddenSizes', 'network'];

export interface BranchSettings {
  /** In place of the parent's settings, except for those of its networks and of its task. */
  readonly preset?: string;
  readonly keep: Keep;
  /** What the configuration calls the parent. */
  readonly name: string;
}

/**
 * The configuration of a branch: that of the parent with some values changed; options of the task are changed one by one. Weights
 * know only what their network is and has seen, so all else is that of the preset.
 *
 * @throws ConfigError for a value out of bounds.
 */
export function branchConfig(
  parent: Parent,
  changes: Readonly<Record<string, unknown>>,
  { preset, keep, name }: BranchSettings,
): Config {
  const { settings } = parent;
  const isOtherTask = 'env' in settings && changes.env !== undefined && changes.env !== settings.env;
  const start = preset ?? (parent.preset === null ? 'default' : null);
  const kept = Object.entries(settings).filter(
    ([setting]) =>
      (start === null || isOfNetworks(setting, start)) && !(isOtherTask && OF_THE_TASK.includes(setting)),
  );
  const values = { ...Object.fromEntries(kept), ...changes, ...changedOptions(kept, changes) };
  const config = start === null ? resolveConfig(values) : presetConfig(start, values);
  return recordParent(config, parent, { keep, name });
}

/** The configuration of a branch that is otherwise `config`. */
export function recordParent(
  config: Config,
  { checksum }: Parent,
  { keep, name }: Pick<BranchSettings, 'keep' | 'name'>,
): Config {
  const parentKept = keep === 'all' ? keep : keep.join(',');
  return { ...config, parent: name, parentChecksum: checksum, parentKept };
}

/** The tutorial's algorithm knows one kind of network. */
function isOfNetworks(setting: string, preset: string): boolean {
  const isTutorial = PRESETS[checkPreset(preset)].values.algorithm === 'tutorial';
  return OF_NETWORKS.includes(setting) && !(isTutorial && setting === 'network');
}

function changedOptions(
  kept: readonly (readonly [string, unknown])[],
  { envOptions }: { envOptions?: unknown },
) {
  const usual = Object.fromEntries(kept).envOptions;
  return envOptions === undefined ? {} : { envOptions: { ...Object(usual), ...Object(envOptions) } };
}

export interface BranchOptions extends Omit<TrainingRunOptions, 'createAgent'> {
  readonly keep: Keep;
  /** With `all` it takes over the learning curve of the parent. */
  readonly curve?: CurveRecorder;
}

/**
 * A run of `config` that begins with what is kept of `parent`.
 *
 * @throws BranchError if that does not fit.
 */
export function beginBranch(
  parent: Parent,
  config: Config,
  observer: RunObserver,
  { keep, curve, ...options }: BranchOptions,
): TrainingRun {
  const { whole } = parent;
  if (keep === 'all') {
    const { checkpoint } = wholeRun(whole, keep);
    const run = new TrainingRun(config, observer, options);
    explaining('all', 'keep less', () =>
      checkpoint.restore(run, curve ?? new CurveRecorder(run.environment.spec)),
    );
    return run;
  }
  const createWithKept: typeof createAgent = (...made) => {
    const agent = createAgent(...made);
    if (keep.includes('networks')) takeNetworks(agent, parent);
    if (keep.includes('optimizer')) takeOptimizers(agent, wholeRun(whole, 'optimizer').run.agent);
    return agent;
  };
  const run = new TrainingRun(config, observer, { ...options, createAgent: createWithKept });
  for (const part of ['replay', 'streams'] as const) {
    if (!keep.includes(part)) continue;
    const from = wholeRun(whole, part).run;
    const state = part === 'replay' ? withMemory(run, from) : withStreams(run.state(), inPlace(run, from));
    explaining(part, 'keep it only under the settings it was made with', () =>
      run.restore(new SavedState(state)),
    );
  }
  return run;
}

/** All in one call, for a program that has the bytes of a checkpoint or of a weights file; see `BranchSettings`. */
export function branchRun(
  bytes: Uint8Array,
  changes: Readonly<Record<string, unknown>>,
  observer: RunObserver,
  options: Partial<BranchSettings> & { readonly kernels?: KernelsChoice } = {},
): TrainingRun {
  const { kernels = 'auto', ...settings } = options;
  const { keep, ...named } = { keep: ['networks'] as const, name: 'parent', ...settings };
  const parent = readParent(bytes, kernels);
  const config = branchConfig(parent, changes, { keep, ...named });
  return beginBranch(parent, config, observer, { keep, kernels });
}

function wholeRun(whole: Parent['whole'], part: string): NonNullable<Parent['whole']> {
  if (whole !== null) return whole;
  throw new BranchError(
    `got ${part}, but a weights file has only networks; name a run folder or a checkpoint.bin`,
  );
}

/** All of them: with a target network left at its random start, the first targets would take back what was learned. */
function takeNetworks({ learners }: Agent, { networks }: Parent): void {
  if (networks.length < learners.length) {
    throw new BranchError(
      `the parent has 1 network, but the new run learns with ${learners.length}; branch from a run that has them, or choose another target rule`,
    );
  }
  for (const [k, { online, target }] of learners.entries()) {
    const from = networks[k];
    const [got, needed] = [from.online, online].map(describeShape);
    if (got !== needed) {
      throw new BranchError(
        `the networks of the parent are ${got}, those of the new run ${needed}; change neither hiddenSizes nor network, and choose a task with as many observations and actions`,
      );
    }
    online.copyFrom(from.online);
    if (target !== online) target.copyFrom(from.target);
  }
  checkDifferent(learners);
}

function takeOptimizers({ learners }: Agent, from: Agent): void {
  for (const [k, { optimizer }] of learners.entries()) {
    explaining('optimizer', 'keep it only with the same optimizer and network', () => {
      const saved = new SavedState({ optimizer: from.learners[k]?.optimizer.state() ?? null });
      optimizer.restore(saved.part('optimizer'));
      saved.checkAllRead();
    });
  }
}

function explaining(part: string, advice: string, restore: () => void): void {
  try {
    restore();
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    throw new BranchError(`${part} cannot be kept: ${error.message}; ${advice}`, { cause: error });
  }
}

// --- parts of states ---

/** The state of a run with the memory of another, which it goes on sampling with its own random numbers. */
function withMemory(run: TrainingRun, from: TrainingRun): State {
  if (run.agent.memoryPath === null || from.agent.memoryPath === null) {
    throw new BranchError(
      'replay cannot be kept: the tutorial agent has a memory of its own kind; keep less',
    );
  }
  const state = run.state();
  return withStreams(inPlace(run, from, state), state);
}

/** A state, by default that of `from`, with the memory of `from` where `run` has its own. */
function inPlace(run: TrainingRun, from: TrainingRun, state: State = from.state()): State {
  const [to, source] = [run, from].map(memoryPath);
  return to === null || source === null ? state : withPart(state, to, partAt(from.state(), source) as State);
}

/**
 * Where the memory of a run lies in its state, and not what stands in front of it: a window of n-step returns holds the beginning
 * of an episode that the branch does not go on with.
 */
function memoryPath(run: TrainingRun): readonly string[] | null {
  const { memoryPath: own } = run.agent;
  if (own === null) return null;
  const path = ['agent', ...own];
  while (isPart(partAt(run.state(), [...path, 'replay']))) path.push('replay');
  return path;
}

const partAt = (state: StateValue | undefined, [name, ...path]: readonly string[]): StateValue | undefined =>
  name === undefined || !isPart(state) ? state : partAt(state[name], path);

function withPart(state: State, [name, ...path]: readonly string[], part: State): State {
  const inside = state[name];
  return { ...state, [name]: path.length === 0 ? part : withPart(isPart(inside) ? inside : {}, path, part) };
}

/** The state of a generator of random numbers, as `Generator` gives it. */
const isStream = (value: StateValue | undefined): value is State =>
  isPart(value) && 'state' in value && 'increment' in value && 'keptHalf' in value;

/** A state with each random stream where it is in another one. */
function withStreams(state: State, from: StateValue | undefined, path = ''): State {
  const entries = Object.entries(state).map(([name, value]) => {
    if (!isPart(value)) return [name, value];
    const other = isPart(from) ? from[name] : undefined;
    if (!isStream(value)) return [name, withStreams(value, other, `${path}${name}.`)];
    if (isStream(other)) return [name, other];
    throw new BranchError(
      `streams cannot be kept: the parent has none at ${path}${name}; keep them only with the same task and kind of agent`,
    );
  });
  return Object.fromEntries(entries);
}
