/** A task of one's own in TypeScript: walk to the right end of a corridor. */
import type { Env, Task } from 'dqn.ts';

class Corridor implements Env {
  readonly #length: number;
  #place = 0;

  constructor(length: number) {
    this.#length = length;
  }

  reset(): Float32Array {
    this.#place = 0;
    return Float32Array.of(0);
  }

  step(action: number) {
    this.#place = Math.max(this.#place + (action === 1 ? 1 : -1), 0);
    const terminated = this.#place === this.#length;
    return {
      observation: Float32Array.of(this.#place / this.#length),
      reward: terminated ? 1 : -0.01,
      terminated,
      truncated: false,
    };
  }
}

const task: Task = {
  spec: {
    id: 'Corridor',
    observationSize: 1,
    actionCount: 2,
    maxEpisodeSteps: 50,
    rewardThreshold: 0.9,
    maxReturn: null,
  },
  options: { length: { default: 5, min: 1, max: 100, meaning: 'Steps to the goal.' } },
  make: (_random, options) => new Corridor(Number(options.length)),
};
export default task;
