/**
 * A training run in one file: all that is needed to continue exactly where it was, on this machine or another, in Node or in a
 * browser. `checkpoint.ts` defines the bytes; this file defines their content.
 */
import { type Config, ConfigError, resolveConfig } from '../../config/config.ts';
import { PRESETS, presetWithBug } from '../../config/presets.ts';
import { scheduleSteps } from '../../config/schedule.ts';
import { taskNamed } from '../../env/registry.ts';
import { SavedState } from '../../state.ts';
import type { CurveRecorder } from '../learning-curve.ts';
import type { TrainingRun } from '../run.ts';
import { CheckpointError, decodeCheckpoint, encodeCheckpoint } from './checkpoint.ts';
import { parseJson } from './config-file.ts';

/** How long a growing file was: enough to truncate it to that length, and to recognise it. */
export interface FileMark {
  readonly bytes: number;
  readonly crc32: number;
}

export interface TableMarks {
  readonly episodes: FileMark;
  readonly metrics: FileMark;
}

export interface RunCheckpoint {
  /** The preset that the configuration started from, with the bug that was in the program. */
  readonly preset: string;
  readonly config: Config;
  readonly tables: TableMarks;
  /** Environment steps taken. */
  readonly step: number;
  /**
   * Brings a new run of the same configuration, endings aside, and its curve to where the saved ones were.
   *
   * @throws StateError if the saved states are not those of such a run.
   */
  restore(run: TrainingRun, curve: CurveRecorder): void;
}

const MAX_UINT32 = 0xffffffff;

/**
 * The bytes of a checkpoint of a run, from which `decodeRunCheckpoint` continues it.
 *
 * @param tables how long the tables of the run are at this step.
 * @throws TaskError if the environment cannot be saved, DivergenceError if a parameter is no longer finite.
 */
export function encodeRunCheckpoint(
  preset: string,
  run: TrainingRun,
  curve: CurveRecorder,
  tables: TableMarks,
): Uint8Array {
  return encodeCheckpoint({
    preset,
    config: JSON.stringify(run.config),
    tables: { episodes: { ...tables.episodes }, metrics: { ...tables.metrics } },
    run: run.state(),
    curve: curve.state(),
  });
}

/**
 * The run in a checkpoint. Its arrays may be views into `bytes`, which must not change before `restore`.
 *
 * @param bug what is in this program: a run continues as it began, with the same bug or none. 'any' if it is not to be continued.
 * @throws CheckpointError, StateError or ConfigError if the bytes hold no such run.
 */
export function decodeRunCheckpoint(bytes: Uint8Array, bug: string | null = null): RunCheckpoint {
  const saved = new SavedState(decodeCheckpoint(bytes));
  const tables = saved.part('tables');
  const config = parseConfig(saved.text('config'));
  return {
    preset: readPreset(saved, bug),
    config,
    tables: { episodes: readMark(tables.part('episodes')), metrics: readMark(tables.part('metrics')) },
    step: saved.part('run').integer('step', 0, config.steps),
    restore(run, curve) {
      run.restore(saved.part('run'));
      curve.restore(saved.part('curve'));
      saved.checkAllRead();
    },
  };
}

/** The step of the run in a checkpoint, without a look at the rest. */
export const checkpointStep = (bytes: Uint8Array): number =>
  new SavedState(decodeCheckpoint(bytes)).part('run').integer('step', 0, Number.MAX_SAFE_INTEGER);

function readPreset(saved: SavedState, bug: string | null): string {
  const [, trainedWith = null] = / with the bug ([\w-]+)$/.exec(saved.text('preset')) ?? [];
  if (bug === 'any') return saved.text('preset');
  if (trainedWith !== bug) {
    throw new CheckpointError(
      trainedWith === null
        ? 'its run was trained without a bug; leave out --bug'
        : `its run was trained with the bug ${trainedWith}; continue with train --bug ${trainedWith}`,
    );
  }
  return saved.choice(
    'preset',
    Object.keys(PRESETS).map((preset) => presetWithBug(preset, bug)),
  );
}

function readMark(saved: SavedState): FileMark {
  return {
    bytes: saved.integer('bytes', 0, Number.MAX_SAFE_INTEGER),
    crc32: saved.integer('crc32', 0, MAX_UINT32),
  };
}

function parseConfig(json: string): Config {
  let values: unknown;
  try {
    values = parseJson(json);
  } catch {
    throw new CheckpointError('its configuration is not valid JSON');
  }
  if (typeof values !== 'object' || values === null)
    throw new CheckpointError('its configuration is not an object');
  return resolveSaved({ ...values });
}

/** All settings fitted the task when the run began; a scale for each entry of an observation tells how many there were. */
function resolveSaved(values: Readonly<Record<string, unknown>>): Config {
  try {
    return resolveConfig(values);
  } catch (error) {
    const { env, observationScale: scale } = values;
    const isOfTask = error instanceof ConfigError && error.parameter === 'observationScale';
    if (!(isOfTask && Array.isArray(scale))) throw error;
    const { observationSize } = taskNamed(String(env)).spec;
    throw new ConfigError(
      'observationSize',
      `the run has ${scale.length}, the task now has ${observationSize}; start a new run`,
    );
  }
}

/**
 * The configuration with which a saved run continues: `steps` and `earlyStop`, which say when it ends, may change.
 *
 * Schedules over the whole budget stay those of the old budget. So an extended run begins with every step of the shorter
 * one: it is what the result of this function gives from step 0.
 *
 * @param wanted values that are asked for; those of the saved run may be repeated.
 * @param step how far the saved run has come.
 * @throws ConfigError for a value that would change the run so far.
 */
export function continuedConfig(
  saved: Config,
  wanted: Readonly<Record<string, unknown>>,
  step: number,
): Config {
  const config = resolveConfig({ ...withoutEnding(saved), ...endingOf(saved), ...wanted });
  const different = firstDifference(saved, config);
  if (different !== null) {
    const [had, got] = [saved, config].map((one) => JSON.stringify(withoutEnding(one)[different]));
    throw new ConfigError(
      different,
      `got ${got}, but the run began with ${had}; start a new run to change it`,
    );
  }
  // A run whose budget ends at a step evaluates there what a longer one has already passed by.
  if (config.steps <= step && config.steps !== saved.steps) {
    throw new ConfigError(
      'steps',
      `got ${config.steps}, expected more than the ${step} steps that the run has taken`,
    );
  }
  return config.steps === saved.steps ? { ...saved, earlyStop: config.earlyStop } : config;
}

/** The first hyper-parameter in which two configurations differ before they end; null if they make the same run. */
export function firstDifference(a: Config, b: Config): string | null {
  const [valuesA, valuesB] = [withoutEnding(a), withoutEnding(b)];
  const names = new Set([...Object.keys(valuesA), ...Object.keys(valuesB)]);
  for (const name of names) {
    if (JSON.stringify(valuesA[name]) !== JSON.stringify(valuesB[name])) return name;
  }
  return null;
}

const endingOf = ({ steps, earlyStop }: Config) => ({ steps, earlyStop });

/** What decides every step of a run: all but its ending, with the schedule of the learning rate spelt out. */
function withoutEnding(config: Config): Record<string, unknown> {
  const { steps: _s, earlyStop: _e, ...values } = config;
  return config.algorithm === 'dqn' ? { ...values, scheduleSteps: scheduleSteps(config) } : values;
}
