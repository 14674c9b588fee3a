/**
 * Why a run learns or fails: what the Q-function says of the states that matter, and what the memory holds of falls.
 *
 * It watches a run from outside, with a memory and a random stream of its own, so that training is the same with and
 * without it. Watching a step copies a few numbers; the Q-function is asked only when a row of the metrics is taken.
 */
import { argmax, type QFunction } from '../agent/q-function.ts';
import type { Transition } from '../agent/transition.ts';
import type { Config } from '../config/config.ts';
import { THETA_THRESHOLD, X_THRESHOLD } from '../env/cart-pole/cart-pole.ts';
import { envSpec } from '../env/registry.ts';
import { Generator } from '../random.ts';
import type { SavedState, State, Stateful } from '../state.ts';

/** What is seen at one step; null where there is nothing to see yet. */
export interface Diagnosis {
  /** Mean of Q(s, best) − Q(s, second best) over recent states: how much noise the choice of an action bears. */
  readonly actionGap: number | null;
  /** Largest Q(s, a) over recent states. */
  readonly maxQ: number | null;
  /** The largest value that any policy can have; null if it is infinite. */
  readonly qCeiling: number | null;
  /** Mean of max_a Q(s, a) over the last states before recent falls: one step before its end an episode is worth r. */
  readonly qBeforeFall: number | null;
  /** Mean |r − Q(s, a)| over the steps of recent falls: the TD error where the target is known exactly. */
  readonly fallAbsTdError: number | null;
  /** Falls of the pole among the steps that the memory reaches back. */
  readonly poleFallsInMemory: number;
  /** The same for carts that left the track. */
  readonly cartFallsInMemory: number;
  /** Share of fixed probe states whose greedy action is another than when a row was last taken. */
  readonly greedyChurn: number | null;
}

export type DiagnosisSettings = Pick<
  Config,
  'env' | 'observationScale' | 'suttonBartoReward' | 'gamma' | 'replayCapacity'
>;

/** Recent states are every 16th of the last 1024. */
const RECENT_STATES = 64;
const RECENT_EVERY_STEPS = 16;
const RECENT_FALLS = 32;
const PROBES = 64;
const PROBE_SEED = 0;
/** Largest speed of the cart (m/s) and of the pole (rad/s) in a probe state. */
const PROBE_SPEED = 2;

/** How a step ended. */
const GOES_ON = 0;
const POLE_FELL = 1;
const CART_LEFT = 2;

export class RunDiagnosis implements Stateful {
  readonly #q: QFunction;
  readonly #actionCount: number;
  readonly #observationScale: readonly number[];
  readonly #qCeiling: number | null;
  /** (RECENT_STATES, observationSize), and a view of each row. */
  readonly #recent: Float32Array;
  readonly #recentStates: readonly Float32Array[];
  /** (RECENT_FALLS, observationSize), and a view of each row. */
  readonly #fall: Float32Array;
  readonly #fallStates: readonly Float32Array[];
  readonly #fallActions = new Uint8Array(RECENT_FALLS);
  readonly #fallRewards = new Float32Array(RECENT_FALLS);
  readonly #probes: readonly Float32Array[];
  readonly #probeActions = new Uint8Array(PROBES);
  #probed = false;
  /** How each of the steps ended that the memory reaches back, and how often each ending is among them. */
  readonly #endings: Uint8Array;
  readonly #endingCounts = [0, 0, 0];
  #steps = 0;
  #falls = 0;

  constructor(settings: DiagnosisSettings, q: QFunction) {
    const { env, observationScale, suttonBartoReward, gamma, replayCapacity } = settings;
    const { observationSize, actionCount } = envSpec(env);
    this.#q = q;
    this.#actionCount = actionCount;
    this.#observationScale = observationScale;
    this.#qCeiling = ceiling(suttonBartoReward, gamma);
    this.#recent = new Float32Array(RECENT_STATES * observationSize);
    this.#recentStates = rows(this.#recent, observationSize);
    this.#fall = new Float32Array(RECENT_FALLS * observationSize);
    this.#fallStates = rows(this.#fall, observationSize);
    this.#probes = probeStates(observationScale);
    this.#endings = new Uint8Array(replayCapacity);
  }

  /** To be told of every step. */
  observe({ observation, action, reward, nextObservation, terminated }: Transition): void {
    const ending = terminated ? this.#cause(nextObservation) : GOES_ON;
    const slot = this.#steps % this.#endings.length;
    if (this.#steps >= this.#endings.length) this.#endingCounts[this.#endings[slot]]--;
    this.#endings[slot] = ending;
    this.#endingCounts[ending]++;

    if (this.#steps % RECENT_EVERY_STEPS === 0) {
      copy(this.#recentStates[(this.#steps / RECENT_EVERY_STEPS) % RECENT_STATES], observation);
    }
    this.#steps++;
    if (terminated) {
      const fall = this.#falls % RECENT_FALLS;
      copy(this.#fallStates[fall], observation);
      this.#fallActions[fall] = action;
      this.#fallRewards[fall] = reward;
      this.#falls++;
    }
  }

  /** Asks the Q-function; `greedyChurn` is then counted from here on. */
  take(): Diagnosis {
    const recent = Math.min(RECENT_STATES, Math.ceil(this.#steps / RECENT_EVERY_STEPS));
    const falls = Math.min(RECENT_FALLS, this.#falls);
    let gaps = 0;
    let maxQ = -Infinity;
    for (let k = 0; k < recent; k++) {
      const q = this.#q.values(this.#recentStates[k]);
      const best = argmax(q, 0, this.#actionCount);
      let second = -Infinity;
      for (let a = 0; a < this.#actionCount; a++) if (a !== best) second = Math.max(second, q[a]);
      gaps += q[best] - second;
      maxQ = Math.max(maxQ, q[best]);
    }
    let values = 0;
    let errors = 0;
    for (let k = 0; k < falls; k++) {
      const q = this.#q.values(this.#fallStates[k]);
      values += q[argmax(q, 0, this.#actionCount)];
      errors += Math.abs(this.#fallRewards[k] - q[this.#fallActions[k]]);
    }
    return {
      actionGap: recent > 0 ? gaps / recent : null,
      maxQ: recent > 0 ? maxQ : null,
      qCeiling: this.#qCeiling,
      qBeforeFall: falls > 0 ? values / falls : null,
      fallAbsTdError: falls > 0 ? errors / falls : null,
      poleFallsInMemory: this.#endingCounts[POLE_FELL],
      cartFallsInMemory: this.#endingCounts[CART_LEFT],
      greedyChurn: this.#churn(),
    };
  }

  /** Of two limits the one that was overstepped farther: the state behind a scaled observation is known to 7 digits. */
  #cause(observation: Float32Array): typeof POLE_FELL | typeof CART_LEFT {
    const [xScale, , thetaScale] = this.#observationScale;
    const x = Math.abs(observation[0] * xScale) / X_THRESHOLD;
    const theta = Math.abs(observation[2] * thetaScale) / THETA_THRESHOLD;
    return theta > x ? POLE_FELL : CART_LEFT;
  }

  #churn(): number | null {
    let changed = 0;
    for (let k = 0; k < PROBES; k++) {
      const action = argmax(this.#q.values(this.#probes[k]), 0, this.#actionCount);
      if (action !== this.#probeActions[k]) changed++;
      this.#probeActions[k] = action;
    }
    const isFirst = !this.#probed;
    this.#probed = true;
    return isFirst ? null : changed / PROBES;
  }

  state(): State {
    return {
      steps: this.#steps,
      falls: this.#falls,
      endings: this.#endings.subarray(0, Math.min(this.#steps, this.#endings.length)),
      recentStates: this.#recent,
      fallStates: this.#fall,
      fallActions: this.#fallActions,
      fallRewards: this.#fallRewards,
      probed: this.#probed,
      probeActions: this.#probeActions,
    };
  }

  restore(saved: SavedState): void {
    this.#steps = saved.integer('steps', 0, Number.MAX_SAFE_INTEGER);
    this.#falls = saved.integer('falls', 0, this.#steps);
    const endings = this.#endings.subarray(0, Math.min(this.#steps, this.#endings.length));
    saved.copyInto('endings', endings, GOES_ON, CART_LEFT);
    this.#endingCounts.fill(0);
    for (const ending of endings) this.#endingCounts[ending]++;
    saved.copyInto('recentStates', this.#recent);
    saved.copyInto('fallStates', this.#fall);
    saved.copyInto('fallActions', this.#fallActions, 0, this.#actionCount - 1);
    saved.copyInto('fallRewards', this.#fallRewards);
    this.#probed = saved.boolean('probed');
    saved.copyInto('probeActions', this.#probeActions, 0, this.#actionCount - 1);
  }
}

/** Views of the rows of a matrix (n, size). */
function rows(matrix: Float32Array, size: number): Float32Array[] {
  return Array.from({ length: matrix.length / size }, (_, n) => matrix.subarray(n * size, (n + 1) * size));
}

/** Σ γᵗ of the largest reward: 1 for every step, or 0 where only a fall has a reward, −1. */
function ceiling(suttonBartoReward: boolean, gamma: number): number | null {
  if (suttonBartoReward) return 0;
  return gamma < 1 ? 1 / (1 - gamma) : null;
}

/** States spread evenly over the track and the angles from which one may still balance; the same in every run. */
function probeStates(observationScale: readonly number[]): Float32Array[] {
  const random = new Generator(PROBE_SEED);
  const bounds = [X_THRESHOLD, PROBE_SPEED, THETA_THRESHOLD, PROBE_SPEED];
  return Array.from({ length: PROBES }, () =>
    Float32Array.from(bounds, (bound, d) => random.uniform(-bound, bound) / observationScale[d]),
  );
}

function copy(to: Float32Array, from: Float32Array): void {
  for (let d = 0; d < to.length; d++) to[d] = from[d];
}
