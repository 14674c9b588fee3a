/** The runs of the study as lines of a file, which grows while the study runs and is put into order at its end. */
import { readFileSync } from 'node:fs';
import { UsageError } from '../../src/cli/program.ts';
import { isThere } from '../../src/cli/reading.ts';
import { NETWORKS, type NetworkName, type RemedyRun } from './remedy-run.ts';

export const runLine = (run: RemedyRun): string => `${JSON.stringify(run)}\n`;

/**
 * Those that a file holds; a line that was cut short does not count.
 *
 * @throws UsageError if they have another budget.
 */
export function readRuns(path: string, steps: number): RemedyRun[] {
  if (!isThere(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  const runs = lines.map((line) => JSON.parse(line) as RemedyRun);
  const other = runs.find((run) => run.last.steps !== steps);
  if (other === undefined) return runs;
  throw new UsageError(
    `${path} holds runs of ${other.last.steps} steps; give --steps ${other.last.steps}, or choose another folder with --out`,
  );
}

/** By network and seed. */
export function inOrder(runs: readonly RemedyRun[]): RemedyRun[] {
  const place = (name: NetworkName) => Object.keys(NETWORKS).indexOf(name);
  return [...runs].sort((a, b) => place(a.network) - place(b.network) || a.seed - b.seed);
}
