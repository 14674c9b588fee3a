/** What the falls of training teach: how wrong Q is about them, how much the loss listens, and whether it helps. */
import {
  type Agent,
  type Config,
  DqnAgent,
  type StateArray,
  type TrainingRun,
  type Transition,
} from '../../src/index.ts';

/** The whole memory at one moment, as the next updates would see it. */
export interface MemoryLook {
  /** Falls among the transitions. */
  readonly share: number;
  /** Mean |δ| of the falls, and of all other transitions. */
  readonly fallError: number;
  readonly otherError: number;
  /** Part of Σ |l′(δ)|, the pull on the values, that comes from falls: l = δ², and Huber's l with δ = 1. */
  readonly squaredPull: number;
  readonly huberPull: number;
}

/** Only of a uniform memory of single steps, from which every transition is as likely as any other. */
export function lookIntoMemory({ agent, config }: TrainingRun): MemoryLook | null {
  if (!(agent instanceof DqnAgent) || config.algorithm !== 'dqn') return null;
  if (config.replay !== 'uniform' || config.nStep !== 1) return null;
  const memory = transitionsOf(agent);
  const { batch } = agent;
  const [fall, other] = [newSums(), newSums()];
  for (let first = 0; first < memory.actions.length; first += batch.size) {
    const count = Math.min(batch.size, memory.actions.length - first);
    // The batch is written anew by each sample, so it may be borrowed between two updates.
    for (const name of TRANSITION_PARTS) {
      const size = batch[name].length / batch.size;
      batch[name].set(memory[name].subarray(first * size, (first + count) * size));
    }
    agent.computeTargets();
    agent.computeQValues();
    agent.computeLoss();
    for (let b = 0; b < count; b++) {
      const error = Math.abs(agent.tdError[b]);
      const sums = batch.terminated[b] ? fall : other;
      sums.count++;
      sums.error += error;
      sums.huber += Math.min(1, error);
    }
  }
  return {
    share: fall.count / (fall.count + other.count),
    fallError: fall.error / fall.count,
    otherError: other.error / other.count,
    squaredPull: fall.error / (fall.error + other.error),
    huberPull: fall.huber / (fall.huber + other.huber),
  };
}

const TRANSITION_PARTS = ['observations', 'actions', 'rewards', 'nextObservations', 'terminated'] as const;

const newSums = () => ({ count: 0, error: 0, huber: 0 });

/** Views of what a uniform memory holds, as a checkpoint would get them. */
function transitionsOf(agent: DqnAgent) {
  const { transitions } = agent.replay.state() as { transitions: unknown };
  return transitions as Record<(typeof TRANSITION_PARTS)[number], Extract<StateArray, ArrayLike<number>>>;
}

/** How many of the large errors at falls were at most half as large some time later. */
export interface Corrections {
  readonly large: number;
  readonly corrected: number;
}

interface Fall {
  readonly step: number;
  readonly observation: Float32Array;
  readonly action: number;
  readonly reward: number;
  readonly error: number;
}

/** Environment steps, and in all presets looked at here as many updates. */
export const CORRECTION_STEPS = 5000;
/** An error is large from this part of the largest return on: 10 of 100, or 0.1 of 1. */
export const LARGE_ERROR = 0.1;

/** Follows each fall of training whose error |r − Q(s, a)| was large when it happened. */
export class FallWatch {
  readonly #agent: Agent;
  readonly #large: number;
  readonly #open: Fall[] = [];
  #judged = 0;
  #corrected = 0;
  /** Falls are followed from here on. */
  begun = false;

  constructor(run: TrainingRun, { gamma, envOptions }: Config) {
    this.#agent = run.agent;
    this.#large = LARGE_ERROR * (envOptions.suttonBartoReward ? 1 : 1 / (1 - gamma));
    const { agent } = run;
    const observe = agent.observe.bind(agent);
    agent.observe = (transition) => {
      if (this.begun && transition.terminated) this.#fell(run.step, transition);
      observe(transition);
    };
  }

  #fell(step: number, { observation, action, reward }: Transition): void {
    const error = this.#error(observation, action, reward);
    if (error > this.#large)
      this.#open.push({ step, observation: observation.slice(), action, reward, error });
  }

  #error(observation: Float32Array, action: number, reward: number): number {
    return Math.abs(reward - this.#agent.q.values(observation)[action]);
  }

  /** To be told from time to time how far the run is. */
  reached(step: number): void {
    while (this.#open.length > 0 && this.#open[0].step + CORRECTION_STEPS <= step) {
      const { observation, action, reward, error } = this.#open.shift() as Fall;
      this.#judged++;
      if (this.#error(observation, action, reward) <= error / 2) this.#corrected++;
    }
  }

  /** Of the falls that happened long enough before the end. */
  summary(): Corrections {
    return { large: this.#judged, corrected: this.#corrected };
  }
}
