/** The parts of the bar of controls that need no page. */
import { describe, expect, test } from 'vitest';
import { configFromChanges } from '../../src/cli/arguments.ts';
import { parseTrainArguments } from '../../src/cli/train-arguments.ts';
import type { Config } from '../../src/config/config.ts';
import { presetConfig } from '../../src/config/presets.ts';
import { hintText } from '../../web/controls/hint.ts';
import { nodeCommand } from '../../web/controls/node-command.ts';
import { phaseText } from '../../web/controls/phase-text.ts';
import { type Key, SHORTCUTS, shortcutFor } from '../../web/controls/shortcut-keys.ts';
import { toggleTraining } from '../../web/controls/training.ts';

describe('the command for Node', () => {
  /** What `src/train.ts` makes of a command line. */
  async function configOf(command: string): Promise<Config> {
    const [program, ...flags] = command.split(/ (?=--)/);
    expect(program).toBe('npx tsx src/train.ts');
    const { preset = 'default', changes } = await parseTrainArguments(
      flags.flatMap((flag) => flag.split(' ')),
    );
    return configFromChanges(preset, changes);
  }

  test('of a preset is short', () => {
    expect(nodeCommand('default', presetConfig('default'), 'sum-tree')).toBe(
      'npx tsx src/train.ts --preset default --seed 1 --bug sum-tree',
    );
    expect(nodeCommand('steady', presetConfig('steady', { seed: 3 }))).toBe(
      'npx tsx src/train.ts --preset steady --seed 3',
    );
  });

  test.each([
    ['default', { earlyStop: false, steps: 7000 }],
    [
      'default',
      { hiddenSizes: [8, 8], observationScale: [1, 1, 0.5, 1], envOptions: { suttonBartoReward: true } },
    ],
    ['robust', { seed: 12, envOptions: { suttonBartoReward: false }, learningRate: 1e-7, targetRule: 'max' }],
    ['tutorial', { seed: 5, epsilonDecay: 0.9 }],
  ])('names what differs from %s, so that the very same run is made', async (preset, changes) => {
    const config = presetConfig(preset, changes);
    expect(await configOf(nodeCommand(preset, config))).toEqual(config);
  });

  test('starts from another preset where that has not the algorithm of the run', async () => {
    const config = presetConfig('tutorial', { seed: 5, gamma: 0.9 });
    expect(await configOf(nodeCommand('default', config))).toEqual(config);
  });
});

describe('single keys', () => {
  const key = (name: string, more: Partial<Key> = {}): Key => ({
    key: name,
    ctrlKey: false,
    altKey: false,
    metaKey: false,
    repeat: false,
    defaultPrevented: false,
    ...more,
  });
  const nowhere = () => false;
  const inside = (part: string) => (selector: string) => selector.includes(part);

  test('do what the table says, in upper and lower case', () => {
    for (const shortcut of SHORTCUTS) expect(shortcutFor(key(shortcut.key), nowhere)).toBe(shortcut);
    expect(shortcutFor(key('N'), nowhere)?.name).toBe('N');
    expect(shortcutFor(key('x'), nowhere)).toBeNull();
  });

  test('do nothing together with a key that makes a command of the browser of them', () => {
    for (const more of [{ ctrlKey: true }, { altKey: true }, { metaKey: true }, { defaultPrevented: true }])
      expect(shortcutFor(key('n', more), nowhere)).toBeNull();
  });

  test('do nothing in a field', () => {
    expect(shortcutFor(key('n'), inside('textarea'))).toBeNull();
    expect(shortcutFor(key(' '), inside('textarea'))).toBeNull();
  });

  test('the space bar presses the button that has the focus, and letters still work there', () => {
    const onButton = (selector: string) => selector.startsWith('button');
    expect(shortcutFor(key(' '), onButton)).toBeNull();
    expect(shortcutFor(key('n'), onButton)?.name).toBe('N');
  });

  test('the space bar held down counts once; n held down goes on', () => {
    expect(shortcutFor(key(' ', { repeat: true }), nowhere)).toBeNull();
    expect(shortcutFor(key('n', { repeat: true }), nowhere)?.name).toBe('N');
  });
});

test.each([
  ['empty', null, null, 'Ready'],
  ['running', null, null, 'Training'],
  ['paused', 2000, null, 'Paused'],
  ['finished', null, null, 'Finished, not solved'],
  ['finished', 13_000, null, 'Finished, solved at step 13\u202f000'],
  ['failed', null, 'the loss is NaN', 'Stopped: the loss is NaN'],
  ['failed', null, null, 'Stopped: it cannot go on'],
] as const)(
  'the phase %s, solved at %s, message %s, is said as: %s',
  (phase, solvedAtStep, message, text) => {
    expect(phaseText({ phase, solvedAtStep, message, exhibit: null })).toBe(text);
  },
);

test.each([
  [{ bug: 'sum-tree', isSecret: false }, 'Paused · with the bug sum-tree'],
  [{ bug: null, isSecret: false }, 'Paused'],
  [{ bug: 'sum-tree', isSecret: true }, 'Paused · a riddle'],
  [{ bug: null, isSecret: true }, 'Paused · a riddle'],
])('the museum run %j says so', (exhibit, text) => {
  expect(phaseText({ phase: 'paused', solvedAtStep: null, message: null, exhibit })).toBe(text);
});

describe('the hint beside the numbers', () => {
  const config = presetConfig('default', { steps: 600, scheduleSteps: 400 });
  const run = {
    phase: 'running',
    step: 400,
    preset: 'default',
    config,
  } as const;
  const own = { preset: 'default', config };

  test('says that nothing is learned any more, from where the learning rate is 0', () => {
    expect(hintText({ ...run, step: 399 }, own)).toBe('');
    expect(hintText(run, own)).toMatch(/^The learning rate is 0 from step 400 on: /);
    expect(hintText({ ...run, config: presetConfig('default', { steps: 600 }), step: 600 }, own)).not.toMatch(
      /rate/,
    );
  });

  test('says that other settings are chosen, once there is a run', () => {
    const chosen = { preset: 'default', config: presetConfig('default', { gamma: 0.9 }) };
    expect(hintText({ ...run, step: 1 }, chosen)).toBe('Chosen settings are for the next run.');
    expect(hintText({ ...run, step: 0, phase: 'empty' }, chosen)).toBe('');
  });
});

test.each([
  ['empty', ['train']],
  ['paused', ['train']],
  ['running', ['pause']],
  ['finished', []],
  ['failed', []],
] as const)('when %s, the main button does %s', (phase, expected) => {
  const done: string[] = [];
  toggleTraining({
    run: { phase },
    isWalking: false,
    train: () => done.push('train'),
    pause: () => done.push('pause'),
  });
  expect(done).toEqual(expected);
});
