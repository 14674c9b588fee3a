/** The flags of `compare.ts`. */
import { commandOf } from '../checkout.ts';
import { parseFlags } from '../flags.ts';
import { createCommand } from '../program.ts';

export interface CompareArguments {
  /** The arguments as they were given. */
  readonly given: readonly string[];
  readonly paths: readonly string[];
  readonly out: string;
}

const COMMAND = commandOf('compare').join(' ');

/**
 * @param args what stands behind the program's name.
 * @throws UsageError or commander's error, which `runProgram` prints.
 */
export function parseCompareArguments(args: readonly string[]): CompareArguments {
  const command = createCommand('compare')
    .usage('<run | sweep | table>... --out <dir>')
    .description(
      'Sets learning curves side by side: one figure, one table of results, and one of the settings that differ. Runs that differ only in their seeds become one curve.',
    )
    .argument(
      '<paths...>',
      'Run folders of train.ts, sweeps, monitor.csv or evaluations.npz of Stable-Baselines3, or CSV of TensorBoard or CleanRL.',
    )
    .requiredOption('--out <dir>', 'Folder of the report; an earlier report there is replaced.');
  parseFlags(command, args, {
    examples: [`${COMMAND} runs/a runs/b sweeps/default-steady monitor.csv --out comparisons/a-b`],
  });
  return { given: args, paths: command.args, out: command.opts<{ out: string }>().out };
}
