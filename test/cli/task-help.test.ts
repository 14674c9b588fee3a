import { expect, test } from 'vitest';
import { taskHelp } from '../../src/cli/task-help.ts';

test('help lists the options of the task that is named, with default, unit and values', async () => {
  const help = await taskHelp(['--env', 'CartPole-v0', '--help']);
  expect(help).toContain('Options of CartPole-v0 (--env-options name=value,name=value):');
  expect(help).toContain('gravity            Gravity. (default: 9.8 m/s²; a number from 0.001 to 1000)');
  expect(help).toMatch(/suttonBartoReward {2}.* \(default: false; true or false\)/);
});

test('of a task from a file, and of one that has none', async () => {
  expect(await taskHelp(['--help', '--env=./examples/fall-penalty.ts'])).toContain('penalty ');
  expect(await taskHelp(['--env', './examples/grid-world.ts', '-h'])).toContain(
    'Options of GridWorld (--env-options): none',
  );
});

test('without a task it is about CartPole, and without a wish for help there is none', async () => {
  expect(await taskHelp(['--help'])).toContain('Options of CartPole-v1');
  expect(await taskHelp(['--steps', '7'])).toBe('');
});
