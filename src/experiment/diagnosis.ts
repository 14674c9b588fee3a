/**
 * Why a run learns or fails: what the Q-function says about the states that matter, and which endings the memory holds.
 *
 * It observes a run from outside, with a memory and a random stream of its own, so training is the same with and
 * without it. Watching a step copies a few numbers; the Q-function is asked only when a row of the metrics is taken.
 */
import { argmax, type QFunction } from '../agent/q-function.ts';
import type { Transition } from '../agent/transition.ts';
import type { Config } from '../config/config.ts';
import type { Environment } from '../env/environment.ts';
import type { TaskDiagnosis } from '../env/task.ts';
import { Generator } from '../random.ts';
import type { SavedState, State, Stateful } from '../state.ts';

/** The diagnosis at one step; null where there is nothing to see yet. */
export interface Diagnosis {
  /** Mean of Q(s, best) − Q(s, second best) over recent states: how much noise the choice of an action bears. */
  readonly actionGap: number | null;
  /** Largest Q(s, a) over recent states. */
  readonly maxQ: number | null;
  /** The largest value that any policy can have; null if it is infinite. */
  readonly qCeiling: number | null;
  /** Mean of max_a Q(s, a) over the last states before recent ends of the task: one step before it an episode is worth r. */
  readonly qBeforeEnd: number | null;
  /** Mean |r − Q(s, a)| over the steps of recent ends: the TD error where the target is known exactly. */
  readonly endAbsTdError: number | null;
  /** How often the task ended in each of its ways among the steps that the memory reaches back. */
  readonly endingsInMemory: readonly number[];
  /** Share of fixed probe states whose greedy action is another than when a row was last taken. */
  readonly greedyChurn: number | null;
}

export type DiagnosisSettings = Pick<Config, 'gamma' | 'replayCapacity'>;

/** Recent states are every 16th of the last 1024. */
const RECENT_STATES = 64;
const RECENT_EVERY_STEPS = 16;
const RECENT_ENDS = 32;
const PROBES = 64;
const PROBE_SEED = 0;

/** How a step ended: the task goes on, or ended in way number `ending − 1`. */
const GOES_ON = 0;

export class RunDiagnosis implements Stateful {
  readonly #q: QFunction;
  readonly #actionCount: number;
  readonly #observationScale: readonly number[];
  readonly #qCeiling: number | null;
  /** (RECENT_STATES, observationSize), and a view of each row. */
  readonly #recent: Float32Array;
  readonly #recentStates: readonly Float32Array[];
  /** (RECENT_ENDS, observationSize), and a view of each row. */
  readonly #end: Float32Array;
  readonly #endStates: readonly Float32Array[];
  readonly #endActions = new Uint8Array(RECENT_ENDS);
  readonly #endRewards = new Float32Array(RECENT_ENDS);
  readonly #task: TaskDiagnosis;
  /** s′ of a terminated step, not scaled. */
  readonly #endState: Float64Array;
  readonly #probes: readonly Float32Array[];
  readonly #probeActions: Uint8Array;
  #probed = false;
  /** How each of the steps ended that the memory reaches back, and how often each ending is among them. */
  readonly #endings: Uint8Array;
  readonly #endingCounts: number[];
  #steps = 0;
  #ends = 0;

  constructor({ gamma, replayCapacity }: DiagnosisSettings, environment: Environment, q: QFunction) {
    const { diagnosis, observationScale, options } = environment;
    const { observationSize, actionCount } = environment.spec;
    this.#q = q;
    this.#actionCount = actionCount;
    this.#observationScale = observationScale;
    this.#task = diagnosis;
    this.#qCeiling = diagnosis.valueCeiling?.(gamma, options) ?? null;
    this.#recent = new Float32Array(RECENT_STATES * observationSize);
    this.#recentStates = rows(this.#recent, observationSize);
    this.#end = new Float32Array(RECENT_ENDS * observationSize);
    this.#endStates = rows(this.#end, observationSize);
    this.#endState = new Float64Array(observationSize);
    this.#probes = probeStates(environment);
    this.#probeActions = new Uint8Array(this.#probes.length);
    this.#endingCounts = [0, ...diagnosis.endings.map(() => 0)];
    this.#endings = new Uint8Array(replayCapacity);
  }

  /** To be told of every step. */
  observe({ observation, action, reward, nextObservation, terminated }: Transition): void {
    const ending = terminated ? 1 + this.#endingOf(nextObservation) : GOES_ON;
    const slot = this.#steps % this.#endings.length;
    if (this.#steps >= this.#endings.length) this.#endingCounts[this.#endings[slot]]--;
    this.#endings[slot] = ending;
    this.#endingCounts[ending]++;

    if (this.#steps % RECENT_EVERY_STEPS === 0) {
      copy(this.#recentStates[(this.#steps / RECENT_EVERY_STEPS) % RECENT_STATES], observation);
    }
    this.#steps++;
    if (terminated) {
      const end = this.#ends % RECENT_ENDS;
      copy(this.#endStates[end], observation);
      this.#endActions[end] = action;
      this.#endRewards[end] = reward;
      this.#ends++;
    }
  }

  /** Asks the Q-function; `greedyChurn` is then counted from here on. */
  take(): Diagnosis {
    const recent = Math.min(RECENT_STATES, Math.ceil(this.#steps / RECENT_EVERY_STEPS));
    const ends = Math.min(RECENT_ENDS, this.#ends);
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
    for (let k = 0; k < ends; k++) {
      const q = this.#q.values(this.#endStates[k]);
      values += q[argmax(q, 0, this.#actionCount)];
      errors += Math.abs(this.#endRewards[k] - q[this.#endActions[k]]);
    }
    return {
      actionGap: recent > 0 ? gaps / recent : null,
      maxQ: recent > 0 ? maxQ : null,
      qCeiling: this.#qCeiling,
      qBeforeEnd: ends > 0 ? values / ends : null,
      endAbsTdError: ends > 0 ? errors / ends : null,
      endingsInMemory: this.#endingCounts.slice(1),
      greedyChurn: this.#churn(),
    };
  }

  /** The state behind a scaled observation is known to the 7 digits of float32. */
  #endingOf(observation: Float32Array): number {
    const state = this.#endState;
    for (let d = 0; d < state.length; d++) state[d] = observation[d] * this.#observationScale[d];
    return this.#task.endingOf(state);
  }

  #churn(): number | null {
    let changed = 0;
    for (let k = 0; k < this.#probes.length; k++) {
      const action = argmax(this.#q.values(this.#probes[k]), 0, this.#actionCount);
      if (action !== this.#probeActions[k]) changed++;
      this.#probeActions[k] = action;
    }
    const isFirst = !this.#probed;
    this.#probed = true;
    return isFirst || this.#probes.length === 0 ? null : changed / this.#probes.length;
  }

  // --- saving and restoring ---

  /** What is called a fall here, in the names of the first version, is any end of the task. */
  state(): State {
    return {
      steps: this.#steps,
      falls: this.#ends,
      endings: this.#endings.subarray(0, Math.min(this.#steps, this.#endings.length)),
      recentStates: this.#recent,
      fallStates: this.#end,
      fallActions: this.#endActions,
      fallRewards: this.#endRewards,
      probed: this.#probed,
      probeActions: this.#probeActions,
    };
  }

  restore(saved: SavedState): void {
    this.#steps = saved.integer('steps', 0, Number.MAX_SAFE_INTEGER);
    this.#ends = saved.integer('falls', 0, this.#steps);
    const endings = this.#endings.subarray(0, Math.min(this.#steps, this.#endings.length));
    saved.copyInto('endings', endings, GOES_ON, this.#task.endings.length);
    this.#endingCounts.fill(0);
    for (const ending of endings) this.#endingCounts[ending]++;
    saved.copyInto('recentStates', this.#recent);
    saved.copyInto('fallStates', this.#end);
    saved.copyInto('fallActions', this.#endActions, 0, this.#actionCount - 1);
    saved.copyInto('fallRewards', this.#endRewards);
    this.#probed = saved.boolean('probed');
    saved.copyInto('probeActions', this.#probeActions, 0, this.#actionCount - 1);
  }
}

/** Views of the rows of a matrix (n, size). */
function rows(matrix: Float32Array, size: number): Float32Array[] {
  return Array.from({ length: matrix.length / size }, (_, n) => matrix.subarray(n * size, (n + 1) * size));
}

/** States of which the task says that they may still go either way, scaled; the same in every run. */
function probeStates({ diagnosis, observationScale }: Environment): Float32Array[] {
  const { probeState } = diagnosis;
  if (!probeState) return [];
  const random = new Generator(PROBE_SEED);
  return Array.from({ length: PROBES }, () =>
    Float32Array.from(probeState(random), (value, d) => value / observationScale[d]),
  );
}

function copy(to: Float32Array, from: Float32Array): void {
  for (let d = 0; d < to.length; d++) to[d] = from[d];
}
