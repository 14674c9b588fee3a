import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ascending,
  bootstrapInterval,
  interquartileMean,
  median,
  performanceProfile,
  probabilityOfImprovement,
  quantile,
  share,
  wilsonInterval,
} from '../../src/experiment/statistics.ts';
import { Generator } from '../../src/random.ts';

const score = fc.double({ min: -1e6, max: 1e6, noNaN: true });
const scores = fc.array(score, { minLength: 1, maxLength: 40 }).map(ascending);
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('quantile', () => {
  // NumPy 2.4: np.quantile(a, [0, .1, .25, .5, .9, 1])
  const a = ascending([3.5, 1, 4, 1, 5, 9, 2, 6, 5, 3.25, 500]);

  it.each([
    [0, 1],
    [0.1, 1],
    [0.25, 2.625],
    [0.5, 4],
    [0.9, 9],
    [1, 500],
  ])('%d is that of NumPy', (p, expected) => {
    expect(quantile(a, p)).toBe(expected);
  });

  it('lies between the smallest and the largest score', () => {
    fc.assert(
      fc.property(scores, fc.double({ min: 0, max: 1, noNaN: true }), (sorted, p) => {
        expect(quantile(sorted, p)).toBeGreaterThanOrEqual(sorted[0]);
        expect(quantile(sorted, p)).toBeLessThanOrEqual(sorted[sorted.length - 1]);
      }),
    );
  });

  it('is Infinity as soon as it reaches towards a run that never got there', () => {
    const sorted = ascending([3, Number.POSITIVE_INFINITY, 1, Number.POSITIVE_INFINITY]);
    expect(quantile(sorted, 1 / 3)).toBe(3);
    expect(median(sorted)).toBe(Number.POSITIVE_INFINITY);
    expect(quantile(sorted, 1)).toBe(Number.POSITIVE_INFINITY);
  });

  it('of nothing is not a number', () => {
    expect(median([])).toBeNaN();
  });
});

describe('interquartileMean', () => {
  it.each([
    // By hand: 11 scores, of which 2 go on each side.
    [[3.5, 1, 4, 1, 5, 9, 2, 6, 5, 3.25, 500], (2 + 3.25 + 3.5 + 4 + 5 + 5 + 6) / 7],
    [[1, 2, 3, 100], 2.5],
    [[1, 2, 30], 11],
    [[7], 7],
  ])('of %j', (values, expected) => {
    expect(interquartileMean(ascending(values))).toBeCloseTo(expected, 12);
  });

  it('does not see how far away the best and the worst quarter are', () => {
    fc.assert(
      fc.property(fc.array(score, { minLength: 4, maxLength: 40 }).map(ascending), (sorted) => {
        const pulled = [...sorted];
        pulled[0] -= 1e9;
        pulled[pulled.length - 1] += 1e9;
        expect(interquartileMean(pulled)).toBe(interquartileMean(sorted));
      }),
    );
  });

  it('moves with the scores', () => {
    const values = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1 }).map(ascending);
    fc.assert(
      fc.property(values, fc.integer({ min: -1000, max: 1000 }), (sorted, by) => {
        const moved = sorted.map((value) => value + by);
        expect(interquartileMean(moved)).toBeCloseTo(interquartileMean(sorted) + by, 9);
      }),
    );
  });
});

describe('bootstrapInterval', () => {
  const iqm = ([only]: readonly (readonly number[])[]) => interquartileMean(only);

  // The expected ends come from all 6^6, or 4^4 · 3^3, equally likely resamples, enumerated with NumPy and SciPy.
  it.each([
    ['interquartile mean', [[1, 2, 4, 8, 16, 100]], iqm, 2, 55],
    ['mean', [[1, 2, 4, 8, 16, 100]], ([only]) => mean(only), 3, 53.66666666666667],
    [
      'probability of improvement',
      [
        [1, 5, 6, 9],
        [2, 4, 7],
      ],
      ([x, y]) => probabilityOfImprovement(x, y),
      1 / 6,
      1,
    ],
    [
      'interquartile mean over two strata',
      [
        [1, 5, 6, 9],
        [20, 40, 70],
      ],
      (strata) => interquartileMean(ascending(strata.flat())),
      10.4,
      31.4,
    ],
  ] satisfies [string, number[][], (strata: readonly (readonly number[])[]) => number, number, number][])(
    'of the %s is that of all possible resamples',
    (_name, strata, statistic, low, high) => {
      const interval = bootstrapInterval(strata, statistic, new Generator(1), 100_000);
      expect(Math.abs(interval.low - low)).toBeLessThan(0.02 * (high - low));
      expect(Math.abs(interval.high - high)).toBeLessThan(0.02 * (high - low));
    },
  );

  it('is a point where all scores are equal', () => {
    expect(bootstrapInterval([[500, 500, 500]], iqm, new Generator(1))).toEqual({ low: 500, high: 500 });
  });

  it('is the same for the same seed, in whatever order the scores come', () => {
    fc.assert(
      fc.property(scores, (sorted) => {
        const forwards = bootstrapInterval([sorted], iqm, new Generator(7), 50);
        const backwards = bootstrapInterval([sorted.toReversed()], iqm, new Generator(7), 50);
        expect(backwards).toEqual(forwards);
      }),
    );
  });

  it('gives each resample in ascending order, with as many scores as there are, all of them real ones', () => {
    fc.assert(
      fc.property(scores, scores, (x, y) => {
        const check = (resamples: readonly (readonly number[])[]) => {
          for (const [k, original] of [x, y].entries()) {
            expect(resamples[k]).toEqual(ascending(resamples[k]));
            expect(resamples[k]).toHaveLength(original.length);
            expect(resamples[k].every((value) => original.includes(value))).toBe(true);
          }
          return 0;
        };
        bootstrapInterval([x, y], check, new Generator(3), 5);
      }),
    );
  });

  it('leaves its arguments alone', () => {
    const values = Object.freeze([3, 1, 2]);
    bootstrapInterval([values], iqm, new Generator(1), 10);
    expect(values).toEqual([3, 1, 2]);
  });
});

describe('probabilityOfImprovement', () => {
  it("is Mann and Whitney's U over the number of pairs, as SciPy has it", () => {
    expect(probabilityOfImprovement([1, 3, 3, 7, 10], [2, 3, 3, 8])).toBeCloseTo(0.55, 15);
    expect(probabilityOfImprovement([1, 5, 6, 9], [2, 4, 7])).toBeCloseTo(0.5833333333333334, 15);
  });

  const few = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 12 }).map(ascending);

  it('counts pairs, ties one half', () => {
    fc.assert(
      fc.property(few, few, (x, y) => {
        let wins = 0;
        for (const a of x) for (const b of y) wins += a > b ? 1 : a === b ? 0.5 : 0;
        expect(probabilityOfImprovement(x, y)).toBeCloseTo(wins / (x.length * y.length), 12);
      }),
    );
  });

  it('of X over Y and of Y over X add up to one', () => {
    fc.assert(
      fc.property(few, few, (x, y) => {
        expect(probabilityOfImprovement(x, y) + probabilityOfImprovement(y, x)).toBeCloseTo(1, 12);
      }),
    );
  });
});

describe('performanceProfile', () => {
  it('is the share of scores above each threshold, not at it', () => {
    expect(performanceProfile([1, 2, 2, 4], [0, 1, 2, 3, 4])).toEqual([1, 0.75, 0.25, 0.25, 0]);
  });

  it('never rises, and stays between 0 and 1', () => {
    fc.assert(
      fc.property(scores, scores, (values, thresholds) => {
        const profile = performanceProfile(values, thresholds);
        expect(profile).toEqual(ascending(profile).toReversed());
        expect(profile.every((value) => value >= 0 && value <= 1)).toBe(true);
      }),
    );
  });

  it('is what share says', () => {
    expect(share([1, 2, 3], (value) => value !== 2)).toBeCloseTo(2 / 3, 15);
  });
});

describe('wilsonInterval', () => {
  // SciPy 1.17: scipy.stats.binomtest(k, n).proportion_ci(method='wilson')
  it.each([
    [0, 100, 0, 0.03699349820698568],
    [100, 100, 0.9630065017930143, 1],
    [48, 48, 0.9258998703338825, 1],
    [7, 16, 0.23098652405492354, 0.6682144360118811],
    [1, 3, 0.06149194472039626, 0.7923403991979523],
    [995, 1000, 0.9883490446266248, 0.9978624644726755],
  ])('of %d in %d is that of SciPy', (successes, n, low, high) => {
    const interval = wilsonInterval(successes, n);
    expect(interval.low).toBeCloseTo(low, 12);
    expect(interval.high).toBeCloseTo(high, 12);
  });

  const trials = fc
    .integer({ min: 1, max: 2000 })
    .chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));

  it('lies within 0 and 1 and holds the share that was seen', () => {
    fc.assert(
      fc.property(trials, ([successes, n]) => {
        const { low, high } = wilsonInterval(successes, n);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(successes / n);
        expect(high).toBeGreaterThanOrEqual(successes / n);
        expect(high).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('is mirrored when successes and failures change places', () => {
    fc.assert(
      fc.property(trials, ([successes, n]) => {
        const there = wilsonInterval(successes, n);
        const back = wilsonInterval(n - successes, n);
        expect(back.low).toBeCloseTo(1 - there.high, 12);
      }),
    );
  });
});
