import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMetrics, TableError } from '../../../src/experiment/files/metrics-table.ts';
import { csvHeader, csvLine, type MetricsRow } from '../../../src/experiment/metrics.ts';
import { ENDINGS, METRICS_COLUMNS } from '../../metrics-columns.ts';
import { completeRun, shortConfig } from '../runs.ts';

const HEADER = csvHeader(METRICS_COLUMNS);
const write = (rows: readonly MetricsRow[]) =>
  HEADER + rows.map((row) => csvLine(METRICS_COLUMNS, row)).join('');
const parse = (...pieces: string[]) => [...parseMetrics(pieces, ENDINGS)];

/** As a file keeps it: without the sign of zero. */
const number = fc.double({ noNaN: true }).map((value) => value + 0);
const count = fc.nat();
const optional = fc.option(number);
const row: fc.Arbitrary<MetricsRow> = fc.record({
  step: count,
  updates: count,
  episodes: count,
  epsilon: number,
  loss: optional,
  meanAbsTdError: optional,
  meanQ: optional,
  gradientNorm: optional,
  terminalsInMemory: count,
  meanReturn: optional,
  greedyReturn: optional,
  diagnosis: fc.record({
    actionGap: optional,
    maxQ: fc.option(fc.oneof(number, fc.constant(Number.NaN))),
    qCeiling: optional,
    qBeforeEnd: optional,
    endAbsTdError: optional,
    endingsInMemory: fc.tuple(count, count),
    greedyChurn: optional,
  }),
});
const table = fc
  .uniqueArray(row, { selector: ({ step }) => step })
  .map((rows) => rows.sort((a, b) => a.step - b.step));

describe('parseMetrics', () => {
  it('gives back every row that was written, whatever pieces the text comes in', () => {
    fc.assert(
      fc.property(table, fc.array(fc.nat()), (rows, cuts) => {
        const text = write(rows);
        const places = [0, ...cuts.map((cut) => cut % text.length).sort((a, b) => a - b), text.length];
        const pieces = places.slice(1).map((place, k) => text.slice(places[k], place));
        expect(parse(...pieces)).toEqual(rows);
      }),
    );
  });

  it('gives the rows of a run', () => {
    const { metrics } = completeRun(shortConfig());
    expect(parse(write(metrics))).toEqual(metrics);
  });

  it('reads no further than it is asked to', () => {
    const rows = parseMetrics(
      (function* () {
        yield write([LINE]);
        throw new Error('read on');
      })(),
      ENDINGS,
    );
    expect(rows.next().value).toEqual(LINE);
    expect(() => rows.next()).toThrow('read on');
  });
});

const LINE: MetricsRow = {
  step: 100,
  updates: 50,
  episodes: 4,
  epsilon: 0.05,
  loss: 1e-7,
  meanAbsTdError: 0.1,
  meanQ: -2.5,
  gradientNorm: 1e21,
  terminalsInMemory: 4,
  meanReturn: 20.25,
  greedyReturn: null,
  diagnosis: {
    actionGap: 0.25,
    maxQ: 101,
    qCeiling: 100,
    qBeforeEnd: 3,
    endAbsTdError: 2,
    endingsInMemory: [3, 1],
    greedyChurn: null,
  },
};

describe('what no run has written is refused', () => {
  const good = write([LINE]);
  const cells = good.split('\n')[1].split(',');
  const withCell = (name: string, cell: string) => {
    const at = METRICS_COLUMNS.findIndex((column) => column.name === name);
    return `${HEADER}${cells.with(at, cell).join(',')}\n`;
  };

  it.each([
    ['nothing', '', 'the table is empty'],
    ['another header', good.replace('max_q,', 'max-q,'), 'line 1: got "step,updates,'],
    ['columns in another order', good.replace('step,updates', 'updates,step'), 'line 1: got'],
    ['a line that is cut off', good.slice(0, -1), 'the last line is cut off: "100,50,'],
    ['a header that is cut off', HEADER.trimEnd(), 'the last line is cut off'],
    ['a cell too many', good.replace(/\n$/, ',\n'), 'line 2: got 20 cells, expected 19'],
    ['an empty line', `${good}\n`, 'line 3: got 1 cells'],
    ['line breaks of another system', good.replaceAll('\n', '\r\n'), 'line 1: got'],
    ['a step twice', good + good.slice(HEADER.length), 'line 3, step: got 100, expected more than 100'],
    ['no step', withCell('step', ''), 'line 2, step: got "", expected a number'],
    ['half a step', withCell('step', '0.5'), 'line 2, step: got "0.5", expected an integer'],
    ['fewer falls than none', withCell('pole_falls_in_memory', '-1'), 'expected an integer from 0'],
    ['no ε', withCell('epsilon', ''), 'line 2, epsilon: got ""'],
    ['words', withCell('max_q', 'high'), 'line 2, max_q: got "high", expected a number'],
    ['a number in another form', withCell('loss', '1E-7'), 'line 2, loss: got "1E-7"'],
    ['a zero too many', withCell('greedy_churn', '0.50'), 'line 2, greedy_churn: got "0.50"'],
    ['spaces', withCell('mean_q', ' 1'), 'line 2, mean_q: got " 1"'],
    ['minus zero', withCell('mean_q', '-0'), 'line 2, mean_q: got "-0"'],
  ])('%s', (_, text, message) => {
    expect(() => parse(text)).toThrow(TableError);
    expect(() => parse(text)).toThrow(message);
  });

  it('in one line that does not grow with what it was given', () => {
    for (const text of [
      'x'.repeat(1e5),
      `${HEADER}${'9'.repeat(1e5)}\n`,
      withCell('max_q', 'y'.repeat(1e5)),
    ]) {
      expect(() => parse(text)).toThrow(/^.{1,600}$/);
    }
  });
});
