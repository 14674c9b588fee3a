/** Reading many flags: help in two lengths, and flags that never arrived. */
import { type Command, Option } from 'commander';
import { asksForHelp, HELP_ALL } from './asks-for-help.ts';
import { UsageError } from './program.ts';

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
  refuseFlagsKeptByNpm(command, args);
  command.addHelpText('after', `\nExamples:\n${examples.map((example) => `  ${example}`).join('\n')}`);
  if (short === undefined) {
    command.helpOption('-h, --help', 'Show this help.');
    command.parse(args, { from: 'user' });
    return;
  }
  command
    .addHelpOption(new Option('-h, --help', 'Show the most important flags.').helpGroup('Help:'))
    .addOption(new Option(HELP_ALL, 'Show all flags.').helpGroup('Help:'));
  const isAll = args.includes(HELP_ALL);
  if (asksForHelp(args) && !isAll) {
    const shown = [...short, HELP_ALL];
    for (const option of command.options) if (!shown.includes(String(option.long))) option.hideHelp();
  }
  command.parse(isAll ? ['--help'] : args, { from: 'user' });
}

/**
 * `npm run train --json` gives npm the flag, which does not pass it on, but shows it in the environment of its script.
 *
 * @param env the environment of the process.
 * @throws UsageError that names the flags and how they are written.
 */
export function refuseFlagsKeptByNpm(
  command: Command,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = process.env,
): void {
  const script = env.npm_lifecycle_event;
  // Programs that a script of another name starts are given their flags by it.
  if (script !== command.name()) return;
  const isKept = ({ long, negate }: Option) => {
    const name = String(long).replace(/^--(no-)?/, '');
    const value = env[`npm_config_${name.replaceAll('-', '_')}`];
    return (
      value !== undefined && negate === (value === '') && !args.some((arg) => arg.split('=')[0] === long)
    );
  };
  const kept = command.options.filter(isKept).map(({ long }) => long);
  if (kept.length === 0) return;
  throw new UsageError(
    `npm keeps ${kept.join(', ')} for itself; put -- before the flags: npm run ${script} -- ${kept[0]} ...`,
  );
}

/** A parser that gathers the values of a flag that may be given more than once. */
export function collect<T>(parse: (text: string) => T) {
  return (text: string, before: readonly T[] = []): readonly T[] => [...before, parse(text)];
}
