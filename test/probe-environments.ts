/**
 * Five tasks so small that their action values are known, each adding one thing that an agent must get right. The first
 * that is not learned tells where to look.
 *
 * Source: A. Jones 2021, "Debugging Reinforcement Learning Systems", its probe environments. Deviations: observations are
 * −1 and 1 where his are 0 and 1, and every task states its Q-values, for γ = 0.5.
 *
 * | probe                        | what is new         | if this one is the first to fail, look at                    |
 * | ---------------------------- | ------------------- | ------------------------------------------------------------ |
 * | constant reward              | a loss to minimise  | loss, gradient of the output layer, optimizer, learning rate |
 * | reward by observation        | an input            | backpropagation; observations mixed up in memory or batch    |
 * | delayed reward               | a second step       | discount, bootstrap from s′, terminal mask, target network   |
 * | reward by action             | a choice            | index of the action taken; exploration                       |
 * | reward by observation, action| both together       | anything that pairs s and a of different transitions         |
 */
import type { Env, StepResult } from '../src/env/env.ts';
import type { Generator } from '../src/random.ts';
import type { SavedState, State } from '../src/state.ts';

export const PROBE_GAMMA = 0.5;

export interface Probe {
  readonly name: string;
  readonly actionCount: number;
  /** An episode visits states one after the other, from a random one of `starts` to the one where it terminates. */
  readonly starts: readonly number[];
  /** The one number of the observation in each state. */
  readonly observations: readonly number[];
  /** rewards[state][action] */
  readonly rewards: readonly (readonly number[])[];
  /** next[state], or null where the episode terminates whatever is done. */
  readonly next: readonly (number | null)[];
  /** Q[state][action], worked out by hand. */
  readonly q: readonly (readonly number[])[];
}

export const PROBES: readonly Probe[] = [
  {
    name: 'constant reward',
    actionCount: 1,
    starts: [0],
    observations: [0],
    rewards: [[1]],
    next: [null],
    q: [[1]],
  },
  {
    name: 'reward by observation',
    actionCount: 1,
    starts: [0, 1],
    observations: [-1, 1],
    rewards: [[-1], [1]],
    next: [null, null],
    q: [[-1], [1]],
  },
  {
    name: 'delayed reward',
    actionCount: 1,
    starts: [0],
    observations: [-1, 1],
    rewards: [[0], [1]],
    next: [1, null],
    q: [[0.5], [1]],
  },
  {
    name: 'reward by action',
    actionCount: 2,
    starts: [0],
    observations: [0],
    rewards: [[-1, 1]],
    next: [null],
    q: [[-1, 1]],
  },
  {
    name: 'reward by observation and action',
    actionCount: 2,
    starts: [0, 1],
    observations: [-1, 1],
    rewards: [
      [1, -1],
      [-1, 1],
    ],
    next: [null, null],
    q: [
      [1, -1],
      [-1, 1],
    ],
  },
];

export class ProbeEnv implements Env {
  readonly actionCount: number;
  readonly #probe: Probe;
  readonly #random: Generator;
  readonly #result: StepResult = {
    observation: new Float32Array(1),
    reward: 0,
    terminated: false,
    truncated: false,
  };
  #state = 0;

  constructor(probe: Probe, random: Generator) {
    this.actionCount = probe.actionCount;
    this.#probe = probe;
    this.#random = random;
  }

  reset(): Float32Array {
    const { starts } = this.#probe;
    return this.#enter(starts[this.#random.integers(0, starts.length)]);
  }

  /** In the step that ends an episode the observation stays that of the last state: nothing may be read from it. */
  step(action: number): StepResult {
    const { rewards, next } = this.#probe;
    this.#result.reward = rewards[this.#state][action];
    const state = next[this.#state];
    this.#result.terminated = state === null;
    if (state !== null) this.#enter(state);
    return this.#result;
  }

  state(): State {
    return { state: this.#state, random: this.#random.state() };
  }

  restore(saved: SavedState): void {
    this.#enter(saved.integer('state', 0, this.#probe.observations.length - 1));
    this.#random.restore(saved.part('random'));
  }

  #enter(state: number): Float32Array {
    this.#state = state;
    this.#result.observation[0] = this.#probe.observations[state];
    return this.#result.observation;
  }
}
