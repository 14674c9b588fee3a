import { describe, expect, it } from 'vitest';
import { checkTask } from '../../src/env/check-task.ts';
import { TASKS } from '../../src/env/registry.ts';

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
    [undefined, 'task: got undefined, expected an object'],
    [() => 1, 'task: got a function, expected an object'],
    [[], 'task: got [], expected an object'],
    [{ make }, 'spec: got undefined, expected an object'],
    [{ spec: { ...SPEC, id: '' }, make }, 'spec.id: got "", expected a one-line string'],
    [{ spec: { ...SPEC, id: 'a\u001b[2J' }, make }, 'spec.id: got "a\\u001b[2J"'],
    [
      { spec: { ...SPEC, observationSize: 0 }, make },
      'spec.observationSize: got 0, expected an integer from 1',
    ],
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
    [
      { spec: SPEC, make, observationScale: [1, 0] },
      'observationScale: got [1,0], expected 2 positive numbers',
    ],
    [{ spec: SPEC, make, options: { a: { default: null, meaning: 'A.' } } }, 'options.a.default: got null'],
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
  ])('refuses %o', (value, message) => {
    expect(() => checkTask(value)).toThrow(message);
  });
});
