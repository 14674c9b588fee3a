/**
 * The agent of a 2017 tutorial, with its quirks: a place to start reading, and to see what each later improvement is worth.
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
import { refusal } from '../checks.ts';
import { checkValues, type TutorialConfig } from '../config/config.ts';
import type { Device } from '../nn/device.ts';
import { gradientNorm } from '../nn/gradient-norm.ts';
import type { Network } from '../nn/network.ts';
import type { Optimizer } from '../nn/optimizer.ts';
import { decodeSafetensors, encodeSafetensors } from '../nn/safetensors.ts';
import { networkFromTensors, networkToTensors } from '../nn/weights.ts';
import type { Generator } from '../random.ts';
import { compact, type SavedState, type State } from '../state.ts';
import type { Agent, LearnMetrics } from './agent.ts';
import type { Learner } from './learner.ts';
import { QNetwork } from './q-function.ts';
import { multiplicative } from './schedules.ts';
import { type Step, stepsOf } from './steps.ts';
import { Batch, checkAction, checkTransition, type Transition } from './transition.ts';

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

const OPTIONS = [
  'gamma',
  'learningRate',
  'batchSize',
  'replayCapacity',
  'epsilonStart',
  'epsilonEnd',
  'epsilonDecay',
] as const;

export type TutorialOptions = Pick<TutorialConfig, (typeof OPTIONS)[number]>;

export class TutorialAgent implements Agent {
  readonly brain: Network;
  readonly q: QNetwork;
  readonly memory: Transition[] = [];
  explorationRate: number;
  readonly options: TutorialOptions;
  readonly memoryPath = null;
  readonly #parts: TutorialParts;
  readonly #actionCount: number;

  /** Places in the memory of the transitions that this replay has drawn. */
  #sample: Uint32Array;
  /** How many of them it has taken. The last one is being fitted: a minibatch of one. */
  #taken = 0;
  readonly #batch: Batch;
  /** Means over the fits of this replay, to which each adds its share. */
  readonly #metrics: LearnMetrics = { loss: 0, meanAbsTdError: 0, meanQ: 0, gradientNorm: 0 };
  /** V(s′), y, and Q(s, a) before the fit. */
  #nextValue = 0;
  #target = 0;
  #qTaken = 0;
  /** ∂L/∂Q */
  readonly #dQ: Float32Array;

  /** Throws a ConfigError or a RangeError for an option that is missing or out of bounds. */
  constructor(parts: TutorialParts, options: TutorialOptions) {
    checkValues(OPTIONS, options);
    const { batchSize, replayCapacity } = options;
    if (replayCapacity < batchSize) {
      throw refusal('replayCapacity', replayCapacity, `batchSize (${batchSize}) or more`);
    }
    const { brain, device } = parts;
    this.brain = brain;
    this.q = new QNetwork(brain, device);
    this.explorationRate = options.epsilonStart;
    this.options = options;
    this.#parts = parts;
    this.#actionCount = brain.outputs;
    this.#sample = new Uint32Array(options.batchSize);
    this.#batch = new Batch(1, brain.inputs, device);
    this.#batch.discounts.fill(options.gamma);
    this.#dQ = device.float32(this.#actionCount);
  }

  act(state: Float32Array): number {
    const { exploration } = this.#parts;
    if (exploration.random() <= this.explorationRate) return exploration.integers(0, this.#actionCount);
    return this.q.greedyAction(state);
  }

  /** Throws a RangeError for an action out of range, or numbers that nothing can be learned from. */
  remember(
    state: Float32Array,
    action: number,
    reward: number,
    nextState: Float32Array,
    done: boolean,
  ): void {
    const transition = {
      observation: state.slice(),
      action,
      reward,
      nextObservation: nextState.slice(),
      terminated: done,
      truncated: false,
    };
    checkAction(action, this.#actionCount);
    checkTransition(transition, this.brain.inputs);
    this.memory.push(transition);
    if (this.memory.length > this.options.replayCapacity) this.memory.shift();
  }

  /**
   * Fits a random sample of the memory, one transition with each call, and after the last one explores a little less.
   * Returns the means over the sample, or null while there are others to come.
   *
   *   sample_batch = random.sample(self.memory, 32)                       drawSample
   *   for state, action, reward, next_state, done in sample_batch:        takeTransition
   *     target = reward, or reward + gamma * amax(predict(next_state))    computeTarget
   *     fit(state, target)                                                computeQValue, computeLoss, computeGradients,
   *                                                                       updateParameters
   *   exploration_rate *= exploration_decay                               exploreLess
   */
  replay(): LearnMetrics | null {
    const { isFirstFit, isLastFit } = this;
    if (isFirstFit) this.drawSample();
    this.takeTransition();
    this.computeTarget();
    this.computeQValue();
    this.computeLoss();
    this.computeGradients();
    this.updateParameters();
    if (isLastFit) this.exploreLess();
    return this.metrics;
  }

  /** The weights as the bytes of a safetensors file. */
  save(): Uint8Array {
    return encodeSafetensors({ tensors: networkToTensors(this.brain), metadata: new Map() });
  }

  /** Takes the weights of such a file; throws if it does not hold a network of this shape. */
  load(bytes: Uint8Array): void {
    networkFromTensors(this.brain, decodeSafetensors(bytes).tensors);
  }

  // --- the lines of a replay ---

  /** Whether the next fit is the first of a replay. */
  get isFirstFit(): boolean {
    return this.#taken % this.options.batchSize === 0;
  }

  /** Whether the next fit is the last of a replay. */
  get isLastFit(): boolean {
    return (this.#taken + 1) % this.options.batchSize === 0;
  }

  /** Distinct transitions of the memory, like Python's `random.sample`. Throws a RangeError if there are not enough. */
  drawSample(): void {
    const { batchSize } = this.options;
    const { length } = this.memory;
    if (length < batchSize)
      throw new RangeError(`the memory has ${length} transitions; expected ${batchSize} or more`);
    const chosen = new Set<number>();
    while (chosen.size < batchSize) chosen.add(this.#parts.sampling.integers(0, length));
    this.#sample = Uint32Array.from(chosen);
    this.#taken = 0;
    Object.assign(this.#metrics, { loss: 0, meanAbsTdError: 0, meanQ: 0, gradientNorm: 0 });
  }

  takeTransition(): void {
    const slot = this.#sample[this.#taken++];
    const { observation, action, reward, nextObservation, terminated } = this.memory[slot];
    const batch = this.#batch;
    batch.slots[0] = slot;
    batch.observations.set(observation);
    batch.actions[0] = action;
    batch.rewards[0] = reward;
    batch.nextObservations.set(nextObservation);
    batch.terminated[0] = Number(terminated);
  }

  /** y = r + γ max_a′ Q(s′, a′; θ), or y = r where the task ended. */
  computeTarget(): void {
    const { reward, terminated: done } = this.memory[this.#batch.slots[0]];
    this.#nextValue = done ? 0 : Math.max(...this.brain.forward(this.#batch.nextObservations, 1));
    this.#target = reward + this.options.gamma * this.#nextValue;
  }

  computeQValue(): void {
    const { observations, actions } = this.#batch;
    this.#qTaken = this.brain.forward(observations, 1)[actions[0]];
  }

  /** Mean over both actions of (Q − target)², where only the action taken has a target other than Q itself. */
  computeLoss(): void {
    const error = this.#qTaken - this.#target;
    this.#dQ.fill(0);
    this.#dQ[this.#batch.actions[0]] = (2 * error) / this.#actionCount;

    const { batchSize } = this.options;
    this.#metrics.loss += (error * error) / this.#actionCount / batchSize;
    this.#metrics.meanAbsTdError += Math.abs(error) / batchSize;
    this.#metrics.meanQ += this.#qTaken / batchSize;
  }

  computeGradients(): void {
    this.brain.backward(this.#dQ, 1);
    this.#metrics.gradientNorm += this.#gradientNorm() / this.options.batchSize;
  }

  updateParameters(): void {
    this.#parts.optimizer.step(this.options.learningRate);
  }

  exploreLess(): void {
    const { epsilonDecay, epsilonEnd } = this.options;
    this.explorationRate = multiplicative(this.explorationRate, epsilonDecay, epsilonEnd);
  }

  #gradientNorm(): number {
    return gradientNorm(this.brain.grads, this.#parts.device.kernels);
  }

  // --- what the run loop calls, in the words of the tutorial ---

  epsilon(): number {
    return this.explorationRate;
  }

  observe({ observation, action, reward, nextObservation, terminated, truncated }: Transition): void {
    this.remember(observation, action, reward, nextObservation, truncated || terminated);
  }

  updatesDue(_step: number, episodeEnded: boolean): number {
    const { batchSize } = this.options;
    return episodeEnded && this.memory.length >= batchSize ? batchSize : 0;
  }

  learn(): LearnMetrics | null {
    return this.replay();
  }

  get metrics(): LearnMetrics | null {
    return this.isFirstFit ? this.#metrics : null;
  }

  get updateSteps(): readonly Step[] {
    return stepsOf(this, this.replay);
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

  /** One, which is its own target. Its update is the fit that is under way, or was last; the copies are in float32. */
  get learners(): readonly Learner[] {
    const { brain } = this;
    const { optimizer } = this.#parts;
    const { learningRate } = this.options;
    const action = this.#batch.actions[0];
    const tdError = this.#target - this.#qTaken;
    return [
      {
        online: brain,
        target: brain,
        optimizer,
        batch: this.#batch,
        nextValues: Float32Array.of(this.#nextValue),
        tdTarget: Float32Array.of(this.#target),
        qTaken: Float32Array.of(this.#qTaken),
        tdError: Float32Array.of(tdError),
        dQTaken: this.#dQ.slice(action, action + 1),
        dQ: this.#dQ,
        loss: (_, [qTaken], [tdTarget]) => ((qTaken - tdTarget) * (qTaken - tdTarget)) / this.#actionCount,
        metrics: {
          loss: (tdError * tdError) / this.#actionCount,
          meanAbsTdError: Math.abs(tdError),
          meanQ: this.#qTaken,
          gradientNorm: this.#gradientNorm(),
        },
        learningRate: () => learningRate,
      },
    ];
  }

  // --- saving and restoring ---

  /** The memory as one array for each part of its transitions, from the oldest on; and the replay that is under way. */
  state(): State {
    const { optimizer, exploration, sampling } = this.#parts;
    const { memory } = this;
    const D = this.brain.inputs;
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
      actions: compact(Uint16Array.from(memory, ({ action }) => action)),
      rewards: Float64Array.from(memory, ({ reward }) => reward),
      nextObservations,
      terminated: Uint8Array.from(memory, ({ terminated }) => Number(terminated)),
      exploration: exploration.state(),
      sampling: sampling.state(),
      ...(!this.isFirstFit && {
        replay: { sample: this.#sample, taken: this.#taken, ...this.#metrics },
      }),
    };
  }

  restore(saved: SavedState): void {
    const { optimizer, exploration, sampling } = this.#parts;
    const { replayCapacity, epsilonStart } = this.options;
    const D = this.brain.inputs;
    const actions = saved.integers('actions', replayCapacity, this.#actionCount - 1);
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
    this.#taken = 0;
    const replay = saved.optionalPart('replay');
    if (replay !== null) this.#restoreReplay(replay);
  }

  #restoreReplay(saved: SavedState): void {
    saved.copyInto('sample', this.#sample, 0, this.memory.length - 1);
    this.#taken = saved.integer('taken', 1, this.options.batchSize - 1);
    for (const name of Object.keys(this.#metrics) as (keyof LearnMetrics)[]) {
      this.#metrics[name] = saved.number(name);
    }
  }
}
