import { describe, expect, it } from 'vitest';
import { axesOf, type DrawnLine } from '../../web/curves/axes.ts';
import { RETURN_CHART } from '../../web/curves/charts.ts';
import { ghostLooks } from '../../web/curves/looks.ts';
import { MAX_EARLIER } from '../../web/lab.ts';

const AREA = { left: 50, top: 10, width: 320, height: 96 };
const [look] = ghostLooks(RETURN_CHART.compared);
const line = (steps: number[], values: number[]): DrawnLine => ({ table: [steps, values], look });
const valuesOf = ({ ticks }: { readonly ticks: readonly { readonly value: number }[] }) =>
  ticks.map(({ value }) => value);

describe('the axes of a chart', () => {
  it('have all lines on them', () => {
    const { steps, values } = axesOf(AREA, [line([1, 50], [20, -100]), line([100], [300])], 100, [0, 0]);
    expect([0, 50, 100].map(steps.share)).toEqual([0, 0.5, 1]);
    expect([-120, 100, 320].map(values.share)).toEqual([0, 0.5, 1]);
    expect(valuesOf(values)).toEqual([0, 200]);
  });

  it('have whole steps for ticks, however few there are', () => {
    expect(valuesOf(axesOf(AREA, [], 1, [0, 1]).steps)).toEqual([0, 1]);
    expect(axesOf(AREA, [], 13_000, [0, 1]).steps.ticks.map(({ text }) => text)).toEqual([
      '0',
      '5\u202f000',
      '10\u202f000',
    ]);
  });

  it('can be in powers of ten', () => {
    const { values } = axesOf(AREA, [line([1, 2], [0.02, 5])], 2, 'powers of ten');
    expect(values.share(0.01)).toBe(0);
    expect(values.share(1)).toBeCloseTo(2 / 3, 12);
    expect(values.share(10)).toBe(1);
    expect(valuesOf(values)).toEqual([0.01, 0.1, 1, 10]);
  });
});

it('each of the runs that are compared has a look of its own', () => {
  const looks = ghostLooks(RETURN_CHART.compared).map((ghost) => JSON.stringify(ghost));
  expect(new Set(looks).size).toBe(MAX_EARLIER);
});
