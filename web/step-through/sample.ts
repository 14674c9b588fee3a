/** The numbers of one transition of a minibatch, taken out of the arrays of an inspection as they are. */
import type { UpdateInspection } from '../../src/experiment/inspection.ts';

export interface Sample {
  /** Where the transition lies in the memory. */
  readonly slot: number;
  /** s, as the agent sees it. */
  readonly observation: Float32Array;
  readonly action: number;
  readonly reward: number;
  /** s′ */
  readonly nextObservation: Float32Array;
  readonly terminated: boolean;
  /** What V(s′) is multiplied by: γ, or γⁿ. */
  readonly discount: number;
  /** Weight in the loss. */
  readonly weight: number;
  /** Q(s′, ·; θ⁻) */
  readonly qNextTarget: Float32Array;
  /** Q(s′, ·; θ) */
  readonly qNextOnline: Float32Array;
  readonly nextValue: number;
  /** y */
  readonly tdTarget: number;
  /** Q(s, ·; θ) */
  readonly q: Float32Array;
  readonly qTaken: number;
  /** δ */
  readonly tdError: number;
  /** Weighted l(δ). */
  readonly loss: number;
  /** ∂L/∂Q(s, a; θ) */
  readonly dQTaken: number;
  /** ∂L/∂Q(s, ·; θ) */
  readonly dQ: Float32Array;
}

export function sampleOf(update: UpdateInspection, b: number): Sample {
  const { actionCount: A, observationSize: D } = update;
  const row = (values: Float32Array, width: number) => values.subarray(b * width, (b + 1) * width);
  return {
    slot: update.slots[b],
    observation: row(update.observations, D),
    action: update.actions[b],
    reward: update.rewards[b],
    nextObservation: row(update.nextObservations, D),
    terminated: update.terminated[b] === 1,
    discount: update.discounts[b],
    weight: update.weights[b],
    qNextTarget: row(update.qNextTarget, A),
    qNextOnline: row(update.qNextOnline, A),
    nextValue: update.nextValues[b],
    tdTarget: update.tdTarget[b],
    q: row(update.q, A),
    qTaken: update.qTaken[b],
    tdError: update.tdError[b],
    loss: update.losses[b],
    dQTaken: update.dQTaken[b],
    dQ: row(update.dQ, A),
  };
}

/** The next transition after number b, going round, with which its task ended; null if there is none in the batch. */
export function nextTerminated({ terminated, size }: UpdateInspection, b: number): number | null {
  for (let k = 1; k <= size; k++) if (terminated[(b + k) % size]) return (b + k) % size;
  return null;
}

/** The transition about which Q is most wrong, the first of equals. */
export function mostWrong({ tdError }: UpdateInspection): number {
  return tdError.reduce((best, error, b) => (Math.abs(error) > Math.abs(tdError[best]) ? b : best), 0);
}
