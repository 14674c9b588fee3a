import { describe, expect, it } from 'vitest';
import { binsOfNumbers, importanceOf, ranksOf } from '../../src/experiment/importance.ts';
import { Generator } from '../../src/random.ts';

const random = new Generator(1);
const uniform = (count: number) => Array.from({ length: count }, () => random.random());

describe('ranks and bins', () => {
  it('share the mean rank where values are equal', () => {
    expect(ranksOf([5, 1, 5, 9])).toEqual([2.5, 1, 2.5, 4]);
  });

  it('hold a quarter of the values each, or one value where there are few', () => {
    expect(binsOfNumbers([8, 1, 7, 2, 6, 3, 5, 4])).toEqual([3, 0, 3, 0, 2, 1, 2, 1]);
    expect(binsOfNumbers([2, 1, 1, 4, 2])).toEqual([0, 1, 1, 2, 0]);
  });
});

describe('importanceOf', () => {
  /** By hand: ranks 1 to 4 in bins {1, 2} and {3, 4}; between them 2 · (1.5 − 2.5)² · 2 = 4 of 5. */
  it('is the share of the variance of ranks that lies between the bins', () => {
    const { explained, correlation } = importanceOf(['a', 'a', 'b', 'b'], [-7, 3, 4, 1000]);
    expect(explained).toBeCloseTo(4 / 5, 12);
    expect(correlation).toBeNull();
  });

  /** By hand: the products of the deviations of ranks from 3.5 sum up to 15, their squares to 17.5 and 17. */
  it("gives Spearman's correlation of numbers", () => {
    const { correlation } = importanceOf([1, 2, 3, 4, 5, 6], [2, 1, 4, 4, 6, 5]);
    expect(correlation).toBeCloseTo(15 / Math.sqrt(17.5 * 17), 12);
  });

  it('finds what is neither more nor less the better', () => {
    const values = uniform(200);
    const scores = values.map((value) => -((value - 0.5) ** 2));
    const { explained, byChance, correlation } = importanceOf(values, scores);
    expect(explained).toBeGreaterThan(0.7);
    expect(byChance).toBeLessThan(0.06);
    expect(Math.abs(correlation as number)).toBeLessThan(0.2);
  });

  it('says of noise in one case of twenty that it is more than chance', () => {
    const found = Array.from({ length: 60 }, () => importanceOf(uniform(24), uniform(24)));
    const wrong = found.filter(({ explained, byChance }) => explained > byChance).length;
    // Binomial of 60 with p = 0.05: more than 9 in one case of 1500.
    expect(wrong).toBeLessThan(10);
  });

  it('explains nothing where all scores are equal', () => {
    expect(importanceOf([1, 2, 3, 4, 5, 6], [7, 7, 7, 7, 7, 7])).toEqual({
      explained: 0,
      byChance: 0,
      correlation: 0,
    });
  });
});
