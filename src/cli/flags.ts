/** Reading many flags, with help in two lengths. */
import { type Command, Option } from 'commander';
import { asksForHelp, HELP_ALL } from './asks-for-help.ts';

interface Help {
  readonly examples: readonly string[];
  /** Of a program with many flags, those that people need most: `--help` shows them, `--help-all` shows all. */
  readonly short?: readonly string[];
}

/**
 * Parses what stands behind the program's name.
 *
 * @throws UsageError or commander's error, which `runProgram` prints.
 */
export function parseFlags(command: Command, args: readonly string[], { examples, short }: Help): void {
  command.addHelpText('after', `\nExamples:\n${examples.map((example) => `  ${example}`).join('\n')}`);
  if (short === undefined) {
    command.parse(args, { from: 'user' });
    return;
  }
  command
    .addHelpOption(new Option('-h, --help', 'Show the flags that are needed most.').helpGroup('Help:'))
    .addOption(new Option(HELP_ALL, 'Show all flags.').helpGroup('Help:'));
  const isAll = args.includes(HELP_ALL);
  if (asksForHelp(args) && !isAll) {
    const shown = [...short, HELP_ALL];
    for (const option of command.options) if (!shown.includes(String(option.long))) option.hideHelp();
  }
  command.parse(isAll ? ['--help'] : args, { from: 'user' });
}
