/** The flags of `train.ts`. */
import { Option } from 'commander';
import { HYPER_PARAMETERS } from '../config/config.ts';
import { PRESETS } from '../config/presets.ts';
import { KEEPABLE, type Keep } from '../experiment/keep.ts';
import type { KernelsChoice } from '../nn/device.ts';
import { addHyperParameterOptions, changesFromOptions } from './arguments.ts';
import { bugOption, commandOf } from './checkout.ts';
import { parseFlags } from './flags.ts';
import { numberBetween } from './number-between.ts';
import { createCommand, UsageError } from './program.ts';
import { taskHelp } from './task-help.ts';

interface OtherFlags {
  /** Where a new run starts from; one that goes on began with this. */
  readonly preset?: string;
  readonly out?: string;
  readonly resume?: string;
  /** A run folder, a checkpoint or a weights file to branch from. */
  readonly from?: string;
  readonly keep?: Keep;
  readonly overwrite?: true;
  /** The id of a bug of the museum. */
  readonly bug?: string;
  readonly checkpointEvery: number;
  /** How many of them stay in the folder besides the last. */
  readonly keepCheckpoints: number;
  readonly json?: true;
  readonly kernels: KernelsChoice;
}

export interface TrainArguments extends OtherFlags {
  /** The hyper-parameters that are set. */
  readonly changes: Readonly<Record<string, unknown>>;
}

const COMMAND = commandOf('train').join(' ');

const HELP = {
  short: [
    ...['--preset', '--env', '--seed', '--steps', '--hidden-sizes', '--gamma', '--learning-rate'],
    ...['--no-early-stop', '--out', '--overwrite', '--resume', '--json'],
  ],
  examples: [
    `${COMMAND} --preset steady --seed 7 --out runs/steady`,
    `${COMMAND} --resume runs/steady --no-early-stop`,
  ],
};

const checkpointCount = (text: string): number =>
  text === 'all' ? Infinity : numberBetween('--keep-checkpoints', 1, 1e9, 'an integer')(text);

function keepList(text: string): Keep {
  if (text === 'all') return text;
  const parts = text.split(',');
  const known = KEEPABLE.filter((part) => parts.includes(part));
  if (known.length === parts.length) return known;
  throw new UsageError(
    `--keep: got ${JSON.stringify(text)}, expected all or a list of ${KEEPABLE.join(', ')}`,
  );
}

/**
 * @param args what stands behind the program's name.
 * @throws UsageError or commander's error, which `runProgram` prints.
 */
export async function parseTrainArguments(args: readonly string[]): Promise<TrainArguments> {
  const command = createCommand('train')
    .description('Trains an agent on a task until it is solved, and writes the run to a folder.')
    .usage('[flags]')
    .addOption(
      new Option('--preset <name>', 'Settings to start from; the defaults shown are those of `default`.')
        .choices(Object.keys(PRESETS))
        .helpGroup('Run:'),
    );
  addHyperParameterOptions(command, HYPER_PARAMETERS)
    .addHelpText('after', await taskHelp(args))
    .optionsGroup('Output:')
    .option('--out <dir>', 'Folder of the run. (default: runs/<env>_<preset>_seed<seed>)')
    .option('--overwrite', 'Replace the run that the folder holds.')
    .addOption(
      new Option(
        '--resume <dir>',
        'Continue the run in this folder; the results are byte-identical to an uninterrupted run. Of the flags of a run only --steps and --no-early-stop may change.',
      ).conflicts(['out', 'overwrite', 'from']),
    )
    .addOption(
      new Option(
        '--from <path>',
        'Begin a new run with the networks of another one: a run folder, its checkpoint.bin, or a weights.safetensors from anywhere. Its settings are those of the other run, or of --preset, and every flag may change them.',
      ),
    )
    .addOption(
      new Option(
        '--keep <list>',
        `What the new run takes over with --from: ${KEEPABLE.join(', ')}, or all. With all it continues at the step of the other run; with less it begins at step 0, and so do its schedules. (default: networks)`,
      ).argParser(keepList),
    )
    .addOption(
      new Option(
        '--checkpoint-every <n>',
        'Environment steps between two checkpoints; one is also written when training stops.',
      )
        .default(25_000)
        .argParser(numberBetween('--checkpoint-every', 1, 1e9, 'an integer')),
    )
    .addOption(
      new Option(
        '--keep-checkpoints <n>',
        'Keep these checkpoints in checkpoints/, with their steps in their names: all, or the last n. play --at and train --from take them.',
      )
        .default(0, 'none')
        .argParser(checkpointCount),
    )
    .option(
      '--json',
      'Print a summary as the last line of standard output, and everything else to standard error.',
    )
    .optionsGroup('Museum:')
    .addOption(await bugOption())
    .optionsGroup('Speed:')
    .addOption(
      new Option('--kernels <name>', 'How the network is computed; the results are byte-identical.')
        .choices(['auto', 'simd', 'readable'])
        .default('auto'),
    );
  parseFlags(command, args, HELP);
  const flags = command.opts<OtherFlags>();
  if (flags.keep !== undefined && flags.from === undefined) {
    throw new UsageError('--keep: there is nothing to keep without --from; add it or leave --keep out');
  }
  return { ...flags, changes: changesFromOptions(command.opts()) };
}
