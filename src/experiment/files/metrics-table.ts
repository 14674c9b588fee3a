/** Reads metrics.csv back, so that statements about a run can come from its folder. */
import type { Endings } from '../../env/task.ts';
import { UserError } from '../../user-error.ts';
import { csvHeader, type MetricsRow, metricsColumns, RECENT_EPISODES } from '../metrics.ts';

/** A table that was not written by a run; the message is one line: where, what was got, what was expected. */
export class TableError extends UserError {
  override name = 'TableError';
}

/**
 * The rows of metrics.csv, one after the other.
 *
 * Only what `csvLine` writes is accepted: these columns, each number in its shortest form, whole lines, ascending steps.
 *
 * @param endings those of the task that the run is of.
 * @param text in pieces of any size, because a long run's table may be larger than a string can be.
 * @throws TableError
 */
export function* parseMetrics(text: Iterable<string>, endings: Endings): Generator<MetricsRow> {
  const columns = metricsColumns(endings);
  const header = csvHeader(columns).trimEnd();
  const names = columns.map(({ name }) => name);
  let number = 0;
  let last = -1;
  for (const line of wholeLines(text)) {
    number++;
    if (number === 1) {
      if (line !== header) throw new TableError(`line 1: got ${show(line)}, expected ${header}`);
      continue;
    }
    const row = parseRow(line, number, names, endings);
    if (row.step <= last) {
      throw new TableError(`line ${number}, step: got ${row.step}, expected more than ${last}`);
    }
    last = row.step;
    yield row;
  }
  if (number === 0) throw new TableError(`the table is empty; its first line is ${header}`);
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

function parseRow(
  line: string,
  lineNumber: number,
  names: readonly string[],
  { endWord, endings }: Endings,
): MetricsRow {
  const cells = line.split(',');
  if (cells.length !== names.length) {
    throw new TableError(`line ${lineNumber}: got ${cells.length} cells, expected ${names.length}`);
  }
  const refuse = (name: string, expected: string) =>
    new TableError(
      `line ${lineNumber}, ${name}: got ${show(cells[names.indexOf(name)])}, expected ${expected}`,
    );

  const numberOrNull = (name: string): number | null => {
    const cell = cells[names.indexOf(name)];
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
    if (!Number.isSafeInteger(value) || value < 0) throw refuse(name, 'an integer from 0');
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
      qBeforeEnd: numberOrNull(`q_before_${endWord}`),
      endAbsTdError: numberOrNull(`${endWord}_abs_td_error`),
      endingsInMemory: endings.map(({ column }) => count(`${column}_in_memory`)),
      greedyChurn: numberOrNull('greedy_churn'),
    },
  };
}

const MAX_SHOWN = 60;

const show = (text: string) =>
  JSON.stringify(text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN)}…`);
