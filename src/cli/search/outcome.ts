/** What a rung has found: the score of each of its candidates, and which are the best. */
import { lowestReturn, meanScore, type Rung, ranking } from '../../experiment/halving.ts';
import type { FinishedRun, SweepFolder } from '../sweep/folder.ts';
import type { SweepPlan } from '../sweep/plan.ts';

export interface RungOutcome {
  readonly rung: Rung;
  /** Of its candidates, in the order of their numbers in the search. */
  readonly numbers: readonly number[];
  /** One for each of them. */
  readonly scores: readonly number[];
  /** The numbers from the best to the worst. */
  readonly best: readonly number[];
}

/** How many evaluations each run of a sweep has that goes on to the end. */
export function evaluationsDue({ variants: [{ config }] }: SweepPlan): number {
  return Math.ceil(config.steps / config.evaluationEverySteps);
}

/** Of a complete rung, or of those candidates of it of which all runs are done. */
export function outcomeOf(rung: Rung, numbers: readonly number[], folder: SweepFolder): RungOutcome {
  const done = folder
    .finishedByVariant()
    .map(({ runs }, k) => ({ number: numbers[k], runs: runs as readonly FinishedRun[] }))
    .filter(({ runs }) => runs.length === rung.seeds.length);
  const lowest = lowestReturn(done.flatMap(({ runs }) => runs));
  const due = evaluationsDue(folder.plan);
  const scores = done.map(({ runs }) => meanScore(runs, due, lowest));
  return {
    rung,
    numbers: done.map(({ number }) => number),
    scores,
    best: ranking(scores).map((k) => done[k].number),
  };
}
