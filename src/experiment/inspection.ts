/**
 * Everything that one pass of the loop reads and writes, as copies, so that it can be looked at elsewhere while the run
 * stands still or goes on.
 *
 * Looking changes nothing: what a network says is asked of one that is built for this purpose, because a forward pass
 * between `computeQValues` and `computeGradients` would be what `backward` goes back through.
 */
import { ClippedDoubleAgent } from '../agent/clipped-double.ts';
import { DqnAgent } from '../agent/dqn.ts';
import { TutorialAgent } from '../agent/tutorial.ts';
import { Adam, repeatedProduct } from '../nn/adam.ts';
import { buildOnDevice, HeapDevice } from '../nn/device.ts';
import { gradientNorm } from '../nn/gradient-norm.ts';
import type { Loss } from '../nn/losses.ts';
import type { Network } from '../nn/network.ts';
import type { Optimizer } from '../nn/optimizer.ts';
import { createLoss, createNetwork } from './assembly.ts';
import type { TrainingRun } from './run.ts';
import type { Stepper } from './stepper.ts';

/** All arrays have memory of their own, and so may be transferred to another thread. */
export interface Inspection {
  /** Environment steps taken. */
  readonly step: number;
  /** Optimizer updates made. */
  readonly updates: number;
  /** ε of the action that follows step number `step`. */
  readonly epsilon: number;
  /** α of the update under way, or of the last one; where that was not made by the stepper, of one after `step`. */
  readonly learningRate: number;
  /** The step being taken, as the agent sees it (scaled). Of `action` and what follows, only what is past is of this step. */
  readonly transition: TransitionInspection;
  /** Q(s, ·; θ) at `transition.observation`. */
  readonly q: Float32Array;
  /** θ */
  readonly online: Float32Array;
  /** θ⁻; θ for an agent without a target network. */
  readonly target: Float32Array;
  /** θ before the update under way, or the last one; θ now where that was not made by the stepper. */
  readonly onlineBefore: Float32Array;
  /** ∂L/∂θ as it is now: clipped once `clipGradients` is past. */
  readonly grads: Float32Array;
  /** null for other optimizers. */
  readonly adam: AdamInspection | null;
  /** 2-norm of the gradient of the last update, before clipping. */
  readonly gradientNorm: number;
  /**
   * null for agents that are no `DqnAgent`, and where the last update was not made by the stepper: nobody has kept the
   * parameters that it began with.
   */
  readonly update: UpdateInspection | null;
  /**
   * Whether the update under way, or the last one, was made by the stepper. Where it was not, or there was none, `grads` and
   * `gradientNorm` may be of no update: a run that goes on from a file has none.
   */
  readonly isUpdateSeen: boolean;
}

export interface TransitionInspection {
  readonly observation: Float32Array;
  readonly action: number;
  readonly reward: number;
  readonly nextObservation: Float32Array;
  readonly terminated: boolean;
  readonly truncated: boolean;
}

export interface AdamInspection {
  /** The running averages of the gradient and of its square. */
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
  /** Weighted l(δ) of each sample (B), whose mean is `loss`; of no use between `computeTargets` and `computeLoss`. */
  readonly losses: Float32Array;
}

/** What the numbers are those of. */
interface Learner {
  readonly online: Network;
  readonly target: Network;
  readonly optimizer: Optimizer;
  readonly metrics: { readonly gradientNorm: number };
  learningRate(step: number): number;
}

/** Q (B, actionCount) of a network with these parameters for the rows of `observations`, in an array of its own. */
type ValuesOf = (params: Float32Array, observations: Float32Array) => Float32Array;

/** Watches a stepper: make it before stepping, and look whenever it stands between two steps. */
export class Inspector {
  readonly #stepper: Stepper;
  readonly #learner: Learner;
  readonly #valuesOf: ValuesOf;
  /** θ, θ⁻ and α as the last update of the stepper began with them. */
  readonly #onlineBefore: Float32Array;
  readonly #targetBefore: Float32Array;
  #learningRate = 0;
  /** Updates made when the stepper was last seen at one. With another count, the last update was not one of its own. */
  #updates = -1;

  constructor(stepper: Stepper) {
    const { run } = stepper;
    this.#stepper = stepper;
    this.#learner = learnerOf(run);
    this.#valuesOf = createValuesOf(run);
    this.#onlineBefore = this.#learner.online.params.slice();
    this.#targetBefore = this.#learner.target.params.slice();
    stepper.observe({
      updateBegins: () => this.#rememberBeginning(),
      updateEnded: () => {
        this.#updates = run.updates;
      },
    });
  }

  look(): Inspection {
    const { run } = this.#stepper;
    const { agent, config } = run;
    const { online, target, optimizer, metrics } = this.#learner;
    const { observation, nextObservation, ...rest } = run.transition;
    const seen = this.#updates === run.updates;
    return {
      step: run.step,
      updates: run.updates,
      epsilon: agent.epsilon(run.step),
      learningRate: seen ? this.#learningRate : this.#learner.learningRate(run.step),
      transition: { ...rest, observation: observation.slice(), nextObservation: nextObservation.slice() },
      q: this.#valuesOf(online.params, observation),
      online: online.params.slice(),
      target: target.params.slice(),
      onlineBefore: (seen ? this.#onlineBefore : online.params).slice(),
      grads: online.grads.slice(),
      adam: optimizer instanceof Adam ? inspectAdam(optimizer) : null,
      gradientNorm: metrics.gradientNorm,
      update:
        seen && agent instanceof DqnAgent && config.algorithm === 'dqn'
          ? this.#inspectUpdate(agent, createLoss(config))
          : null,
      isUpdateSeen: seen,
    };
  }

  #rememberBeginning(): void {
    const { run } = this.#stepper;
    const { online, target } = this.#learner;
    this.#onlineBefore.set(online.params);
    this.#targetBefore.set(target.params);
    this.#learningRate = this.#learner.learningRate(run.step);
    this.#updates = run.updates;
  }

  #inspectUpdate(agent: DqnAgent, loss: Loss): UpdateInspection {
    const { batch, actionCount, metrics } = agent;
    return {
      size: batch.size,
      actionCount,
      observationSize: agent.online.inputs,
      observations: batch.observations.slice(),
      actions: batch.actions.slice(),
      rewards: batch.rewards.slice(),
      discounts: batch.discounts.slice(),
      nextObservations: batch.nextObservations.slice(),
      terminated: batch.terminated.slice(),
      weights: batch.weights.slice(),
      slots: batch.slots.slice(),
      qNextOnline: this.#valuesOf(this.#onlineBefore, batch.nextObservations),
      qNextTarget: this.#valuesOf(this.#targetBefore, batch.nextObservations),
      q: this.#valuesOf(this.#onlineBefore, batch.observations),
      nextValues: agent.nextValues.slice(),
      tdTarget: agent.tdTarget.slice(),
      qTaken: agent.qTaken.slice(),
      tdError: agent.tdError.slice(),
      dQTaken: agent.dQTaken.slice(),
      dQ: agent.dQ.slice(),
      loss: metrics.loss,
      meanAbsTdError: metrics.meanAbsTdError,
      meanQ: metrics.meanQ,
      losses: lossOfEach(agent, loss),
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

/** Of two learners the first, which acts and is what the metrics are about. */
function learnerOf({ agent, config }: TrainingRun): Learner {
  if (agent instanceof ClippedDoubleAgent) return agent.first;
  if (agent instanceof DqnAgent) return agent;
  if (!(agent instanceof TutorialAgent)) throw new Error('this kind of agent cannot be inspected');
  const { brain, optimizer } = agent;
  const { kernels } = new HeapDevice();
  return {
    online: brain,
    target: brain,
    optimizer,
    metrics: {
      get gradientNorm() {
        return gradientNorm(brain.grads, kernels);
      },
    },
    learningRate: () => config.learningRate,
  };
}

/** The loss of each sample as if it were alone: their mean is that of the minibatch. */
function lossOfEach({ batch, qTaken, tdTarget }: DqnAgent, loss: Loss): Float32Array {
  const slope = new Float32Array(1);
  return qTaken.map((_, b) => {
    const of = (values: Float32Array) => values.subarray(b, b + 1);
    return loss(slope, of(qTaken), of(tdTarget), of(batch.weights), 1);
  });
}

function inspectAdam({ m, v, updates, beta1, beta2, epsilon }: Adam): AdamInspection {
  return { m: m.slice(), v: v.slice(), updates, beta1, beta2, epsilon };
}

/** On a device of its own, so that nothing is shared with the networks of the agent. */
function createValuesOf({ config, environment }: TrainingRun): ValuesOf {
  const { network, rows } = buildOnDevice((device) => {
    const network = createNetwork(config, environment.spec, device);
    return { network, rows: device.float32(network.maxBatch * network.inputs) };
  });
  return (params, observations) => {
    const B = observations.length / network.inputs;
    network.params.set(params);
    rows.set(observations);
    return network.forward(rows, B).slice(0, B * network.outputs);
  };
}
