/**
 * Learning curves of other programs, as tables of text (for evaluations.npz see `evaluations-npz.ts`):
 *
 *   monitor.csv of Stable-Baselines3   a line of JSON behind #, then r (return), l (steps) and t of each episode; as there, what is shown
 *                                      is the mean of the last 100
 *   CSV of TensorBoard or CleanRL      columns with Step or global_step, and Value or one column of returns
 */
import type { CurvePoint } from '../../experiment/learning-curve.ts';
import { UserError } from '../../user-error.ts';

/** A table that is none of these. The message is one line. */
export class ForeignCurveError extends UserError {
  override name = 'ForeignCurveError';
}

/** Episodes in a mean of Stable-Baselines3. */
const RECENT = 100;
const STEP_COLUMNS = ['step', 'global_step', 'global step'];
const OTHER_COLUMNS = ['wall time', 'wall_time', ...STEP_COLUMNS];

/** @throws ForeignCurveError that says which line is wrong. */
export function parseForeignCurve(text: string): CurvePoint[] {
  const lines = text.split('\n').map((line) => line.trim());
  const isMonitor = lines[0].startsWith('#');
  const headAt = isMonitor ? 1 : 0;
  const columns = (lines[headAt] ?? '')
    .split(',')
    .map((name) => name.replaceAll('"', '').trim().toLowerCase());
  const rows = lines.flatMap((line, k) =>
    k <= headAt || line === '' ? [] : [{ number: k + 1, cells: line.split(',') }],
  );
  const read = ({ number, cells }: (typeof rows)[number], column: number): number => {
    const value = Number((cells[column] ?? '').replaceAll('"', '') || Number.NaN);
    if (Number.isFinite(value)) return value;
    throw new ForeignCurveError(
      `line ${number}: got ${JSON.stringify(cells[column] ?? '')} for ${columns[column]}, expected a number`,
    );
  };
  if (isMonitor) {
    const [r, l] = ['r', 'l'].map((name) => columns.indexOf(name));
    if (r < 0 || l < 0) throw new ForeignCurveError('line 2: expected the columns r and l of a monitor.csv');
    return recentMeans(rows.map((row) => ({ length: read(row, l), return: read(row, r) })));
  }
  const step = columns.findIndex((name) => STEP_COLUMNS.includes(name));
  const named = columns.indexOf('value');
  const others = columns.flatMap((name, k) => (OTHER_COLUMNS.includes(name) ? [] : [k]));
  const value = named >= 0 ? named : others.length === 1 ? others[0] : -1;
  if (step < 0 || value < 0) {
    throw new ForeignCurveError('line 1: expected a monitor.csv, or the columns Step and Value');
  }
  const points = rows.map((row) => ({ step: read(row, step), return: read(row, value) }));
  return points.sort((a, b) => a.step - b.step);
}

function recentMeans(
  episodes: readonly { readonly length: number; readonly return: number }[],
): CurvePoint[] {
  let [step, sum] = [0, 0];
  return episodes.map((episode, k) => {
    step += episode.length;
    sum += episode.return - (k >= RECENT ? episodes[k - RECENT].return : 0);
    return { step, return: sum / Math.min(k + 1, RECENT) };
  });
}
