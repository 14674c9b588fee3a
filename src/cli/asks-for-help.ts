/** Flags that have a program print its help and do nothing else. */
export const HELP_ALL = '--help-all';
const HELP_FLAGS = ['-h', '--help', HELP_ALL];

export const asksForHelp = (args: readonly string[]): boolean =>
  args.some((argument) => HELP_FLAGS.includes(argument));
