/** Flags that have a program print its help and do nothing else. */
const HELP_FLAGS = ['-h', '--help', '--help-all'];

export const asksForHelp = (args: readonly string[]): boolean =>
  args.some((argument) => HELP_FLAGS.includes(argument));
