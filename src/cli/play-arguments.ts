/** The flags of `play.ts`. */
import { ConfigError } from '../config/config.ts';
import { TASK_IDS } from '../env/registry.ts';
import { type PolicySettingsText, settingsFromText } from '../experiment/files/policy-file.ts';
import { numberBetween } from './number-between.ts';
import { createCommand, UsageError } from './program.ts';

export interface PlayArguments extends PolicySettingsText {
  /** A run folder or a weights file. */
  readonly path: string;
  readonly episodes: number;
  /** Episode i starts from `reset({ seed: seed + i })`. */
  readonly seed: number;
  /** Only results are wanted. */
  readonly evaluates: boolean;
  /** Of the live picture, times real time. */
  readonly speed: number;
  readonly json: boolean;
  /** Where to write the first episode as a picture. */
  readonly svg?: string;
}

type FlagValues = Omit<PlayArguments, 'path' | 'episodes' | 'evaluates'> & {
  readonly episodes?: number;
  readonly render: boolean;
};

const MAX_EPISODES = 1_000_000;
/** Leaves room for the seeds of the episodes after the first. */
const MAX_SEED = Number.MAX_SAFE_INTEGER - MAX_EPISODES;
const EVALUATION_EPISODES = 100;

/** A parser that leaves a setting as text, once it has been found to be one. */
function settingText(flag: string, name: keyof PolicySettingsText) {
  return (text: string): string => {
    try {
      settingsFromText({ [name]: text });
      return text;
    } catch (error) {
      throw error instanceof ConfigError ? new UsageError(`${flag}: ${error.problem}`) : error;
    }
  };
}

/**
 * @param args what stands behind the program's name.
 * @throws UsageError or commander's error, which `runProgram` prints.
 */
export function parsePlayArguments(args: readonly string[]): PlayArguments {
  const command = createCommand('play')
    .usage('<run folder | weights file> [flags]')
    .description(
      'Plays the greedy policy of a trained agent: live on a terminal, as numbers, or into an SVG file.',
    )
    .argument(
      '<path>',
      'A run folder of train.ts, or a safetensors file of dense layers with ReLU, from anywhere.',
    )
    .optionsGroup('Episodes:')
    .option(
      '--episodes <n>',
      `Episodes to play. (default: 1, or ${EVALUATION_EPISODES} with --no-render or --json)`,
      numberBetween('--episodes', 1, MAX_EPISODES, 'an integer'),
    )
    .option(
      '--seed <n>',
      'Episode i, counted from 0, starts from reset({ seed: n + i }).',
      numberBetween('--seed', 0, MAX_SEED, 'an integer'),
      0,
    )
    .optionsGroup('Output:')
    .option('--no-render', 'Only evaluate: no live picture.')
    .option(
      '--speed <x>',
      'Speed of the live picture, times real time (50 steps a second).',
      numberBetween('--speed', 0.01, 100, 'a number'),
      1,
    )
    .option(
      '--svg <file>',
      'Write the first episode to an animated SVG instead of showing it; replaces the file.',
    )
    .option('--json', 'Print the results as one JSON object instead of showing them.', false)
    .optionsGroup('What the network was trained on (default: what the run or the file says):')
    .option(
      '--env <name>',
      `The environment, ${TASK_IDS.join(' or ')}. (else: CartPole-v1)`,
      settingText('--env', 'env'),
    )
    .option(
      '--observation-scale <list>',
      'Four numbers by which the observation is divided; m, m/s, rad, rad/s. (else: 1,1,1,1)',
      settingText('--observation-scale', 'observationScale'),
    )
    .parse(args, { from: 'user' });
  const { render, ...options } = command.opts<FlagValues>();
  const evaluates = options.json || !render;
  return { path: command.args[0], episodes: evaluates ? EVALUATION_EPISODES : 1, evaluates, ...options };
}
