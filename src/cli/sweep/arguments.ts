/** The flags of `sweep.ts`. */
import { availableParallelism } from 'node:os';
import { Option } from 'commander';
import { type Config, HYPER_PARAMETERS, parseValue } from '../../config/config.ts';
import { formatValue } from '../../config/domain.ts';
import type { KernelsChoice } from '../../nn/device.ts';
import { addHyperParameterOptions, changesFromOptions, configFromChanges, flagName } from '../arguments.ts';
import { commandOf } from '../checkout.ts';
import { parseFlags } from '../flags.ts';
import { withTaskChecksum } from '../load-task.ts';
import { numberBetween } from '../number-between.ts';
import { createCommand, UsageError } from '../program.ts';
import { parseSeeds, parseShard, type Shard, type SweepPlan, type Variant } from './plan.ts';

type Changes = Readonly<Record<string, unknown>>;

/** What to do with a sweep of one's own. */
export interface RunArguments {
  /** The arguments as they were given. */
  readonly given: readonly string[];
  readonly plan: SweepPlan;
  readonly shard: Shard | null;
  readonly workers: number;
  readonly kernels: KernelsChoice;
  readonly out: string;
}

/** Which finished folders to join; without `out`, the sweep's own name says where to. */
export interface MergeArguments {
  readonly merge: readonly string[];
  readonly out?: string;
}

interface FlagValues {
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

/** Each run of a sweep has a seed of its own. */
const PARAMETERS = HYPER_PARAMETERS.filter(({ name }) => name !== 'seed');
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
    ...['--preset', '--seeds', '--vary', '--variant', '--steps', '--env', '--no-early-stop'],
    ...['--shard', '--merge', '--out', '--workers'],
  ],
  examples: [
    `${COMMAND} --preset default,steady --seeds 0-99 --no-early-stop`,
    `${COMMAND} --vary learning-rate=1e-3,2e-3 --seeds 0-19`,
  ],
};

/**
 * @param args what stands behind the program's name.
 * @throws UsageError or commander's error, which `runProgram` prints.
 */
export function parseSweepArguments(args: readonly string[]): RunArguments | MergeArguments {
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
  addHyperParameterOptions(command, PARAMETERS)
    .optionsGroup('Several machines:')
    .option('--shard <i/n>', 'Run only part i of n, in a folder of its own.', parseShard)
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
  const plan = makePlan(values, changesFromOptions({ ...values }));
  return { given: args, plan, shard, workers, kernels, out: out ?? defaultFolder(plan.name, shard) };
}

/** A parser that gathers the values of a flag that may be given more than once. */
function collect<T>(parse: (text: string) => T) {
  return (text: string, before: readonly T[] = []): readonly T[] => [...before, parse(text)];
}

function findParameter(flag: string, name: string) {
  const parameter = PARAMETERS.find((candidate) => flagName(candidate.name) === name);
  if (parameter) return parameter;
  const similar = PARAMETERS.map((candidate) => flagName(candidate.name)).filter(
    (known) => name !== '' && known.split('-').some((word) => name.split('-').includes(word)),
  );
  throw new UsageError(
    `${flag}: ${
      name === 'seed'
        ? 'got "seed", which is varied by --seeds'
        : `got ${JSON.stringify(name)}, which is not a hyper-parameter`
    }; ${similar.length > 0 ? `there are ${similar.join(', ')}` : '--help lists all of them'}`,
  );
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

function makePlan(values: FlagValues, common: Changes): SweepPlan {
  const { vary = [], variant = [], seeds = parseSeeds(DEFAULT_SEEDS) } = values;
  const presets = values.preset.split(',');
  const twice = vary.find(({ name }, k) => name in common || vary.slice(0, k).some((v) => v.name === name));
  if (twice) {
    const flag = flagName(twice.name);
    throw new UsageError(`--vary: ${flag} is set by another flag, too; give all its values in one --vary`);
  }
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

function makeVariant(preset: string, common: Changes, own: Changes): Variant {
  const changes = { ...common, ...own };
  const config: Config = withTaskChecksum(configFromChanges(preset, changes));
  const name = [
    preset,
    ...Object.entries(own).map(([key, value]) => `${flagName(key)}=${formatValue(value)}`),
  ].join(' ');
  return { name, preset, changes, config };
}
