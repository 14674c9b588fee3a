import { describe, expect, it } from 'vitest';
import { checkTask } from '../../src/env/check-task.ts';
import { TASKS } from '../../src/env/registry.ts';
import { TaskError } from '../../src/env/task-error.ts';

const SPEC = {
  ...{ id: 'Own', observationSize: 2, actionCount: 3, maxEpisodeSteps: 9 },
  ...{ rewardThreshold: null, maxReturn: 1 },
};
const make = () => ({});

describe('checkTask', () => {
  it('takes every built-in task, and the least that a task can be', () => {
    for (const task of TASKS) expect(checkTask(task)).toBe(task);
    expect(checkTask({ spec: SPEC, make })).toMatchObject({ spec: SPEC });
  });

  it.each([
    { spec: { ...SPEC, observationSize: 1, actionCount: 1, maxEpisodeSteps: 1 } },
    { spec: { ...SPEC, actionCount: 256, observationNames: ['x', 'y'] } },
    { observationScale: [2] },
    { observationScale: [2, 0.5] },
    { options: { map: { default: '4x4', choices: ['4x4', '8x8'], meaning: 'A.' } } },
    { options: { slippery: { default: true, meaning: 'A.' } } },
    { push: { meaning: 'm/s', strike: make } },
  ])('takes %o', (fields) => {
    const task = { spec: SPEC, make, ...fields };
    expect(checkTask(task)).toBe(task);
  });

  it.each([
    [undefined, 'task: got undefined, expected an object'],
    [() => 1, 'task: got a function, expected an object'],
    [null, 'task: got null, expected an object'],
    [[], 'task: got [], expected an object'],
    [{ make }, 'spec: got undefined, expected an object'],
    [{ spec: { ...SPEC, id: 7 }, make }, 'spec.id: got 7, expected a one-line string'],
    [{ spec: { ...SPEC, id: '' }, make }, 'spec.id: got "", expected a one-line string'],
    [{ spec: { ...SPEC, id: 'a\u001b[2J' }, make }, 'spec.id: got "a\\u001b[2J"'],
    [
      { spec: { ...SPEC, observationSize: 0 }, make },
      'spec.observationSize: got 0, expected an integer from 1',
    ],
    [{ spec: { ...SPEC, observationSize: 1.5 }, make }, 'spec.observationSize: got 1.5'],
    [
      { spec: { ...SPEC, actionCount: 257 }, make },
      'spec.actionCount: got 257, expected an integer from 1 to 256',
    ],
    [
      { spec: { ...SPEC, maxEpisodeSteps: Infinity }, make },
      'spec.maxEpisodeSteps: got Infinity, expected an integer',
    ],
    [{ spec: { ...SPEC, maxEpisodeSteps: undefined }, make }, 'spec.maxEpisodeSteps: got undefined'],
    [
      { spec: { ...SPEC, rewardThreshold: '475' }, make },
      'spec.rewardThreshold: got "475", expected a finite number, or null',
    ],
    [{ spec: { ...SPEC, maxReturn: undefined }, make }, 'spec.maxReturn: got undefined'],
    [{ spec: { ...SPEC, actionNames: ['a'] }, make }, 'spec.actionNames: got ["a"], expected 3 strings'],
    [{ spec: { ...SPEC, actionNames: 'abc' }, make }, 'spec.actionNames: got "abc"'],
    [{ spec: { ...SPEC, actionNames: ['a', 2, 'c'] }, make }, 'spec.actionNames: got ["a",2,"c"]'],
    [{ spec: { ...SPEC, observationNames: [] }, make }, 'spec.observationNames: got [], expected 2 strings'],
    [
      { spec: SPEC, make, observationScale: [1, 0] },
      'observationScale: got [1,0], expected 2 positive numbers, or one for all',
    ],
    [{ spec: SPEC, make, observationScale: 2 }, 'observationScale: got 2'],
    [{ spec: SPEC, make, observationScale: [1, 2, 3] }, 'observationScale: got [1,2,3]'],
    [{ spec: SPEC, make, observationScale: [1, '2'] }, 'observationScale: got [1,"2"]'],
    [{ spec: SPEC, make, observationScale: [1, Infinity] }, 'observationScale: got [1,Infinity]'],
    [{ spec: SPEC, make, options: [] }, 'options: got [], expected an object'],
    [{ spec: SPEC, make, options: { a: 1 } }, 'options.a: got 1, expected an object'],
    ...['a-b', '1a'].map((name): [unknown, string] => [
      { spec: SPEC, make, options: { [name]: { default: 1, meaning: 'A.' } } },
      `options: got "${name}", expected names of letters and digits`,
    ]),
    [
      { spec: SPEC, make, options: { a: { default: null, meaning: 'A.' } } },
      'options.a.default: got null, expected a number, a boolean or a string',
    ],
    [
      { spec: SPEC, make, options: { a: { default: 1 } } },
      'options.a.meaning: got undefined, expected a string',
    ],
    [
      { spec: SPEC, make, options: { cost: { default: -1, min: 0, max: 1, meaning: 'A.' } } },
      'options.cost.default: got -1, expected a number from 0 to 1',
    ],
    [{ spec: SPEC }, 'make: got undefined, expected a function'],
    [{ spec: SPEC, make, loadPicture: {} }, 'loadPicture: got {}, expected a function, or nothing'],
    [{ spec: SPEC, make, makeForEvaluation: 1 }, 'makeForEvaluation: got 1, expected a function, or nothing'],
    [{ spec: SPEC, make, maxReturn: 1 }, 'maxReturn: got 1, expected a function, or nothing'],
    [{ spec: SPEC, make, push: 1 }, 'push: got 1, expected an object'],
    [{ spec: SPEC, make, push: { strike: make } }, 'push.meaning: got undefined, expected a text'],
    [{ spec: SPEC, make, push: { meaning: 'm/s' } }, 'push.strike: got undefined, expected a function'],
  ])('refuses %o', (value, message) => {
    expect(() => checkTask(value)).toThrow(TaskError);
    expect(() => checkTask(value)).toThrow(message);
  });

  it('shows no more than 60 characters of a value', () => {
    const messageOf = (length: number) => () => checkTask('a'.repeat(length));
    expect(messageOf(58)).toThrow(`task: got "${'a'.repeat(58)}", expected`);
    expect(messageOf(59)).toThrow(`task: got "${'a'.repeat(59)}…, expected`);
  });
});
