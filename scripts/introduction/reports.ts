/** Runs whose results are kept in `docs/reports`. */
import { readFileSync } from 'node:fs';

export interface RunResult {
  readonly variant: string;
  readonly seed: number;
  readonly solvedAtStep: number | null;
  readonly firstPerfectStep: number | null;
  readonly stability: number | null;
  readonly finalGreedyMean: number;
}

export interface RunCurve {
  readonly variant: string;
  readonly seed: number;
  readonly steps: readonly number[];
  readonly greedyReturns: readonly number[];
}

const read = <Line>(report: string, file: string): Line[] =>
  readFileSync(new URL(`../../docs/reports/${report}/${file}`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

export const resultsOf = (report: string) => read<RunResult>(report, 'results.jsonl');

/** The evaluations of one run. Throws an Error if the report has no such run. */
export function curveOf(report: string, variant: string, seed: number): RunCurve {
  const curves = read<RunCurve>(report, 'curves.jsonl');
  const curve = curves.find((candidate) => candidate.variant === variant && candidate.seed === seed);
  if (curve === undefined) throw new Error(`the report ${report} has no run of ${variant} with seed ${seed}`);
  return curve;
}
