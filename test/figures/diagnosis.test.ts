import { describe, expect, it } from 'vitest';
import { resolveConfig } from '../../src/config/config.ts';
import { environmentOf } from '../../src/experiment/assembly.ts';
import { parseMetrics } from '../../src/experiment/files/metrics-table.ts';
import { csvHeader, csvLine, type MetricsRow } from '../../src/experiment/metrics.ts';
import { renderDiagnosisSvg } from '../../src/figures/diagnosis.ts';
import { completeRun, shortConfig } from '../experiment/runs.ts';
import { ENDINGS, METRICS_COLUMNS } from '../metrics-columns.ts';
import { expectSelfContainedSvg } from '../svg-check.ts';

const SETTINGS = resolveConfig({});
const STRIPS = 7;

const row = (step: number, changes: Partial<MetricsRow> = {}, diagnosis = {}): MetricsRow => ({
  step,
  updates: step,
  episodes: 1,
  epsilon: 0.05,
  loss: 1,
  meanAbsTdError: 1,
  meanQ: 50,
  gradientNorm: 1,
  terminalsInMemory: 1,
  meanReturn: 100,
  greedyReturn: null,
  ...changes,
  diagnosis: {
    actionGap: 0.5,
    maxQ: 90,
    qCeiling: 100,
    qBeforeEnd: 20,
    endAbsTdError: 10,
    endingsInMemory: [30, 4],
    greedyChurn: 0.25,
    ...diagnosis,
  },
});

const rows = (count: number, make = row) => Array.from({ length: count }, (_, k) => make(100 * (k + 1)));
const draw = (table: Iterable<MetricsRow>, settings = SETTINGS) =>
  renderDiagnosisSvg(table, 'a <run>', environmentOf(settings));

it('has a line for what no policy is worth more than in its legend only where there is one', () => {
  expect(draw(rows(2))).toContain('no policy is worth more');
  const table = rows(2, (step) => row(step, {}, { qCeiling: null }));
  expect(draw(table)).not.toContain('no policy is worth more');
});

/** The points of each curve, in the order of the strips, the second curve of a strip behind the first. */
const curves = (svg: string) =>
  [...svg.matchAll(/<path class="curve line-series-\d dash-\d" stroke-linecap="round" d="([^"]*)"\/>/g)].map(
    ([, path]) => [...path.matchAll(/[ML]([\d.]+),([\d.-]+)/g)].map(([, x, y]) => [Number(x), Number(y)]),
  );
const GREEDY = 0;
const MAX_Q = 1;
const FALL_ERROR = 4;
/** The first step and the last: the left and right ends of the plots. */
const LEFT = 58;
const RIGHT = 736;

/** Two labels on the left of a strip fix its scale. */
function heightOf(svg: string, strip: number, [low, high]: [number, number], value: number): number {
  const part = svg.split('font-weight="600"')[strip + 2];
  const at = (label: number) =>
    Number(new RegExp(` y="([\\d.]+)" dy=".35em" text-anchor="end">${label}<`).exec(part)![1]);
  return at(low) + ((at(high) - at(low)) * (value - low)) / (high - low);
}

/** Left and right ends of the shaded parts. */
function shaded(svg: string): number[][] {
  const path = /<path class="band fill-series-1" d="([^"]*)"\/>\n/.exec(svg)![1];
  return [...path.matchAll(/M([\d.]+),[\d.]+H([\d.]+)V/g)].map(([, from, to]) => [Number(from), Number(to)]);
}

describe('the picture stands alone', () => {
  const short = completeRun(shortConfig()).metrics;
  it.each([
    ['of a run', short],
    ['of a run with the reward of 1983', completeRun(shortConfig({ suttonBartoReward: true })).metrics],
    ['of one row', short.slice(0, 1)],
    ['of no rows', []],
    [
      'of values that are no numbers',
      [row(100, { gradientNorm: Number.NaN }, { maxQ: Number.NaN }), row(200)],
    ],
    ['of an infinite value', [row(100, { meanAbsTdError: Infinity }), row(200)]],
    ['of errors of zero', rows(3, (step) => row(step, { meanAbsTdError: 0 }, { endAbsTdError: 0 }))],
    ['of a run without ceiling', rows(3, (step) => row(step, {}, { qCeiling: null }))],
    ['of a run that nothing is known of', rows(3, (step) => row(step, { meanQ: null }, { maxQ: null }))],
  ])('%s', (_, table) => {
    const svg = draw(table);
    expectSelfContainedSvg(svg);
    expect(svg).toContain('a &lt;run&gt;');
    expect(svg.match(/font-weight="600"/g)).toHaveLength(STRIPS + 1);
  });

  it('and is the same whether drawn from the rows or from their table', () => {
    const csv = csvHeader(METRICS_COLUMNS) + short.map((line) => csvLine(METRICS_COLUMNS, line)).join('');
    expect(draw(parseMetrics([csv], ENDINGS))).toBe(draw(short));
  });
});

describe('what is drawn', () => {
  it('greedy returns are where their evaluations were', () => {
    const returns = [100, 500, 300];
    const table = rows(10, (step) =>
      row(step, { greedyReturn: step % 400 === 0 || step === 1000 ? returns[Math.floor(step / 500)] : null }),
    );
    const svg = draw(table);
    expect(curves(svg)[GREEDY]).toEqual(
      [400, 800, 1000].map((step, k) => [
        expect.closeTo(LEFT + ((RIGHT - LEFT) * step) / 1000, 1),
        expect.closeTo(heightOf(svg, 0, [0, 400], returns[k]), 0),
      ]),
    );
  });

  it('the axis of returns reaches the largest one, whatever was reached', () => {
    const svg = draw([row(100, { greedyReturn: 9 })]);
    const all = draw([row(100, { greedyReturn: 500 })]);
    expect(heightOf(svg, 0, [0, 400], 500)).toBeCloseTo(curves(all)[GREEDY][0][1], 1);
  });

  it('Q is drawn on the scale of its own axis, which reaches the ceiling', () => {
    const svg = draw(rows(4));
    expect(curves(svg)[MAX_Q].map(([, y]) => y)).toEqual(
      Array(4).fill(expect.closeTo(heightOf(svg, 1, [0, 100], 90), 0)),
    );
  });

  it('TD errors are drawn by their powers of ten, without those that have none', () => {
    const errors = [1000, 10, 0, 1];
    const svg = draw(errors.map((error, k) => row(100 * (k + 1), {}, { endAbsTdError: error })));
    const points = curves(svg)[FALL_ERROR];
    expect(points.map(([x]) => x)).toEqual([1, 2, 4].map((k) => expect.closeTo(LEFT + (678 * k) / 4, 1)));
    const [a, b, c] = points.map(([, y]) => y);
    expect((c - b) * 2).toBeCloseTo(b - a, 0);
    for (const label of [1, 10, 100, 1000]) expect(svg).toContain(`text-anchor="end">${label}</text>`);
  });

  it('a value is left out where there is none', () => {
    const svg = draw(
      rows(6, (step) => row(step, {}, { actionGap: step > 300 ? 1 : null, maxQ: step > 200 ? 9 : null })),
    );
    expect(curves(svg).map(({ length }) => length)).toEqual([0, 4, 6, 6, 6, 6, 3, 6, 6, 6]);
  });

  it('a single value is a dot', () => {
    const svg = draw([row(100, { greedyReturn: 300 })]);
    expect(curves(svg)[GREEDY]).toHaveLength(1);
    expect(svg).toMatch(/stroke-linecap="round" d="M736,[\d.]+Z"/);
  });

  it('values of a run that diverges have short labels', () => {
    const table = rows(3, (step) =>
      row(
        step,
        { meanQ: -(10 ** (step / 20)) },
        { maxQ: 10 ** (step / 20), endAbsTdError: 10 ** (step / 50) },
      ),
    );
    const labels = [...draw(table).matchAll(/text-anchor="end">([^<]*)</g)].map(([, label]) => label);
    expect(labels).toEqual(expect.arrayContaining(['5e14', '−5e14', '1e6', '10000', '0']));
    expect(Math.max(...labels.map(({ length }) => length))).toBeLessThan(8);
  });

  it('the reward of 1983 has its own worth of a fall', () => {
    expect(draw(rows(2))).toContain('what it is worth: 1<');
    expect(draw(rows(2), resolveConfig({ suttonBartoReward: true }))).toContain('what it is worth: −1<');
  });
});

describe('what was lost is shaded', () => {
  const evaluated = (...returns: number[]) =>
    shaded(draw(returns.map((greedyReturn, k) => row(1000 * (k + 1), { greedyReturn }))));
  const at = (k: number, of: number) => expect.closeTo(LEFT + ((RIGHT - LEFT) * k) / of, 1);

  it('from the evaluation before on, neighbours as one', () => {
    expect(evaluated(20, 500, 100, 200, 500, 474.9, 475)).toEqual([
      [at(2, 7), at(4, 7)],
      [at(5, 7), at(6, 7)],
    ]);
  });

  it('but not before the first perfect evaluation', () => {
    expect(evaluated(480, 100, 499, 500, 500)).toEqual([]);
    expect(evaluated(480, 100, 480)).toEqual([]);
    expect(evaluated()).toEqual([]);
  });
});

describe('a long run', () => {
  const long = rows(10_007, (step) => row(step, { meanQ: step % 700 }, { maxQ: step < 500_000 ? 0 : 100 }));
  const svg = draw(long);

  it('has its evaluations where they were', () => {
    const table = long.map((line) => (line.step === 500_000 ? { ...line, greedyReturn: 500 } : line));
    expect(curves(draw(table))[GREEDY]).toEqual([
      [expect.closeTo(LEFT + ((RIGHT - LEFT) * 500_000) / 1_000_700, 1), expect.anything()],
    ]);
  });

  it('keeps the picture small', () => {
    expect(svg.length).toBeLessThan(30_000);
    for (const { length } of curves(svg).slice(1)) {
      expect(length).toBeGreaterThanOrEqual(100);
      expect(length).toBeLessThanOrEqual(200);
    }
  });

  it('is drawn as means of neighbouring rows, up to its last one', () => {
    const points = curves(svg)[MAX_Q];
    expect(points.at(-1)![0]).toBe(RIGHT);
    const [low, high] = [0, 100].map((value) => heightOf(svg, 1, [0, 200], value));
    const half = points.filter(([x]) => x < LEFT + (RIGHT - LEFT) / 2 - 8).map(([, y]) => y);
    expect(half).toEqual(half.map(() => expect.closeTo(low, 0)));
    expect(points.at(-1)![1]).toBeCloseTo(high, 0);
    expect(curves(svg)[2].map(([, y]) => y)).toEqual(
      curves(svg)[2].map(() => expect.closeTo(heightOf(svg, 1, [0, 200], 300), -1)),
    );
  });
});
