/** The agent that the lab shows before any training. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { trainDemo } from '../../scripts/demo.ts';
import { taskNamed } from '../../src/env/registry.ts';
import { Generator } from '../../src/random.ts';
import { demoPolicy } from '../../web/demo/demo.ts';

test('its weights are those of the run that they are said to be of', () => {
  expect(trainDemo()).toBe(readFileSync('web/demo/weights.ts', 'utf8'));
});

test('it holds the pole to the end of ten episodes', () => {
  const policy = demoPolicy();
  const task = taskNamed('CartPole-v1');
  for (let seed = 0; seed < 10; seed++) {
    const env = task.make(new Generator(0), {});
    let observation = env.reset({ seed });
    for (let step = 1; step <= task.spec.maxEpisodeSteps; step++) {
      const result = env.step(policy.act(observation));
      observation = result.observation;
      expect(result.terminated, `seed ${seed}, step ${step}`).toBe(false);
    }
  }
});
