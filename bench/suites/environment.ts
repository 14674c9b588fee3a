/** Steps of the environment, with the random actions and the resets that come with them. */
import type { Env } from '../../src/env/env.ts';
import { makeEnv } from '../../src/env/registry.ts';
import { environmentOf } from '../../src/experiment/assembly.ts';
import { Generator } from '../../src/random.ts';
import { frozenConfig } from '../fixtures.ts';
import type { Row } from '../row.ts';

const environmentRow = (name: string, create: (random: Generator) => Env): Row => ({
  group: 'Environment, random actions and resets included',
  name,
  prepare() {
    const env = create(new Generator(1));
    const actions = new Generator(2);
    env.reset();
    return (count) => {
      let rewards = 0;
      for (let n = 0; n < count; n++) {
        const { reward, terminated, truncated } = env.step(actions.integers(0, 2));
        rewards += reward;
        if (terminated || truncated) env.reset();
      }
      return rewards;
    };
  },
});

export const environmentRows: readonly Row[] = [
  environmentRow('step, CartPole-v1', (random) => makeEnv('CartPole-v1', { random })),
  environmentRow('step, CartPole-v1 with scaled observations', (random) =>
    environmentOf(frozenConfig({})).create(random),
  ),
  environmentRow('step, Breakout', (random) => makeEnv('Breakout', { random })),
];
