import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { doubleTarget } from '../../src/agent/target-double.ts';
import { expectedTarget } from '../../src/agent/target-expected.ts';
import { maxTarget } from '../../src/agent/target-max.ts';
import type { TargetRule } from '../../src/agent/target-rule.ts';
import { bits } from '../nn/compare.ts';
import { tableMlp, unitVectors } from './parts.ts';

type Table = readonly (readonly number[])[];

/** V(s′) of a rule where the networks are given by their values: row b is Q(s′ of sample b, ·). */
function nextValues(rule: TargetRule, online: Table, target: Table): Float32Array {
  const B = online.length;
  const values = new Float32Array(B + 1).fill(7);
  rule(values, unitVectors(B), tableMlp(online), tableMlp(target), B);
  expect(values[B]).toBe(7);
  return values.slice(0, B);
}

/** Values of the online and the target network: one to four samples, one to five actions. */
const tablePairs = fc
  .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 5 }))
  .chain(([B, A]) => {
    const value = fc.float({ min: -1000, max: 1000, noNaN: true, noDefaultInfinity: true }).map((v) => v + 0);
    const table = fc.array(fc.array(value, { minLength: A, maxLength: A }), { minLength: B, maxLength: B });
    return fc.tuple(table, table);
  });

const mean = (row: readonly number[]) => row.reduce((sum, q) => sum + q, 0) / row.length;

describe('where the two networks disagree about the best of three actions', () => {
  const online = [[1, 2, 3]];
  const target = [[30, 10, 20]];

  it('max takes the largest value of the target network', () => {
    expect(nextValues(maxTarget, online, target)[0]).toBe(30);
  });

  it("double takes the target network's value of the online network's choice", () => {
    expect(nextValues(doubleTarget, online, target)[0]).toBe(20);
  });

  it('expected mixes the largest and the mean value of the target network', () => {
    expect(nextValues(expectedTarget(0.25), online, target)[0]).toBe(0.75 * 30 + 0.25 * 20);
  });
});

describe('laws', () => {
  it('max is the largest target value of each sample', () => {
    fc.assert(
      fc.property(tablePairs, ([online, target]) => {
        const expected = target.map((row) => Math.max(...row));
        expect(Array.from(nextValues(maxTarget, online, target))).toEqual(expected);
      }),
    );
  });

  it('double is the target value at the first largest online value of each sample', () => {
    fc.assert(
      fc.property(tablePairs, ([online, target]) => {
        const expected = target.map((row, b) => row[online[b].indexOf(Math.max(...online[b]))]);
        expect(Array.from(nextValues(doubleTarget, online, target))).toEqual(expected);
      }),
    );
  });

  it('double with one network for both is max', () => {
    fc.assert(
      fc.property(tablePairs, ([, table]) => {
        const double = nextValues(doubleTarget, table, table);
        expect(bits(double)).toEqual(bits(nextValues(maxTarget, table, table)));
      }),
    );
  });

  it('expected is the mean target value under the ε-greedy policy', () => {
    fc.assert(
      fc.property(tablePairs, fc.double({ min: 0, max: 1, noNaN: true }), ([online, target], epsilon) => {
        const got = nextValues(expectedTarget(epsilon), online, target);
        target.forEach((row, b) => {
          const greedy = row.indexOf(Math.max(...row));
          const probability = (a: number) => epsilon / row.length + (a === greedy ? 1 - epsilon : 0);
          const expected = row.reduce((sum, q, a) => sum + probability(a) * q, 0);
          expect(Math.abs(got[b] - expected)).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(expected)));
        });
      }),
    );
  });

  it('expected with ε = 0 is max, bit for bit', () => {
    fc.assert(
      fc.property(tablePairs, ([online, target]) => {
        const expected = nextValues(expectedTarget(0), online, target);
        expect(bits(expected)).toEqual(bits(nextValues(maxTarget, online, target)));
      }),
    );
  });

  it('expected with ε = 1 is the mean over the actions', () => {
    fc.assert(
      fc.property(tablePairs, ([online, target]) => {
        const expected = target.map((row) => Math.fround(mean(row)));
        expect(Array.from(nextValues(expectedTarget(1), online, target))).toEqual(expected);
      }),
    );
  });

  it.each([
    ['max', maxTarget],
    ['double', doubleTarget],
    ['expected', expectedTarget(0.3)],
  ])('%s values each sample by itself', (_, rule) => {
    fc.assert(
      fc.property(tablePairs, ([online, target]) => {
        const alone = online.map((row, b) => nextValues(rule, [row], [target[b]])[0]);
        expect(Array.from(nextValues(rule, online, target))).toEqual(alone);
      }),
    );
  });

  it.each([
    ['max', maxTarget],
    ['double', doubleTarget],
    ['expected', expectedTarget(0.3)],
  ])('%s changes neither network', (_, rule) => {
    const online = tableMlp([[1, 2]]);
    const target = tableMlp([[4, 3]]);
    rule(new Float32Array(1), unitVectors(1), online, target, 1);
    expect(Array.from(online.params)).toEqual([1, 2, 0, 0]);
    expect(Array.from(target.params)).toEqual([4, 3, 0, 0]);
  });
});
