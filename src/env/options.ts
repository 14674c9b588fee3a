/** The options of a task: defaults filled in, values checked. */
import type { OptionValue, OptionValues, Task, TaskOption } from './task.ts';
import { TaskError } from './task-error.ts';

/** All options that `task` declares. Throws a TaskError for one that it does not declare, or a value out of bounds. */
export function resolveOptions(task: Task, given: OptionValues): OptionValues {
  const declared = task.options ?? {};
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(declared, name)) continue;
    const names = Object.keys(declared);
    const expected = names.length === 0 ? 'it has none' : `expected one of ${names.join(', ')}`;
    throw new TaskError('envOptions', `${task.spec.id} has no option ${JSON.stringify(name)}; ${expected}`);
  }
  return Object.fromEntries(
    Object.entries(declared).map(([name, option]) => {
      const value = Object.hasOwn(given, name) ? given[name] : option.default;
      // A checkpoint holds no −0; adding 0 turns it into 0.
      if (fitsOption(option, value)) return [name, typeof value === 'number' ? value + 0 : value];
      const got = JSON.stringify(value) ?? String(value);
      throw new TaskError('envOptions', `got ${name}=${got}, expected ${describeOption(option)}`);
    }),
  );
}

/** Whether a value is one of those that an option can have. */
export function fitsOption(option: TaskOption, value: OptionValue): boolean {
  if (typeof value !== typeof option.default) return false;
  if (typeof value === 'number') {
    const { min = -Number.MAX_VALUE, max = Number.MAX_VALUE } = option;
    return value >= min && value <= max;
  }
  return typeof value !== 'string' || option.choices === undefined || option.choices.includes(value);
}

/** The values of an option in words, such as "a number from 0 to 1". */
export function describeOption({ default: usual, min, max, choices }: TaskOption): string {
  if (typeof usual === 'boolean') return 'true or false';
  if (typeof usual === 'string') return choices === undefined ? 'a string' : `one of ${choices.join(', ')}`;
  if (min !== undefined && max !== undefined) return `a number from ${min} to ${max}`;
  if (min !== undefined) return `a number from ${min} on`;
  return max === undefined ? 'a finite number' : `a number up to ${max}`;
}
