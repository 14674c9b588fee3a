/**
 * Everything that one pass of the loop reads and writes, as copies, so that it can be inspected elsewhere while the run
 * is paused or continues.
 *
 * Inspecting changes nothing: outputs are computed by a network built for this purpose, because a forward pass
 * between `computeQValues` and `computeGradients` would be what `backward` goes back through.
 */
import type { Learner, SampledDistributions } from '../agent/learner.ts';
import { Adam, repeatedProduct } from '../nn/adam.ts';
import { buildNetwork } from '../nn/build-network.ts';
import { buildOnDevice } from '../nn/device.ts';
import type { Network } from '../nn/network.ts';
import type { Optimizer } from '../nn/optimizer.ts';
import type { Stepper } from './stepper.ts';

/** All arrays have memory of their own, and so may be transferred to another thread. */
export interface Inspection {
  /** Environment steps taken. */
  readonly step: number;
  /** Optimizer updates made. */
  readonly updates: number;
  /** ε of the action that follows step number `step`. */
  readonly epsilon: number;
  /** The step being taken, as the agent sees it (scaled). Of `action` and what follows, only what is past is of this step. */
  readonly transition: TransitionInspection;
  /** Q(s, ·) at `transition.observation`. */
  readonly q: Float32Array;
  /** Each learner of the agent. */
  readonly learners: readonly LearnerInspection[];
}

export interface LearnerInspection {
  /** θ */
  readonly online: Float32Array;
  /** θ⁻; θ for a learner without a target network. */
  readonly target: Float32Array;
  /** θ before the update under way, or the last one; θ now where that was not made by the stepper. */
  readonly onlineBefore: Float32Array;
  /** θ⁻ of the same time. */
  readonly targetBefore: Float32Array;
  /** The noise of both networks in that update; empty where no layer is noisy. */
  readonly onlineNoise: Float32Array;
  readonly targetNoise: Float32Array;
  /** ∂L/∂θ as it is now: clipped once `clipGradients` is past. Of no update where `update` is null and the run is a resumed one. */
  readonly grads: Float32Array;
  /** What the optimizer keeps of the gradients so far. */
  readonly accumulators: Accumulators;
  /** The same before the update under way, or the last one; as now where that was not made by the stepper. */
  readonly accumulatorsBefore: Accumulators;
  /** null for other optimizers. */
  readonly adam: AdamInspection | null;
  /** 2-norm of the gradient of the last update, before clipping. */
  readonly gradientNorm: number;
  /** α of the update under way, or of the last one; where that was not made by the stepper, of one after `step`. */
  readonly learningRate: number;
  /** null where there was none, or the stepper did not make the last one: the parameters that it began with are gone. */
  readonly update: UpdateInspection | null;
}

export interface TransitionInspection {
  readonly observation: Float32Array;
  readonly action: number;
  readonly reward: number;
  readonly nextObservation: Float32Array;
  readonly terminated: boolean;
  readonly truncated: boolean;
}

/** Arrays of an optimizer with one value for each parameter, by the names of its state: `m` and `v` of Adam, `velocity` of SGD. */
export type Accumulators = Readonly<Record<string, Float32Array>>;

export interface AdamInspection {
  /** The running averages of the gradient and of its square: those of `accumulators`. */
  readonly m: Float32Array;
  readonly v: Float32Array;
  readonly updates: number;
  /** β₁ */
  readonly beta1: number;
  /** β₂ */
  readonly beta2: number;
  readonly epsilon: number;
}

/**
 * The minibatch of the update under way, or of the last one, and what was made of it. B is `size`, A is `actionCount`.
 *
 * While an update is under way, what its steps have not come to yet is still that of the update before.
 */
export interface UpdateInspection {
  readonly size: number;
  readonly actionCount: number;
  readonly observationSize: number;
  /** s (B, observationSize) */
  readonly observations: Float32Array;
  readonly actions: Int32Array;
  readonly rewards: Float32Array;
  readonly discounts: Float64Array;
  /** s′ (B, observationSize) */
  readonly nextObservations: Float32Array;
  readonly terminated: Uint8Array;
  readonly weights: Float32Array;
  readonly slots: Int32Array;
  /** Q(s′, ·; θ), Q(s′, ·; θ⁻) and Q(s, ·; θ) (B, A), with the parameters before this update. */
  readonly qNextOnline: Float32Array;
  readonly qNextTarget: Float32Array;
  readonly q: Float32Array;
  /** V(s′) (B) */
  readonly nextValues: Float32Array;
  /** y (B) */
  readonly tdTarget: Float32Array;
  readonly qTaken: Float32Array;
  /** δ (B) */
  readonly tdError: Float32Array;
  /** ∂L/∂Q(s, a; θ) (B) */
  readonly dQTaken: Float32Array;
  /** ∂L/∂Q (B, A) */
  readonly dQ: Float32Array;
  readonly loss: number;
  readonly meanAbsTdError: number;
  readonly meanQ: number;
  /** Weighted loss of each sample (B), whose mean is `loss`; of no use between `computeTargets` and `computeLoss`. */
  readonly losses: Float32Array;
  /** Of a learner of distributions. */
  readonly distributions?: SampledDistributions;
}

/** Q (B, actionCount) of a network with these parameters and this noise for the rows of `observations`, in an array of its own. */
type ValuesOf = (params: Float32Array, observations: Float32Array, noise?: Float32Array) => Float32Array;

/** θ, θ⁻, α and what the optimizer of a learner keeps, as its update began with them, and the noise of both networks, as it ended with it. */
interface Beginning {
  readonly online: Float32Array;
  readonly target: Float32Array;
  learningRate: number;
  readonly accumulators: Accumulators;
  readonly onlineNoise: Float32Array;
  readonly targetNoise: Float32Array;
}

type Noises = Pick<LearnerInspection, 'onlineNoise' | 'targetNoise'>;

/** Watches a stepper: make it before stepping, and look whenever it stands between two steps. */
export class Inspector {
  readonly #stepper: Stepper;
  readonly #valuesOf: ValuesOf;
  readonly #beginnings: readonly Beginning[];
  /** How many updates had been made when the last one of the stepper began. */
  #updates = Number.NEGATIVE_INFINITY;
  #isUnderWay = false;

  constructor(stepper: Stepper) {
    const { agent, network } = stepper.run;
    this.#stepper = stepper;
    this.#valuesOf = createValuesOf(network);
    this.#beginnings = agent.learners.map(({ online, target, optimizer }) => ({
      online: online.params.slice(),
      target: target.params.slice(),
      learningRate: 0,
      accumulators: copied(accumulatorsOf(optimizer)),
      onlineNoise: online.noise.slice(),
      targetNoise: target.noise.slice(),
    }));
    stepper.onUpdate(
      () => this.#rememberBeginning(),
      () => this.#rememberNoise(),
    );
  }

  look(): Inspection {
    const { run } = this.#stepper;
    const { agent, network } = run;
    const { observation, nextObservation, ...rest } = run.transition;
    return {
      step: run.step,
      updates: run.updates,
      epsilon: agent.epsilon(run.step),
      transition: { ...rest, observation: observation.slice(), nextObservation: nextObservation.slice() },
      q: this.#valuesOf(network.params, observation),
      learners: agent.learners.map((learner, k) => this.#inspect(learner, this.#beginnings[k])),
    };
  }

  /** The update that began last may be complete; another one after it was not made by the stepper. */
  get #isUpdateSeen(): boolean {
    return this.#stepper.run.updates - this.#updates <= 1;
  }

  #rememberBeginning(): void {
    const { run } = this.#stepper;
    for (const [k, learner] of run.agent.learners.entries()) {
      const beginning = this.#beginnings[k];
      beginning.online.set(learner.online.params);
      beginning.target.set(learner.target.params);
      beginning.learningRate = learner.learningRate(run.step);
      for (const [name, values] of Object.entries(accumulatorsOf(learner.optimizer))) {
        beginning.accumulators[name].set(values);
      }
    }
    this.#updates = run.updates;
    this.#isUnderWay = true;
  }

  /** Acting draws noise of its own into the online network. */
  #rememberNoise(): void {
    for (const [k, { online, target }] of this.#stepper.run.agent.learners.entries()) {
      this.#beginnings[k].onlineNoise.set(online.noise);
      this.#beginnings[k].targetNoise.set(target.noise);
    }
    this.#isUnderWay = false;
  }

  #inspect(learner: Learner, beginning: Beginning): LearnerInspection {
    const { online, target, optimizer, metrics } = learner;
    const isSeen = this.#isUpdateSeen;
    const accumulators = copied(accumulatorsOf(optimizer));
    const noises = {
      onlineNoise: (this.#isUnderWay ? online.noise : beginning.onlineNoise).slice(),
      targetNoise: (this.#isUnderWay ? target.noise : beginning.targetNoise).slice(),
    };
    return {
      online: online.params.slice(),
      target: target.params.slice(),
      onlineBefore: (isSeen ? beginning.online : online.params).slice(),
      targetBefore: (isSeen ? beginning.target : target.params).slice(),
      ...noises,
      grads: online.grads.slice(),
      accumulators,
      accumulatorsBefore: copied(isSeen ? beginning.accumulators : accumulators),
      adam: optimizer instanceof Adam ? inspectAdam(optimizer, accumulators) : null,
      gradientNorm: metrics.gradientNorm,
      learningRate: isSeen ? beginning.learningRate : learner.learningRate(this.#stepper.run.step),
      update: isSeen ? this.#inspectUpdate(learner, beginning, noises) : null,
    };
  }

  #inspectUpdate(learner: Learner, beginning: Beginning, noises: Noises): UpdateInspection {
    const { batch, online, metrics, sampled } = learner;
    const { onlineNoise, targetNoise } = noises;
    return {
      size: batch.size,
      actionCount: online.outputs,
      observationSize: online.inputs,
      observations: batch.observations.slice(),
      actions: batch.actions.slice(),
      rewards: batch.rewards.slice(),
      discounts: batch.discounts.slice(),
      nextObservations: batch.nextObservations.slice(),
      terminated: batch.terminated.slice(),
      weights: batch.weights.slice(),
      slots: batch.slots.slice(),
      qNextOnline: this.#valuesOf(beginning.online, batch.nextObservations, onlineNoise),
      qNextTarget: this.#valuesOf(beginning.target, batch.nextObservations, targetNoise),
      q: this.#valuesOf(beginning.online, batch.observations, onlineNoise),
      nextValues: learner.nextValues.slice(),
      tdTarget: learner.tdTarget.slice(),
      qTaken: learner.qTaken.slice(),
      tdError: learner.tdError.slice(),
      dQTaken: learner.dQTaken.slice(),
      dQ: learner.dQ.slice(),
      loss: metrics.loss,
      meanAbsTdError: metrics.meanAbsTdError,
      meanQ: metrics.meanQ,
      losses: sampled?.losses ?? lossOfEach(learner),
      ...(sampled !== undefined && { distributions: sampled }),
    };
  }
}

/** m̂, v̂ and the change −α m̂ / (√v̂ + ε) of parameter k by the Adam update number `adam.updates`, in float64. */
export function adamTerms(
  adam: AdamInspection,
  learningRate: number,
  k: number,
): { m: number; v: number; mHat: number; vHat: number; change: number } {
  const m = adam.m[k];
  const v = adam.v[k];
  // Before the first update there is nothing to correct, and 0 / 0 would be no number.
  if (adam.updates === 0) return { m, v, mHat: 0, vHat: 0, change: 0 };
  const mHat = m / (1 - repeatedProduct(adam.beta1, adam.updates));
  const vHat = v / (1 - repeatedProduct(adam.beta2, adam.updates));
  return { m, v, mHat, vHat, change: (-learningRate * mHat) / (Math.sqrt(vHat) + adam.epsilon) };
}

/** The loss of each sample as if it were alone: their mean is that of the minibatch. */
function lossOfEach({ batch, qTaken, tdTarget, loss }: Learner): Float32Array {
  const slope = new Float32Array(1);
  return qTaken.map((_, b) => {
    const of = (values: Float32Array) => values.subarray(b, b + 1);
    return loss(slope, of(qTaken), of(tdTarget), of(batch.weights), 1);
  });
}

function accumulatorsOf(optimizer: Optimizer): Accumulators {
  const arrays = Object.entries(optimizer.state()).filter(([, value]) => value instanceof Float32Array);
  return Object.fromEntries(arrays) as Accumulators;
}

function copied(accumulators: Accumulators): Accumulators {
  return Object.fromEntries(Object.entries(accumulators).map(([name, values]) => [name, values.slice()]));
}

function inspectAdam({ updates, beta1, beta2, epsilon }: Adam, { m, v }: Accumulators): AdamInspection {
  return { m, v, updates, beta1, beta2, epsilon };
}

/** With a network of its own, so that nothing is shared with those of the agent. */
function createValuesOf(like: Network): ValuesOf {
  const { network, rows } = buildOnDevice((device) => {
    const network = buildNetwork(like, like.maxBatch, device);
    return { network, rows: device.float32(network.maxBatch * network.inputs) };
  });
  const silence = network.noise.slice();
  return (params, observations, noise = silence) => {
    const B = observations.length / network.inputs;
    network.noise.set(noise);
    network.params.set(params);
    rows.set(observations);
    return network.forward(rows, B).slice(0, B * network.outputs);
  };
}
