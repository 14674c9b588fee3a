import { describe, expect, it } from 'vitest';
import {
  estimateSecondsLeft,
  formatSweepLine,
  formatSweepTable,
  type SweepState,
} from '../../../src/cli/sweep/table.ts';
import { presetConfig } from '../../../src/config/presets.ts';
import { runWith } from '../../experiment/variant-runs.ts';

const variant = (name: string) => ({
  name,
  preset: 'default',
  changes: {},
  config: presetConfig('default', { steps: 10_000 }),
});
const a = variant('a');
const b = variant('b');
const finished = (steps: number, wallSeconds: number) => ({
  ...runWith([500], { steps }),
  timing: { wallSeconds, wallSecondsToFirstPerfect: null },
});

const state: SweepState = {
  name: 'a sweep',
  workers: 2,
  elapsed: 75,
  runs: 5,
  variants: [
    { variant: a, runs: [finished(4000, 8)] },
    { variant: b, runs: [finished(10_000, 10)] },
  ],
  unfinished: [
    { variant: a, seed: 1, step: 1000 },
    { variant: a, seed: 2, step: 0 },
    { variant: b, seed: 1, step: 0 },
  ],
};

describe('estimateSecondsLeft', () => {
  it('expects of each run the steps and the speed of its variant, spread over the workers', () => {
    expect(estimateSecondsLeft(state)).toBeCloseTo((6 + 8 + 10) / 2, 9);
  });

  it('is never less than the longest run takes', () => {
    expect(estimateSecondsLeft({ ...state, workers: 100 })).toBeCloseTo(10, 9);
  });

  it('expects the whole budget at the present speed while no run is finished', () => {
    const variants = [{ variant: a, runs: [] }];
    const unfinished = [{ variant: a, seed: 1, step: 2500 }];
    expect(estimateSecondsLeft({ ...state, elapsed: 5, variants, unfinished })).toBeCloseTo(15, 9);
  });

  it('knows nothing before the first steps', () => {
    const variants = [{ variant: a, runs: [] }];
    const unfinished = [{ variant: a, seed: 1, step: 0 }];
    expect(estimateSecondsLeft({ ...state, variants, unfinished })).toBeNull();
  });

  it('is nothing in the end', () => {
    expect(estimateSecondsLeft({ ...state, unfinished: [] })).toBe(0);
  });
});

describe('the table', () => {
  it('tells what is done and what is running', () => {
    expect(formatSweepTable(state, { columns: 80, rows: 24 }).split('\n')).toEqual([
      'a sweep: 2 of 5 runs done · 2 at a time · 1:15 so far · 0:12 left',
      'a  1 of 3 done, ending at 475 or more: 1, at 500: 1',
      'b  1 of 2 done, ending at 475 or more: 1, at 500: 1',
      'a  ██░░░░░░░░░░░░░░░░░░  10 %  seed 1, step 1 000 of 10 000',
    ]);
  });

  it('begins with the one line that stands alone elsewhere', () => {
    expect(formatSweepTable(state, { columns: 80, rows: 24 }).split('\n')[0]).toBe(formatSweepLine(state));
  });

  it.each([2, 3, 4, 5, 8, 12])('fits on %d rows, however much there is to tell', (rows) => {
    const many = Array.from({ length: 30 }, (_, k) => variant(`variant ${k}`));
    const crowded: SweepState = {
      ...state,
      variants: many.map((some) => ({ variant: some, runs: [finished(1, 1)] })),
      unfinished: many.map((some, seed) => ({ variant: some, seed, step: 10 })),
    };
    const lines = formatSweepTable(crowded, { columns: 80, rows }).split('\n');
    expect(lines.length).toBeLessThan(rows);
    if (rows >= 4) expect(lines.at(-1)).toMatch(/^… and \d+ more$/);
  });
});
