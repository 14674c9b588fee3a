/**
 * The agent of a 2017 tutorial, with its quirks: a place to start reading, and to see what each later improvement buys.
 *
 * Source: G. Juvin 2017, "My Journey Into Deep Q-Learning with Keras and Gym"; the algorithm of its `Agent` class.
 * Quirks kept, each a known weakness:
 *
 * 1. No target network: the targets move with every fit.
 * 2. One replay after each episode, however long the episode was.
 * 3. A replay is 32 fits of one sample each, not one fit of a batch of 32.
 * 4. The end by the time limit counts as the end of the task.
 * 5. ε falls once a replay, so exploration depends on the lengths of the episodes.
 * 6. A memory of only 2000 transitions.
 * 7. The loss is a mean over both actions, although only one has an error, which halves the gradient.
 *
 * Not kept: the original loads weights that it finds on disk without being asked and then stops exploring, and it reports
 * each score one too high.
 */
import type { TutorialConfig } from '../config/config.ts';
import type { Device } from '../nn/device.ts';
import { gradientNorm } from '../nn/gradient-norm.ts';
import type { Network } from '../nn/network.ts';
import type { Optimizer } from '../nn/optimizer.ts';
import { decodeSafetensors, encodeSafetensors } from '../nn/safetensors.ts';
import { networkFromTensors, networkToTensors } from '../nn/weights.ts';
import type { Generator } from '../random.ts';
import type { SavedState, State } from '../state.ts';
import type { Agent, LearnMetrics } from './agent.ts';
import { QFunction } from './q-function.ts';
import { multiplicative } from './schedules.ts';
import type { Transition } from './transition.ts';

export interface TutorialParts {
  /** The one Q-network, made for a batch of one. */
  readonly brain: Network;
  readonly optimizer: Optimizer;
  /** The stream of random actions. */
  readonly exploration: Generator;
  /** The stream of random samples. */
  readonly sampling: Generator;
  readonly device: Device;
}

export type TutorialOptions = Pick<
  TutorialConfig,
  'gamma' | 'learningRate' | 'batchSize' | 'replayCapacity' | 'epsilonStart' | 'epsilonEnd' | 'epsilonDecay'
>;

export class TutorialAgent implements Agent {
  readonly brain: Network;
  readonly q: QFunction;
  readonly memory: Transition[] = [];
  explorationRate: number;
  readonly #parts: TutorialParts;
  readonly #options: TutorialOptions;
  readonly #actionCount: number;
  /** s, s′ and ∂L/∂Q of the one sample that is fitted. */
  readonly #state: Float32Array;
  readonly #nextState: Float32Array;
  readonly #dQ: Float32Array;

  constructor(parts: TutorialParts, options: TutorialOptions) {
    const { brain, device } = parts;
    this.brain = brain;
    this.q = new QFunction(brain, device);
    this.explorationRate = options.epsilonStart;
    this.#parts = parts;
    this.#options = options;
    this.#actionCount = brain.outputs;
    this.#state = device.float32(brain.inputs);
    this.#nextState = device.float32(brain.inputs);
    this.#dQ = device.float32(this.#actionCount);
  }

  act(state: Float32Array): number {
    const { exploration } = this.#parts;
    if (exploration.random() <= this.explorationRate) return exploration.integers(0, this.#actionCount);
    return this.q.greedyAction(state);
  }

  remember(
    state: Float32Array,
    action: number,
    reward: number,
    nextState: Float32Array,
    done: boolean,
  ): void {
    this.memory.push({
      observation: state.slice(),
      action,
      reward,
      nextObservation: nextState.slice(),
      terminated: done,
      truncated: false,
    });
    if (this.memory.length > this.#options.replayCapacity) this.memory.shift();
  }

  /** Fits a random sample of the memory, one transition at a time, then explores a little less. */
  replay(sampleBatchSize: number): LearnMetrics {
    const metrics = { loss: 0, meanAbsTdError: 0, meanQ: 0, gradientNorm: 0 };
    if (this.memory.length < sampleBatchSize) return metrics;
    for (const transition of this.#sample(sampleBatchSize)) {
      const { action, reward, terminated: done } = transition;
      this.#state.set(transition.observation);
      this.#nextState.set(transition.nextObservation);

      let target = reward;
      if (!done) target += this.#options.gamma * Math.max(...this.brain.forward(this.#nextState, 1));
      const q = this.brain.forward(this.#state, 1)[action];

      // Mean over both actions of (Q − target)², where only the action taken has a target other than Q itself.
      this.#dQ.fill(0);
      this.#dQ[action] = (2 * (q - target)) / this.#actionCount;
      this.brain.backward(this.#dQ, 1);
      this.#parts.optimizer.step(this.#options.learningRate);

      metrics.loss += ((q - target) * (q - target)) / this.#actionCount / sampleBatchSize;
      metrics.meanAbsTdError += Math.abs(target - q) / sampleBatchSize;
      metrics.meanQ += q / sampleBatchSize;
      metrics.gradientNorm += gradientNorm(this.brain.grads, this.#parts.device.kernels) / sampleBatchSize;
    }
    this.explorationRate = multiplicative(
      this.explorationRate,
      this.#options.epsilonDecay,
      this.#options.epsilonEnd,
    );
    return metrics;
  }

  /** The weights as the bytes of a safetensors file. */
  save(): Uint8Array {
    return encodeSafetensors({ tensors: networkToTensors(this.brain), metadata: new Map() });
  }

  /** Takes the weights of such a file; throws if it does not hold a network of this shape. */
  load(bytes: Uint8Array): void {
    networkFromTensors(this.brain, decodeSafetensors(bytes).tensors);
  }

  /** Distinct transitions of the memory, like Python's `random.sample`. */
  #sample(count: number): Transition[] {
    const chosen = new Set<number>();
    while (chosen.size < count) chosen.add(this.#parts.sampling.integers(0, this.memory.length));
    return Array.from(chosen, (index) => this.memory[index]);
  }

  // What the run loop calls, in the words of the tutorial.

  epsilon(): number {
    return this.explorationRate;
  }

  observe({ observation, action, reward, nextObservation, terminated, truncated }: Transition): void {
    this.remember(observation, action, reward, nextObservation, terminated || truncated);
  }

  updatesDue(_step: number, episodeEnded: boolean): number {
    return episodeEnded && this.memory.length >= this.#options.batchSize ? 1 : 0;
  }

  learn(): LearnMetrics {
    return this.replay(this.#options.batchSize);
  }

  isFinite(): boolean {
    return this.brain.params.every(Number.isFinite);
  }

  sync(): void {}

  get updates(): number {
    return this.#parts.optimizer.updates;
  }

  get optimizer(): Optimizer {
    return this.#parts.optimizer;
  }

  get terminals(): number {
    return this.memory.filter(({ terminated }) => terminated).length;
  }

  /** The memory as one array for each part of its transitions, from the oldest on. */
  state(): State {
    const { optimizer, exploration, sampling } = this.#parts;
    const { memory } = this;
    const D = this.#state.length;
    const observations = new Float32Array(memory.length * D);
    const nextObservations = new Float32Array(memory.length * D);
    for (const [k, { observation, nextObservation }] of memory.entries()) {
      observations.set(observation, k * D);
      nextObservations.set(nextObservation, k * D);
    }
    return {
      brain: this.brain.params,
      optimizer: optimizer.state(),
      explorationRate: this.explorationRate,
      observations,
      actions: Uint8Array.from(memory, ({ action }) => action),
      rewards: Float64Array.from(memory, ({ reward }) => reward),
      nextObservations,
      terminated: Uint8Array.from(memory, ({ terminated }) => Number(terminated)),
      exploration: exploration.state(),
      sampling: sampling.state(),
    };
  }

  restore(saved: SavedState): void {
    const { optimizer, exploration, sampling } = this.#parts;
    const { replayCapacity, epsilonStart } = this.#options;
    const D = this.#state.length;
    const actions = saved.array('actions', Uint8Array, replayCapacity, 0, this.#actionCount - 1);
    const observations = new Float32Array(actions.length * D);
    const nextObservations = new Float32Array(actions.length * D);
    const rewards = new Float64Array(actions.length);
    const terminated = new Uint8Array(actions.length);
    saved.copyInto('observations', observations);
    saved.copyInto('rewards', rewards);
    saved.copyInto('nextObservations', nextObservations);
    saved.copyInto('terminated', terminated, 0, 1);
    this.memory.length = 0;
    for (let k = 0; k < actions.length; k++) {
      const observation = observations.subarray(k * D, (k + 1) * D);
      const nextObservation = nextObservations.subarray(k * D, (k + 1) * D);
      this.remember(observation, actions[k], rewards[k], nextObservation, terminated[k] === 1);
    }
    saved.copyInto('brain', this.brain.params);
    optimizer.restore(saved.part('optimizer'));
    this.explorationRate = saved.number('explorationRate', 0, epsilonStart);
    exploration.restore(saved.part('exploration'));
    sampling.restore(saved.part('sampling'));
  }
}
