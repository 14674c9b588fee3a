import { expect, it } from 'vitest';
import task from '../../examples/fall-penalty.ts';
import { Environment } from '../../src/env/environment.ts';
import { Generator } from '../../src/random.ts';

/** The last reward of an episode that is pushed to one side only. */
function lastReward(environment: Environment, kind: 'create' | 'createForEvaluation'): number {
  const env = environment[kind](new Generator(1));
  env.reset();
  for (;;) {
    const { reward, terminated } = env.step(0);
    if (terminated) return reward;
    expect(reward).toBe(1);
  }
}

it('a fall costs in training what the option says, and nothing in evaluations', () => {
  expect(lastReward(new Environment(task), 'create')).toBe(-10);
  expect(lastReward(new Environment(task, { envOptions: { penalty: 3 } }), 'create')).toBe(-2);
  expect(lastReward(new Environment(task), 'createForEvaluation')).toBe(1);
});
