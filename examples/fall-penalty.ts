/**
 * A reward of your own: CartPole with −10 for a fall, in training only.
 *
 *   npx tsx src/train.ts --env ./examples/fall-penalty.ts
 *   npx tsx src/train.ts --env ./examples/fall-penalty.ts --env-options penalty=100
 *
 * Evaluations keep the reward of CartPole, so that results can be compared.
 */
import { type Env, type StepResult, type Task, taskNamed } from '../src/index.ts';

const cartPole = taskNamed('CartPole-v1');

/** Takes `penalty` off the reward of the step that ends the task. */
function penalizeEnd(env: Env, penalty: number): Env {
  return {
    reset: (options) => env.reset(options),
    step(action): StepResult {
      const result = env.step(action);
      if (result.terminated) result.reward -= penalty;
      return result;
    },
    ...(env.state && { state: () => env.state!() }),
    ...(env.restore && { restore: (saved) => env.restore!(saved) }),
  };
}

const task: Task = {
  ...cartPole,
  spec: { ...cartPole.spec, id: 'CartPole-fall-penalty' },
  options: {
    ...cartPole.options,
    penalty: {
      default: 11,
      min: 0,
      max: 1000,
      meaning: 'Taken off the reward, 1, of a step in which it falls.',
    },
  },
  make: (random, { penalty, ...options }) => penalizeEnd(cartPole.make(random, options), Number(penalty)),
  makeForEvaluation: (random, { penalty: _, ...options }) => cartPole.make(random, options),
  diagnosis: {
    ...cartPole.diagnosis!,
    lastReward: ({ penalty }) => 1 - Number(penalty),
  },
};

export default task;
