/** Reads metrics.csv back, so that what is said of a run can be what its folder holds. */
import { csvHeader, METRICS_COLUMNS, type MetricsRow, RECENT_EPISODES } from '../metrics.ts';

/** A table that no run has written; the message is one line: where, what was got, what is allowed. */
export class TableError extends Error {
  override name = 'TableError';
}

const HEADER = csvHeader(METRICS_COLUMNS).trimEnd();
const NAMES = METRICS_COLUMNS.map(({ name }) => name);

/**
 * The rows of metrics.csv, one after the other.
 *
 * Only what `csvLine` writes is taken: these columns, each number in its shortest form, whole lines, ascending steps.
 *
 * @param text in pieces of any size, because a long run's table may be larger than a string can be.
 * @throws TableError
 */
export function* parseMetrics(text: Iterable<string>): Generator<MetricsRow> {
  let number = 0;
  let last = -1;
  for (const line of wholeLines(text)) {
    number++;
    if (number === 1) {
      if (line !== HEADER) throw new TableError(`line 1: got ${show(line)}, allowed is ${HEADER}`);
      continue;
    }
    const row = parseRow(line, number);
    if (row.step <= last) {
      throw new TableError(`line ${number}, step: got ${row.step}, allowed is more than ${last}`);
    }
    last = row.step;
    yield row;
  }
  if (number === 0) throw new TableError(`the table is empty; its first line is ${HEADER}`);
}

function* wholeLines(text: Iterable<string>): Generator<string> {
  let rest = '';
  for (const piece of text) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() as string;
    yield* lines;
  }
  if (rest !== '') throw new TableError(`the last line is cut off: ${show(rest)}`);
}

function parseRow(line: string, lineNumber: number): MetricsRow {
  const cells = line.split(',');
  if (cells.length !== NAMES.length) {
    throw new TableError(`line ${lineNumber}: got ${cells.length} cells, allowed are ${NAMES.length}`);
  }
  const refuse = (name: string, allowed: string) =>
    new TableError(
      `line ${lineNumber}, ${name}: got ${show(cells[NAMES.indexOf(name)])}, allowed is ${allowed}`,
    );

  const numberOrNull = (name: string): number | null => {
    const cell = cells[NAMES.indexOf(name)];
    if (cell === '') return null;
    if (String(Number(cell)) !== cell) throw refuse(name, 'a number in its shortest form, or nothing');
    return Number(cell);
  };
  const number = (name: string): number => {
    const value = numberOrNull(name);
    if (value === null) throw refuse(name, 'a number');
    return value;
  };
  const count = (name: string): number => {
    const value = number(name);
    if (!Number.isSafeInteger(value) || value < 0) throw refuse(name, 'a whole number from 0 on');
    return value;
  };

  return {
    step: count('step'),
    updates: count('updates'),
    episodes: count('episodes'),
    epsilon: number('epsilon'),
    loss: numberOrNull('loss'),
    meanAbsTdError: numberOrNull('mean_abs_td_error'),
    meanQ: numberOrNull('mean_q'),
    gradientNorm: numberOrNull('gradient_norm'),
    terminalsInMemory: count('terminals_in_memory'),
    meanReturn: numberOrNull(`mean_return_${RECENT_EPISODES}`),
    greedyReturn: numberOrNull('greedy_return'),
    diagnosis: {
      actionGap: numberOrNull('action_gap'),
      maxQ: numberOrNull('max_q'),
      qCeiling: numberOrNull('q_ceiling'),
      qBeforeFall: numberOrNull('q_before_fall'),
      fallAbsTdError: numberOrNull('fall_abs_td_error'),
      poleFallsInMemory: count('pole_falls_in_memory'),
      cartFallsInMemory: count('cart_falls_in_memory'),
      greedyChurn: numberOrNull('greedy_churn'),
    },
  };
}

const MAX_SHOWN = 60;

const show = (text: string) =>
  JSON.stringify(text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN)}…`);
