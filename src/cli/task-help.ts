/** What `--help` says of the options of a task. */
import { describeOption } from '../env/options.ts';
import { DEFAULT_TASK, findTask } from '../env/registry.ts';
import type { Task, TaskOption } from '../env/task.ts';
import { asksForHelp } from './asks-for-help.ts';
import { isTaskPath, loadTask } from './load-task.ts';
import { printable } from './printable.ts';

/** The name behind the last `--env` in the arguments of a program, or null. */
function envIn(args: readonly string[]): string | null {
  const at = args.findLastIndex((arg) => arg === '--env' || arg.startsWith('--env='));
  if (at < 0) return null;
  return args[at] === '--env' ? (args[at + 1] ?? null) : args[at].slice('--env='.length);
}

/**
 * Where the arguments of a program ask for help, a section of it about the task that they name; else nothing.
 *
 * @throws UsageError or an error of the file system if a module is named that does not export a task.
 */
export async function taskHelp(args: readonly string[]): Promise<string> {
  if (!asksForHelp(args)) return '';
  const env = envIn(args);
  if (env !== null && isTaskPath(env) && findTask(env) === undefined) await loadTask(env);
  return describeOptions((env === null ? undefined : findTask(env)) ?? DEFAULT_TASK);
}

function describeOptions({ spec, options = {} }: Task): string {
  const entries = Object.entries(options);
  if (entries.length === 0) return `\nOptions of ${printable(spec.id)} (--env-options): none`;
  const width = entries.reduce((most, [name]) => Math.max(most, name.length), 0);
  const lines = entries.map(([name, option]) => `  ${name.padEnd(width)}  ${describe(option)}`);
  return `\nOptions of ${printable(spec.id)} (--env-options name=value,name=value):\n${lines.join('\n')}`;
}

function describe(option: TaskOption): string {
  const unit = option.unit === undefined ? '' : ` ${option.unit}`;
  return printable(`${option.meaning} (default: ${option.default}${unit}; ${describeOption(option)})`);
}
