import { describe, expect, it } from 'vitest';
import { fitText, legend } from '../../src/figures/figure.ts';
import { comparedCurvesFigure, learningCurvesFigure } from '../../src/figures/learning-curves.ts';
import { profileFigure } from '../../src/figures/profile.ts';
import { stripFigure } from '../../src/figures/strip.ts';
import { runWith, variantWith } from '../experiment/variant-runs.ts';
import { expectSelfContainedSvg } from '../svg-check.ts';

const a = variantWith('a <1>', [
  [10, 500, 400],
  [20, 30],
]);
const b = variantWith('b', [[9, 9, 9, 500]]);
const lost = {
  ...b,
  runs: [{ seed: 0, ...runWith([], { divergedAtStep: 3, finalGreedyMean: null }) }],
};

const strip = (values: readonly number[]) =>
  stripFigure([{ name: 'a', values, note: 'median 2' }], { title: 'T', label: 'steps', domain: [0, 10] });
const dots = (svg: string) =>
  [...svg.matchAll(/class="dots[^"]*" d="([^"]*)"/g)].flatMap(([, path]) => path.match(/M/g) ?? []).length;

describe('every figure stands alone', () => {
  it.each([
    ['curves of one variant', learningCurvesFigure([a])],
    ['curves of several', learningCurvesFigure([a, b, a])],
    ['curves of a run that was lost at once', learningCurvesFigure([lost])],
    ['curves compared', comparedCurvesFigure([a, b])],
    ['a profile', profileFigure([a, b])],
    ['a strip', strip([1, 2, 3])],
    ['a strip of nothing', strip([])],
    ['a strip with what never happened', strip([1, Number.POSITIVE_INFINITY])],
    ['a strip in which nothing ever happened', strip([Number.POSITIVE_INFINITY])],
  ])('%s', (_name, svg) => expectSelfContainedSvg(svg));
});

describe('what is drawn', () => {
  it('a panel has a line for each seed', () => {
    const seeds = /class="seed line-ink" d="([^"]*)"\/>\n<path class="threshold/.exec(
      learningCurvesFigure([a]),
    );
    expect(seeds?.[1].match(/M/g)).toHaveLength(2);
  });

  it('a strip has a dot for each run, also for those without a value', () => {
    expect(dots(strip([1, 1, 2, Number.POSITIVE_INFINITY]))).toBe(4);
  });

  it('"never" has a place only where it is needed', () => {
    expect(strip([1, Number.POSITIVE_INFINITY])).toContain('>never<');
    expect(strip([1, 2])).not.toContain('>never<');
  });

  it('a profile names each variant, as text', () => {
    expect(profileFigure([a, b])).toContain('a &lt;1&gt;');
  });
});

describe('text', () => {
  it('is cut where it does not fit', () => {
    expect(fitText('short', 100)).toBe('short');
    expect(fitText('x'.repeat(50), 67)).toBe(`${'x'.repeat(9)}…`);
  });

  it('a legend takes as many rows as it needs', () => {
    expect(legend(['a', 'b'], 0).height).toBe(20);
    expect(legend(Array(7).fill('a name of some length'), 0).height).toBe(60);
  });
});
