import { expect, test } from 'vitest';
import { cartPoleV1 } from '../../src/env/cart-pole/task.ts';
import { envSpec, findTask, makeEnv, registerTask, TASKS } from '../../src/env/registry.ts';
import { TASK_IDS } from '../../src/env/task-ids.ts';

test('the tasks are there, each with its own limit and threshold', () => {
  expect(TASKS.map(({ spec }) => spec.id)).toEqual(TASK_IDS);
  expect(envSpec('CartPole-v0')).toMatchObject({ maxEpisodeSteps: 200, rewardThreshold: 195 });
  expect(envSpec('CartPole-v1')).toMatchObject({ maxEpisodeSteps: 500, rewardThreshold: 475 });
  expect(envSpec('MountainCar-v0')).toMatchObject({ maxEpisodeSteps: 200, rewardThreshold: -110 });
  expect(envSpec('Acrobot-v1')).toMatchObject({ maxEpisodeSteps: 500, rewardThreshold: -100 });
  expect(envSpec('Breakout')).toMatchObject({ maxEpisodeSteps: 5000, rewardThreshold: null });
});

test('a made environment has its options and its time limit', () => {
  const env = makeEnv('CartPole-v1', { maxEpisodeSteps: 1, envOptions: { suttonBartoReward: true } });
  env.reset({ seed: 0 });
  expect(env.step(0)).toMatchObject({ reward: 0, terminated: false, truncated: true });
});

test('a task from elsewhere is found by the name it was registered under', () => {
  const name = './task-of-the-registry-test.ts';
  expect(findTask(name)).toBeUndefined();
  registerTask(name, cartPoleV1);
  expect(findTask(name)).toBe(cartPoleV1);
});

test.each(['CartPole-v2', 'constructor'])('the unknown id %s is refused with the known ones', (id) => {
  const message = `the environment is "${id}"; expected one of CartPole-v0, CartPole-v1, MountainCar-v0, Acrobot-v1, Breakout; pass a task of your own as an object (the option environment of TrainingRun)`;
  expect(() => makeEnv(id)).toThrow(message);
  expect(() => envSpec(id)).toThrow(message);
});
