/** The flags of `play.ts`. */
import { Option } from 'commander';
import { HYPER_PARAMETERS, type HyperParameter, parseValue, resolveConfig } from '../config/config.ts';
import { isInDomain } from '../config/domain.ts';
import { type Disturbance, MAX_DISTURBANCE, PUSH_EVERY } from '../env/disturbed-env.ts';
import { DEFAULT_TASK } from '../env/registry.ts';
import { TASK_IDS } from '../env/task-ids.ts';
import type { PolicySettingsText } from '../experiment/files/policy-file.ts';
import { namingFlags } from './arguments.ts';
import { commandOf } from './checkout.ts';
import { fileName } from './file-name.ts';
import { parseFlags } from './flags.ts';
import { type GridAxis, parseGridAxis } from './grid-axis.ts';
import { numberBetween } from './number-between.ts';
import type { PolicyFlags } from './open-policy.ts';
import { createCommand, UsageError } from './program.ts';

export interface PlayArguments extends PolicyFlags, Disturbance {
  /** A run folder or a weights file. */
  readonly path: string;
  readonly episodes: number;
  /** Probability of a random action. */
  readonly epsilon: number;
  /** Episode i starts from `reset({ seed: seed + i })`. */
  readonly seed: number;
  /** Only results are wanted. */
  readonly evaluates: boolean;
  /** Of the live picture, times real time. */
  readonly speed: number;
  readonly json: boolean;
  /** Conditions of which every pair is tried, and where the report on them goes. */
  readonly vary?: readonly GridAxis[];
  readonly out?: string;
  /** The arguments as they were given. */
  readonly given: readonly string[];
  /** Where to write the first episode as a picture. */
  readonly svg?: string;
  readonly gif?: string;
  readonly mp4?: string;
}

export type DrawingFlag = 'svg' | 'gif' | 'mp4';

/** The files that the first episode is to be drawn into. */
export const drawingsIn = (args: Pick<PlayArguments, DrawingFlag>) =>
  (['svg', 'gif', 'mp4'] as const).flatMap((flag) => {
    const file = args[flag];
    return file === undefined ? [] : [{ flag, file }];
  });

type FlagValues = Omit<PlayArguments, 'path' | 'given' | 'episodes' | 'evaluates' | 'json'> & {
  readonly episodes?: number;
  readonly json?: boolean;
  readonly render: boolean;
};

const COMMAND = commandOf('play').join(' ');

const EXAMPLES = [
  `${COMMAND} runs/${DEFAULT_TASK.spec.id}_default_seed1`,
  `${COMMAND} weights.safetensors --episodes 100 --json`,
];

const MAX_EPISODES = 1_000_000;
/** Leaves room for the seeds of the episodes after the first. */
const MAX_SEED = Number.MAX_SAFE_INTEGER - MAX_EPISODES;
const EVALUATION_EPISODES = 100;

/** A parser that leaves a setting as text, once it has been found to be one of some task. */
function settingText(flag: string, name: keyof PolicySettingsText) {
  const parameter = HYPER_PARAMETERS.find((one) => one.name === name) as HyperParameter;
  return (text: string): string => {
    if (!isInDomain(parameter, parseValue(parameter, text))) {
      throw new UsageError(`${flag}: got ${JSON.stringify(text)}, expected ${parameter.expected}`);
    }
    return text;
  };
}

function addAxis(text: string, before: readonly GridAxis[] = []): readonly GridAxis[] {
  const axis = parseGridAxis(text);
  if (before.length === 2)
    throw new UsageError('--vary: got three conditions, expected one or two; vary less at once');
  if (before.some(({ name }) => name === axis.name)) {
    throw new UsageError(`--vary: ${axis.name} is varied twice; give all its values in one --vary`);
  }
  return [...before, axis];
}

/** A parser of the name of a task, which asks for the module that it may be in. */
function taskName(text: string): string {
  return namingFlags(() => resolveConfig({ env: text }).env);
}

/**
 * @param args what stands behind the program's name.
 * @throws UsageError or commander's error, which `runProgram` prints.
 */
export function parsePlayArguments(args: readonly string[]): PlayArguments {
  const command = createCommand('play')
    .usage('<run folder | weights file> [flags]')
    .description(
      'Plays the greedy policy of a trained agent: live on a terminal, as numbers, or in a picture or film.',
    )
    .argument(
      '<path>',
      'A run folder of train.ts, a checkpoint.bin, or dense layers with ReLU from anywhere: a safetensors file, or one of Keras (.h5).',
    )
    .optionsGroup('Policy:')
    .option(
      '--network <prefix>',
      'If the file holds several networks, the one whose tensor names begin with this and a dot, such as target.',
    )
    .addOption(
      new Option(
        '--at <step>',
        'The network of a run folder at this step, from the last checkpoint or from those of train --keep-checkpoints.',
      )
        .argParser(numberBetween('--at', 0, Number.MAX_SAFE_INTEGER, 'an integer'))
        .conflicts('best'),
    )
    .option('--best', 'The network of the best evaluation of a run folder instead of the last network.')
    .option(
      '--epsilon <x>',
      'Probability of a random action instead of the greedy one.',
      numberBetween('--epsilon', 0, 1, 'a number'),
      0,
    )
    .optionsGroup('Episodes:')
    .option(
      '--episodes <n>',
      `Episodes to play. (default: 1, or ${EVALUATION_EPISODES} with --no-render or --json)`,
      numberBetween('--episodes', 1, MAX_EPISODES, 'an integer'),
    )
    .option(
      '--seed <n>',
      'Seed of the first episode; each later one adds 1.',
      numberBetween('--seed', 0, MAX_SEED, 'an integer'),
      0,
    )
    .optionsGroup('Disturbances:')
    .option(
      '--action-noise <x>',
      'Probability that an action other than the chosen one is taken.',
      numberBetween('--action-noise', 0, 1, 'a number'),
      0,
    )
    .option(
      '--observation-noise <x>',
      'Each entry of an observation is off by up to x times what it is divided by (--observation-scale).',
      numberBetween('--observation-noise', 0, MAX_DISTURBANCE, 'a number'),
      0,
    )
    .option(
      '--push <x>',
      `A blow of this size every ${PUSH_EVERY} steps, from a random side. (of ${DEFAULT_TASK.spec.id}: ${DEFAULT_TASK.push?.meaning})`,
      numberBetween('--push', 0, MAX_DISTURBANCE, 'a number'),
      0,
    )
    .optionsGroup('Grid:')
    .option(
      '--vary <name=list>',
      'Evaluate under several values of an option of the task, max-episode-steps, epsilon or a disturbance: length=0.25,0.5,1, or evenly spaced length=0.25..2:8. Given twice, under every pair of values.',
      addAxis,
    )
    .option('--out <dir>', 'With --vary, write the table, a heat map and a report to this folder.')
    .optionsGroup('Output:')
    .option('--no-render', 'Only evaluate: no live picture.')
    .option(
      '--speed <x>',
      'Speed of the live picture; 1 is that of the task itself.',
      numberBetween('--speed', 0.01, 100, 'a number'),
      1,
    )
    .option(
      '--svg <file>',
      'Write the first episode to an animated SVG instead of showing it; replaces the file.',
      fileName('--svg', '.svg'),
    )
    .option(
      '--gif <file>',
      'Write the first episode to an animated GIF, for programs that show no SVG; replaces the file.',
      fileName('--gif', '.gif'),
    )
    .option(
      '--mp4 <file>',
      'Write the first episode to a film (H.264), in real time; replaces the file.',
      fileName('--mp4', '.mp4'),
    )
    .option('--json', 'Print the results as one JSON object instead of showing them.')
    .optionsGroup('What the network was trained on (default: as in the run or the file):')
    .option(
      '--env <name>',
      `The task: ${TASK_IDS.join(', ')}, or the path of a module. (else: ${DEFAULT_TASK.spec.id})`,
      taskName,
    )
    .option(
      '--env-options <list>',
      'Options of the task, such as gravity=12,length=0.7; the others stay as in training.',
      settingText('--env-options', 'envOptions'),
    )
    .option(
      '--max-episode-steps <n>',
      'Steps after which an episode ends; 0 is the limit of the task.',
      settingText('--max-episode-steps', 'maxEpisodeSteps'),
    )
    .option(
      '--observation-scale <list>',
      'What each entry of an observation is divided by; one number applies to all. (else: 1)',
      settingText('--observation-scale', 'observationScale'),
    );
  parseFlags(command, args, { examples: EXAMPLES });
  const { render, json = false, ...options } = command.opts<FlagValues>();
  const { vary, out } = options;
  if (vary === undefined && out !== undefined) {
    throw new UsageError('--out: there is nothing to write without --vary; add it or leave --out out');
  }
  const [other] = [...(json ? ['json'] : []), ...drawingsIn(options).map(({ flag }) => flag)];
  if (vary !== undefined && other !== undefined) {
    throw new UsageError(`--vary: a grid has a table of its own; leave --${other} out`);
  }
  const evaluates = json || !render || vary !== undefined;
  const episodes = evaluates ? EVALUATION_EPISODES : 1;
  return { path: command.args[0], given: args, episodes, evaluates, json, ...options };
}
