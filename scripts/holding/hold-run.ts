/** Trains an agent to the end of its budget, lifts the time limit, and plays on with its last network and with its best one. */
import { GreedyEpisode } from '../../src/experiment/evaluation.ts';
import {
  type Config,
  Environment,
  environmentOf,
  Generator,
  type QFunction,
  spawnStreams,
  TrainingRun,
} from '../../src/index.ts';

/** The limit with which a network plays on, in environment steps. */
export const HOLD_STEPS = 20_000;
const EPISODES = 10;

/** A network in episodes that end by a fall or after `HOLD_STEPS`. */
export interface Holding {
  /** Environment steps after which it was taken. */
  readonly step: number;
  /** Mean return of its evaluation within the usual limit. */
  readonly greedyReturn: number | null;
  /** How long each episode lasted. */
  readonly lengths: readonly number[];
}

export interface HoldRun {
  readonly preset: string;
  readonly seed: number;
  readonly last: Holding;
  readonly best: Holding;
}

export function holdRun(preset: string, config: Config): HoldRun {
  const run = new TrainingRun(config, { episodeEnded() {}, metricsTaken() {} });
  while (!run.finished) run.advance();
  const lengths = () => episodeLengths(config, run.agent.q);
  const last: Holding = { step: run.step, greedyReturn: run.finalGreedyReturn, lengths: lengths() };
  const { step, greedyReturn, params } = run.best;
  run.network.params.set(params);
  return { preset, seed: config.seed, last, best: { step, greedyReturn, lengths: lengths() } };
}

/** From the same initial states for every network of a seed: those of the evaluation after the step 0, which a run never makes. */
function episodeLengths(config: Config, q: QFunction): number[] {
  const { task } = environmentOf(config);
  const environment = new Environment(task, { ...config, maxEpisodeSteps: HOLD_STEPS });
  const env = environment.createForEvaluation(new Generator(spawnStreams(config.seed).evaluation.child(0)));
  return Array.from({ length: EPISODES }, () => {
    const episode = new GreedyEpisode(q, env);
    let steps = 0;
    for (; !episode.ended; steps++) episode.step();
    return steps;
  });
}
