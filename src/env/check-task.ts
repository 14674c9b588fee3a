/** Refuses values that are not tasks: a user's module may export anything. */
import { showValue } from '../checks.ts';
import { describeOption, fitsOption } from './options.ts';
import type { Task, TaskOption } from './task.ts';
import { TaskError } from './task-error.ts';

const MAX_OBSERVATION_SIZE = 1_000_000;
/** Actions are kept as bytes. */
const MAX_ACTIONS = 256;
const MAX_STEPS = 1_000_000_000;

/**
 * The task that a value is.
 *
 * @throws TaskError naming the first field that is wrong, what it is and what was expected.
 */
export function checkTask(value: unknown): Task {
  const task = part(value, 'task');
  const spec = part(task.spec, 'spec');
  if (typeof spec.id !== 'string' || !/^\P{Cc}+$/u.test(spec.id)) {
    throw refusal('spec.id', spec.id, 'a one-line string');
  }
  const observationSize = integer(spec, 'observationSize', MAX_OBSERVATION_SIZE);
  const actionCount = integer(spec, 'actionCount', MAX_ACTIONS);
  integer(spec, 'maxEpisodeSteps', MAX_STEPS);
  for (const name of ['rewardThreshold', 'maxReturn']) {
    if (spec[name] !== null && !Number.isFinite(spec[name])) {
      throw refusal(`spec.${name}`, spec[name], 'a finite number, or null');
    }
  }
  names(spec, 'observationNames', observationSize);
  names(spec, 'actionNames', actionCount);
  const { observationScale, options = {} } = task;
  if (observationScale !== undefined && !isScale(observationScale, observationSize)) {
    throw refusal(
      'observationScale',
      observationScale,
      `${observationSize} positive numbers, or one for all`,
    );
  }
  for (const [name, option] of Object.entries(part(options, 'options'))) checkOption(name, option);
  if (typeof task.make !== 'function') throw refusal('make', task.make, 'a function');
  for (const name of ['makeForEvaluation', 'maxReturn', 'loadPicture']) {
    if (task[name] !== undefined && typeof task[name] !== 'function') {
      throw refusal(name, task[name], 'a function, or nothing');
    }
  }
  if (task.push !== undefined) {
    const { meaning, strike } = part(task.push, 'push');
    if (typeof meaning !== 'string') throw refusal('push.meaning', meaning, 'a text');
    if (typeof strike !== 'function') throw refusal('push.strike', strike, 'a function');
  }
  return value as Task;
}

type Fields = Readonly<Record<string, unknown>>;

function part(value: unknown, name: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw refusal(name, value, 'an object');
}

function integer(spec: Fields, name: string, max: number): number {
  const value = spec[name];
  if (Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= max)
    return value as number;
  throw refusal(`spec.${name}`, value, `an integer from 1 to ${max}`);
}

function names(spec: Fields, name: string, count: number): void {
  const value = spec[name];
  if (value === undefined) return;
  if (Array.isArray(value) && value.length === count && value.every((one) => typeof one === 'string')) return;
  throw refusal(`spec.${name}`, value, `${count} strings`);
}

function isScale(value: unknown, size: number): boolean {
  return (
    Array.isArray(value) &&
    (value.length === 1 || value.length === size) &&
    value.every((one) => typeof one === 'number' && one > 0 && one < Infinity)
  );
}

function checkOption(name: string, value: unknown): void {
  const option = part(value, `options.${name}`) as Fields & TaskOption;
  if (!/^[A-Za-z]\w*$/.test(name)) throw refusal('options', name, 'names of letters and digits');
  if (typeof option.meaning !== 'string')
    throw refusal(`options.${name}.meaning`, option.meaning, 'a string');
  if (!['number', 'boolean', 'string'].includes(typeof option.default)) {
    throw refusal(`options.${name}.default`, option.default, 'a number, a boolean or a string');
  }
  if (!fitsOption(option, option.default)) {
    throw refusal(`options.${name}.default`, option.default, describeOption(option));
  }
}

const MAX_SHOWN = 60;

function refusal(field: string, got: unknown, expected: string): TaskError {
  const text = typeof got === 'function' ? 'a function' : showValue(got);
  const shown = text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
  return new TaskError(field, `got ${shown}, expected ${expected}`);
}
