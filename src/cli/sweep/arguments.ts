/** The flags of `sweep.ts`. */
import { availableParallelism } from 'node:os';
import { Option } from 'commander';
import { parseValue } from '../../config/config.ts';
import type { KernelsChoice } from '../../nn/device.ts';
import { addHyperParameterOptions, changesFromOptions, flagName } from '../arguments.ts';
import { commandOf } from '../checkout.ts';
import { collect, parseFlags } from '../flags.ts';
import { numberBetween } from '../number-between.ts';
import { createCommand, UsageError } from '../program.ts';
import { addSearchOptions, type SearchFlags, type SearchTask, searchFrom } from '../search/arguments.ts';
import { parseSeeds, parseShard, type Shard, type SweepPlan } from './plan.ts';
import { type Changes, checkSetOnce, findParameter, makeVariant, PARAMETERS } from './variants.ts';

interface WorkArguments {
  /** The arguments as they were given. */
  readonly given: readonly string[];
  readonly shard: Shard | null;
  readonly workers: number;
  readonly kernels: KernelsChoice;
  readonly out: string;
}

/** What to do with a sweep of one's own. */
export interface RunArguments extends WorkArguments {
  readonly plan: SweepPlan;
}

/** What to do with a search. */
export type SearchArguments = WorkArguments & SearchTask;

/** Which finished folders to join; without `out`, the sweep's own name says where to. */
export interface MergeArguments {
  readonly merge: readonly string[];
  readonly out?: string;
}

interface FlagValues extends SearchFlags {
  readonly preset: string;
  readonly seeds?: readonly number[];
  readonly vary?: readonly Vary[];
  readonly variant?: readonly Changes[];
  readonly shard?: Shard;
  readonly merge?: readonly string[];
  readonly out?: string;
  readonly workers?: number;
  readonly kernels: KernelsChoice;
}

interface Vary {
  readonly name: string;
  readonly values: readonly unknown[];
}

const DEFAULT_SEEDS = '0-9';
const MAX_WORKERS = 1024;
const MAX_VARIANTS = 1000;

/** Where a sweep goes by default. */
export function defaultFolder(planName: string, shard: Shard | null): string {
  return `sweeps/${planName}${shard === null ? '' : `_shard-${shard.index}-of-${shard.count}`}`;
}

const COMMAND = commandOf('sweep').join(' ');

const HELP = {
  short: [
    ...['--preset', '--seeds', '--vary', '--steps', '--no-early-stop'],
    ...['--search', '--range', '--halving', '--confirm', '--shard', '--merge', '--out'],
  ],
  examples: [
    `${COMMAND} --preset default,steady --seeds 0-99 --no-early-stop`,
    `${COMMAND} --search random:64 --range "learning-rate=1e-4..1e-2 log" --range n-step=1..8 --halving --confirm 20`,
  ],
};

/**
 * @param args what stands behind the program's name.
 * @throws UsageError or commander's error, which `runProgram` prints.
 */
export function parseSweepArguments(
  args: readonly string[],
): RunArguments | SearchArguments | MergeArguments {
  const command = createCommand('sweep')
    .usage('[flags]')
    .description(
      'Trains many agents in parallel and writes results, curves and a statistical report to a folder. Run the same command again to continue an interrupted sweep, or with more seeds or variants to extend a finished one.',
    )
    .optionsGroup('Sweep:')
    .option('--preset <names>', 'Presets to compare, such as default,steady.', 'default')
    .option(
      '--seeds <list>',
      `Seeds of each variant, such as 0-99 or 0,3,5-9. (default: ${DEFAULT_SEEDS})`,
      parseSeeds,
    )
    .option(
      '--vary <flag=list>',
      'Compare values of a hyper-parameter, such as target-rule=max,double; separate values that are lists by semicolons. Given more than once, every combination is run.',
      collect(parseVary),
    )
    .option(
      '--variant <changes>',
      'Add one more variant of each preset, such as "target-tau=0.01 target-sync-steps=1"; may be given more than once.',
      collect(parseVariant),
    );
  addSearchOptions(command);
  addHyperParameterOptions(command, PARAMETERS)
    .optionsGroup('Several machines:')
    .option(
      '--shard <i/n>',
      'Run only part i of n, in a folder of its own; in a search, part i of the current rung.',
      parseShard,
    )
    .option('--merge <folders...>', 'Merge the folders of all parts instead of running anything.')
    .optionsGroup('Output:')
    .option('--out <dir>', 'Folder of the sweep. (default: sweeps/ and a name made of what is compared)')
    .optionsGroup('Speed:')
    .option(
      '--workers <n>',
      'Runs in parallel. (default: one per core)',
      numberBetween('--workers', 1, MAX_WORKERS, 'an integer'),
    )
    .addOption(
      new Option('--kernels <name>', 'How networks are computed; the results are byte-identical.')
        .choices(['auto', 'simd', 'readable'])
        .default('auto'),
    );
  parseFlags(command, args, HELP);

  const values = command.opts<FlagValues>();
  const { merge, out } = values;
  if (merge !== undefined) {
    const other = command.options.find(
      (option) =>
        !['merge', 'out'].includes(option.attributeName()) &&
        command.getOptionValueSource(option.attributeName()) === 'cli',
    );
    if (other) {
      throw new UsageError(
        `--merge takes everything from the folders it merges; leave ${other.long} out, or run the sweep without --merge`,
      );
    }
    return { merge, ...(out === undefined ? {} : { out }) };
  }
  const { workers = availableParallelism(), kernels, shard = null } = values;
  const work = { given: args, shard, workers, kernels };
  const seeds = values.seeds ?? parseSeeds(DEFAULT_SEEDS);
  const common = changesFromOptions({ ...values });
  const search = searchFrom(values, seeds, common);
  // All parts of a search work in one folder.
  if (search !== null) return { ...work, ...search, out: out ?? defaultFolder(search.search.name, null) };
  const plan = makePlan(values, seeds, common);
  return { ...work, plan, out: out ?? defaultFolder(plan.name, shard) };
}

/** "target-rule=max,double" */
function parseVary(text: string): Vary {
  const [, flag = '', list = ''] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
  if (list === '') {
    throw new UsageError(
      `--vary: got ${JSON.stringify(text)}, expected a flag without its dashes, = and its values, such as target-rule=max,double`,
    );
  }
  const parameter = findParameter('--vary', flag);
  const parts = list.split(['list', 'options'].includes(parameter.kind) ? ';' : ',');
  return { name: parameter.name, values: parts.map((part) => parseValue(parameter, part)) };
}

/** "target-tau=0.01 target-sync-steps=1" */
function parseVariant(text: string): Changes {
  const changes: Record<string, unknown> = {};
  for (const part of text.split(/\s+/).filter((piece) => piece !== '')) {
    const [, flag, value] = /^([^=]+)=(.+)$/.exec(part) ?? [];
    if (flag === undefined || value === undefined) {
      throw new UsageError(
        `--variant: got ${JSON.stringify(text)}, expected changes separated by spaces, such as "target-tau=0.01 target-sync-steps=1"`,
      );
    }
    const parameter = findParameter('--variant', flag);
    changes[parameter.name] = parseValue(parameter, value);
  }
  return changes;
}

function makePlan(values: FlagValues, seeds: readonly number[], common: Changes): SweepPlan {
  const { vary = [], variant = [] } = values;
  const presets = values.preset.split(',');
  checkSetOnce('--vary', vary, common);
  const count = presets.length * vary.reduce((product, v) => product * v.values.length, 1);
  if (count > MAX_VARIANTS) {
    throw new UsageError(
      `--vary: got ${count} combinations, expected ${MAX_VARIANTS} at most; vary less at once`,
    );
  }
  const own = [...combinations(vary), ...variant];
  const variants = presets.flatMap((preset) => own.map((changes) => makeVariant(preset, common, changes)));
  const names = variants.map(({ name }) => name);
  const repeated = names.find((name, k) => names.indexOf(name) < k);
  if (repeated !== undefined) {
    throw new UsageError(`the variant "${repeated}" is asked for twice; name each preset and value once`);
  }
  const name = [
    presets.join('-'),
    ...vary.map((v) => flagName(v.name)),
    ...(variant.length > 0 ? ['variants'] : []),
  ].join('_');
  return { name, variants, seeds };
}

/** Every way to take one value of each. */
function combinations(vary: readonly Vary[]): Changes[] {
  return vary.reduce<Changes[]>(
    (before, { name, values }) =>
      before.flatMap((changes) => values.map((value) => ({ ...changes, [name]: value }))),
    [{}],
  );
}
