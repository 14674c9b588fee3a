import { describe, expect, it } from 'vitest';
import { presetConfig } from '../../src/config/presets.ts';
import { CHARTS, type Curve, nameOf, type RunRows } from '../../web/curves/charts.ts';
import {
  CursorStops,
  cursorAfterKey,
  describeAt,
  formatValue,
  lastStep,
  runUpTo,
  valueAt,
} from '../../web/curves/reading.ts';
import { RunTraces } from '../../web/curves/run-traces.ts';
import { completeRun, shortConfig } from '../experiment/runs.ts';

function runRows(changes: Record<string, unknown> = {}): RunRows {
  const config = shortConfig(changes);
  const { episodes, metrics } = completeRun(config);
  return {
    config,
    metrics,
    curve: {
      episodeReturns: episodes.map((row) => ({ step: row.step, return: row.return })),
      evaluations: metrics.flatMap(({ step, greedyReturn }) =>
        greedyReturn === null ? [] : [{ step, return: greedyReturn }],
      ),
    },
  };
}

const run = runRows();
const nothing: RunRows = {
  config: presetConfig('default'),
  metrics: [],
  curve: { episodeReturns: [], evaluations: [] },
};

function curve(chart: string, name: string): Curve {
  const found = CHARTS.find(({ id }) => id === chart)?.curves.find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no curve ${name} in ${chart}`);
  return found;
}

describe('the charts', () => {
  it.each([
    ['default', [0, 500], ['all', 'pole fell', 'cart left the track']],
    ['mountain-car', [-110, 0], ['all']],
    ['breakout', [0, 0], ['all']],
  ])('of %s reach as far as its returns, and name its endings', (preset, reach, names) => {
    const config = presetConfig(preset);
    const [returns, terminals] = ['return', 'terminals'].map(
      (id) => CHARTS.find((chart) => chart.id === id)!,
    );
    expect(typeof returns.reach === 'function' && returns.reach(config)).toEqual(reach);
    const found = terminals.curves.map((one) => nameOf(one, config));
    expect(found.filter((name) => name !== null)).toEqual(names);
  });

  it('show what the tables of a run say', () => {
    const traces = new RunTraces(CHARTS);
    traces.update(run);
    const { metrics } = run;
    const [steps, epsilons] = traces.table(curve('epsilon', 'ε'));
    expect(steps).toEqual(metrics.map(({ step }) => step));
    expect(epsilons).toEqual(metrics.map(({ epsilon }) => epsilon));
    expect(traces.table(curve('max-q', 'largest of recent states'))[1]).toEqual(
      metrics.map(({ diagnosis }) => diagnosis.maxQ),
    );
    expect(traces.table(curve('return', 'training episode'))[1]).toEqual(
      run.curve.episodeReturns.map((point) => point.return),
    );
  });

  it('show the same when the tables come little by little', () => {
    const whole = new RunTraces(CHARTS);
    whole.update(run);
    const grown = new RunTraces(CHARTS);
    for (let rows = 0; rows <= run.metrics.length; rows++) {
      grown.update({
        ...run,
        metrics: run.metrics.slice(0, rows),
        curve: {
          episodeReturns: run.curve.episodeReturns.slice(0, 3 * rows),
          evaluations: run.curve.evaluations.slice(0, rows),
        },
      });
    }
    grown.update(run);
    for (const one of CHARTS.flatMap(({ curves }) => curves)) {
      expect(grown.table(one)).toEqual(whole.table(one));
    }
  });

  it('leave out zero where there is no place for it', () => {
    const traces = new RunTraces(CHARTS);
    const [row] = run.metrics;
    traces.update({
      ...nothing,
      metrics: [
        { ...row, step: 1, meanAbsTdError: 0 },
        { ...row, step: 2, meanAbsTdError: 0.5 },
      ],
    });
    expect(traces.table(curve('td-error', 'mean of minibatches'))).toEqual([[2], [0.5]]);
  });

  it('have titles, and curves that differ in more than their colour', () => {
    for (const { title, meaning, curves, compared } of CHARTS) {
      expect(title).not.toBe('');
      expect(meaning).not.toBe('');
      expect(curves).toContain(compared);
      expect(new Set(curves.map(({ look, dash }) => `${look} ${dash}`)).size).toBe(curves.length);
    }
  });

  it('compare with the threshold of the environment and the ceiling of Q', () => {
    const level = (id: string, of: RunRows) => CHARTS.find((chart) => chart.id === id)?.level?.value(of);
    expect(level('return', nothing)).toBe(475);
    expect(level('max-q', nothing)).toBeNull();
    expect(level('max-q', run)).toBeCloseTo(1 / (1 - run.config.gamma), 10);
    expect(level('max-q', runRows({ suttonBartoReward: true }))).toBe(0);
  });
});

describe('the value at a step', () => {
  const episode = curve('return', 'training episode');

  it('is the last one up to there', () => {
    const [first, second] = run.curve.episodeReturns;
    expect(valueAt(episode, run, first.step - 1)).toBeNull();
    expect(valueAt(episode, run, first.step)).toBe(first.return);
    expect(valueAt(episode, run, second.step - 1)).toBe(first.return);
    expect(valueAt(episode, run, second.step)).toBe(second.return);
  });

  it('passes over rows that have none', () => {
    const [row] = run.metrics;
    const metrics = [0.5, null, null].map((meanAbsTdError, k) => ({ ...row, step: k + 1, meanAbsTdError }));
    expect(valueAt(curve('td-error', 'mean of minibatches'), { ...nothing, metrics }, 3)).toBe(0.5);
  });

  it('is nothing beyond the end of the run, and in a run without rows', () => {
    expect(valueAt(episode, run, lastStep(run))).not.toBeNull();
    expect(valueAt(episode, run, lastStep(run) + 1)).toBeNull();
    expect(valueAt(episode, nothing, 0)).toBeNull();
  });

  it('is written in full where it counts', () => {
    expect(formatValue(12_500)).toBe('12\u202f500');
    expect(formatValue(0.123456)).toBe('0.1235');
    expect(formatValue(-1)).toBe('−1');
    expect(formatValue(-1.5)).toBe('−1.500');
    expect(formatValue(null)).toBe('–');
  });
});

describe('the cursor', () => {
  const { metrics } = run;

  it('stops at the rows of the run that reaches farther', () => {
    const shorter = { ...run, title: 'shorter', metrics: metrics.slice(0, 2), curve: nothing.curve };
    expect(new CursorStops({ run, ghosts: [] }).count).toBe(metrics.length);
    expect(new CursorStops({ run, ghosts: [shorter] }).count).toBe(metrics.length);
    expect(new CursorStops({ run: shorter, ghosts: [shorter, { ...run, title: 'longer' }] }).count).toBe(
      metrics.length,
    );
    expect(new CursorStops({ run: nothing, ghosts: [] }).nearest(5)).toBeNull();
  });

  it('goes to the nearest of them', () => {
    const stops = new CursorStops({ run, ghosts: [] });
    const [a, b] = [metrics[1].step, metrics[2].step];
    expect(stops.nearest(-1e9)).toBe(0);
    expect(stops.nearest(1e9)).toBe(metrics.length - 1);
    expect(stops.nearest(a)).toBe(1);
    expect(stops.nearest(0.6 * a + 0.4 * b)).toBe(1);
    expect(stops.nearest(0.4 * a + 0.6 * b)).toBe(2);
    expect(stops.step(2)).toBe(b);
  });

  it('moves by keys from its place, or from the last row', () => {
    expect(cursorAfterKey('ArrowLeft', null, 50)).toBe(48);
    expect(cursorAfterKey('ArrowRight', 7, 50)).toBe(8);
    expect(cursorAfterKey('ArrowUp', 49, 50)).toBe(49);
    expect(cursorAfterKey('ArrowDown', 0, 50)).toBe(0);
    expect(cursorAfterKey('PageDown', 20, 50)).toBe(15);
    expect(cursorAfterKey('PageUp', 48, 50)).toBe(49);
    expect(cursorAfterKey('Home', 20, 50)).toBe(0);
    expect(cursorAfterKey('End', 20, 50)).toBe(49);
  });

  it('crosses a long run in a few hundred strokes', () => {
    expect(cursorAfterKey('ArrowLeft', 49_999, 50_000)).toBe(49_749);
  });

  it('goes away with Escape, once, and leaves other keys alone', () => {
    expect(cursorAfterKey('Escape', 3, 50)).toBeNull();
    expect(cursorAfterKey('Escape', null, 50)).toBeUndefined();
    expect(cursorAfterKey('Tab', 3, 50)).toBeUndefined();
    expect(cursorAfterKey('ArrowLeft', null, 0)).toBeUndefined();
  });
});

it('says in words what a chart shows', () => {
  const chart = CHARTS[0];
  const step = lastStep(run);
  const text = describeAt(chart, { run, ghosts: [{ ...run, title: 'default, seed 3' }] }, step);
  const [episode, , greedy] = chart.curves;
  expect(text).toContain(`training episode ${formatValue(valueAt(episode, run, step))}`);
  expect(text).toContain('solved from 475');
  expect(text).toContain(`an earlier run (default, seed 3) ${formatValue(valueAt(greedy, run, step))}`);
  expect(describeAt(chart, { run: nothing, ghosts: [] }, 0)).toBe(
    'step 0: training episode –, mean of last 100 –, greedy evaluation –, solved from 475',
  );
});

it('a run up to a step has the rows up to there, and no others', () => {
  const { step } = run.metrics[2];
  const past = runUpTo(run, step);
  expect(past.metrics).toEqual(run.metrics.slice(0, 3));
  expect(lastStep(past)).toBe(step);
  expect(past.curve.episodeReturns).toEqual(run.curve.episodeReturns.filter((point) => point.step <= step));
});
