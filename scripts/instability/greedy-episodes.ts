/** How the episodes of greedy evaluations end. */
import { endingOf, POLE_FELL } from '../../src/env/cart-pole/task.ts';
import {
  ascending,
  type Config,
  environmentOf,
  Generator,
  mean,
  median,
  Policy,
  type QFunction,
  type Recording,
  recordGreedyEpisode,
  spawnStreams,
} from '../../src/index.ts';
import { type Range, rangeOf } from './ranges.ts';

type Side = 'cartLeft' | 'cartRight' | 'poleLeft' | 'poleRight';

/** The greedy evaluations after the first perfect one. */
export interface GreedyFalls {
  readonly evaluations: number;
  /** Those in which at least one episode fell. */
  readonly imperfect: number;
  /** Episodes that ended by the cart leaving the track, or the pole falling, on this side. */
  readonly ends: Readonly<Record<Side, number>>;
  /** Median steps of the episodes that fell. */
  readonly steps: number | null;
  /** Evaluations with several falls, and those of them whose falls were all of one kind and to one side. */
  readonly severalFalls: number;
  readonly oneSided: number;
  /** Q(s, best) − Q(s, other) over the states of the first episode of each evaluation. */
  readonly actionGap: Range;
}

/** The stream of the initial states with which the run itself is evaluated after a step. */
export const evaluationStream = ({ seed }: Config, step: number) =>
  new Generator(spawnStreams(seed).evaluation.child(step));

/** Of the two limits the one that was overstepped farther. */
function sideOf({ moments, terminated }: Recording): Side | null {
  if (!terminated) return null;
  const { observation } = moments[moments.length - 1];
  const [x, , theta] = observation;
  if (endingOf(observation) === POLE_FELL) return theta < 0 ? 'poleLeft' : 'poleRight';
  return x < 0 ? 'cartLeft' : 'cartRight';
}

export class GreedyFallsRecorder {
  readonly #config: Config;
  readonly #policy: Policy;
  readonly #ends: Record<Side, number> = { cartLeft: 0, cartRight: 0, poleLeft: 0, poleRight: 0 };
  readonly #steps: number[] = [];
  readonly #gaps: number[] = [];
  #evaluations = 0;
  #imperfect = 0;
  #severalFalls = 0;
  #oneSided = 0;

  constructor(config: Config, q: QFunction) {
    this.#config = config;
    this.#policy = new Policy(q, config);
  }

  /** Plays an evaluation again, right after it was made: of a perfect one the first episode, else all of them. */
  evaluated(step: number, greedyReturn: number): void {
    const { evaluationEpisodes } = this.#config;
    const environment = environmentOf(this.#config);
    const { spec } = environment;
    const env = environment.createUnscaledForEvaluation(evaluationStream(this.#config, step));
    const perfect = greedyReturn === spec.maxReturn;
    const recordings = Array.from({ length: perfect ? 1 : evaluationEpisodes }, () =>
      recordGreedyEpisode(this.#policy, env, spec),
    );
    if (mean(recordings.map(({ episodeReturn }) => episodeReturn)) !== greedyReturn) {
      throw new Error(`the evaluation at step ${step} of seed ${this.#config.seed} was another one`);
    }
    for (const { values } of recordings[0].moments) this.#gaps.push(Math.abs(values[0] - values[1]));
    const sides = recordings.flatMap((recording) => {
      const side = sideOf(recording);
      if (side === null) return [];
      this.#steps.push(recording.moments.length - 1);
      this.#ends[side]++;
      return [side];
    });
    this.#evaluations++;
    if (!perfect) this.#imperfect++;
    if (sides.length < 2) return;
    this.#severalFalls++;
    if (new Set(sides).size === 1) this.#oneSided++;
  }

  summary(): GreedyFalls {
    return {
      evaluations: this.#evaluations,
      imperfect: this.#imperfect,
      ends: { ...this.#ends },
      steps: this.#steps.length === 0 ? null : median(ascending(this.#steps)),
      severalFalls: this.#severalFalls,
      oneSided: this.#oneSided,
      actionGap: rangeOf(this.#gaps),
    };
  }
}
