import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { doubleTarget } from '../../src/agent/target-double.ts';
import { expectedTarget } from '../../src/agent/target-expected.ts';
import { maxTarget } from '../../src/agent/target-max.ts';
import { mellowmaxTarget } from '../../src/agent/target-mellowmax.ts';
import { type MunchausenOptions, munchausenTarget } from '../../src/agent/target-munchausen.ts';
import type { TargetRule } from '../../src/agent/target-rule.ts';
import { Batch } from '../../src/agent/transition.ts';
import { bits } from '../nn/compare.ts';
import { batchToUnitVectors, device, tableMlp } from './parts.ts';

type Table = readonly (readonly number[])[];

const munchausen = (changes: Partial<MunchausenOptions>) =>
  munchausenTarget({ alpha: 0.9, temperature: 0.03, lowest: -1, ...changes });

/** V(s′) of a rule where the networks are given by their values: row b is Q(s′ of sample b, ·). */
function nextValues(rule: TargetRule, online: Table, target: Table): Float32Array {
  const B = online.length;
  const values = new Float32Array(B + 1).fill(7);
  const tdTarget = new Float32Array(B + 1).fill(7);
  rule(values, batchToUnitVectors(B), tableMlp(online), tableMlp(target), tdTarget);
  expect([values[B], tdTarget[B]]).toEqual([7, 7]);
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

  const omegas = fc.double({ min: 1e-3, max: 1e3, noNaN: true });
  const close = (got: number, expected: number, scale: number) =>
    expect(Math.abs(got - expected)).toBeLessThanOrEqual(1e-6 * Math.max(1, scale));

  it('mellowmax lies between the mean and the largest target value, and grows with ω', () => {
    fc.assert(
      fc.property(tablePairs, omegas, ([online, target], omega) => {
        const mellow = nextValues(mellowmaxTarget(omega), online, target);
        const harder = nextValues(mellowmaxTarget(2 * omega), online, target);
        target.forEach((row, b) => {
          const slack = 1e-6 * Math.max(1, ...row.map(Math.abs));
          expect(mellow[b]).toBeGreaterThanOrEqual(mean(row) - slack);
          expect(mellow[b]).toBeLessThanOrEqual(Math.max(...row) + slack);
          expect(harder[b]).toBeGreaterThanOrEqual(mellow[b] - slack);
        });
      }),
    );
  });

  it('mellowmax grows with each value, by no more than it does', () => {
    fc.assert(
      fc.property(tablePairs, omegas, fc.nat(), ([online, target], omega, k) => {
        const raised = target.map((row) => row.with(k % row.length, Math.fround(row[k % row.length] + 1)));
        const before = nextValues(mellowmaxTarget(omega), online, target);
        const after = nextValues(mellowmaxTarget(omega), online, raised);
        target.forEach((row, b) => {
          const slack = 1e-6 * Math.max(1, ...row.map(Math.abs));
          expect(after[b]).toBeGreaterThanOrEqual(before[b] - slack);
          expect(after[b]).toBeLessThanOrEqual(before[b] + 1 + slack);
        });
      }),
    );
  });

  it('mellowmax is the maximum for large ω and the mean for small ω', () => {
    fc.assert(
      fc.property(tablePairs, ([online, target]) => {
        const hard = nextValues(mellowmaxTarget(1e9), online, target);
        const soft = nextValues(mellowmaxTarget(1e-9), online, target);
        target.forEach((row, b) => {
          const scale = Math.max(...row.map(Math.abs));
          close(hard[b], Math.max(...row), scale);
          close(soft[b], mean(row), scale);
        });
      }),
    );
  });

  it('munchausen with α = 0 and a temperature of almost 0 is plain DQN', () => {
    fc.assert(
      fc.property(tablePairs, ([online, target]) => {
        const rule = munchausenTarget({ alpha: 0, temperature: 1e-9, lowest: -1 });
        const plain = nextValues(maxTarget, online, target);
        const values = nextValues(rule, online, target);
        for (let b = 0; b < plain.length; b++) close(values[b], plain[b], Math.abs(plain[b]));
      }),
    );
  });

  const rules: [string, () => TargetRule][] = [
    ['max', () => maxTarget],
    ['double', () => doubleTarget],
    ['expected', () => expectedTarget(0.3)],
    ['mellowmax', () => mellowmaxTarget(5)],
    ['munchausen', () => munchausen({})],
  ];

  it.each(rules)('%s values each sample by itself', (_, make) => {
    const rule = make();
    fc.assert(
      fc.property(tablePairs, ([online, target]) => {
        const alone = online.map((row, b) => nextValues(rule, [row], [target[b]])[0]);
        expect(Array.from(nextValues(rule, online, target))).toEqual(alone);
      }),
    );
  });

  it.each(rules)('%s changes neither network', (_, make) => {
    const rule = make();
    const online = tableMlp([[1, 2]]);
    const target = tableMlp([[4, 3]]);
    rule(new Float32Array(1), batchToUnitVectors(1), online, target, new Float32Array(1));
    expect(Array.from(online.params)).toEqual([1, 2, 0, 0]);
    expect(Array.from(target.params)).toEqual([4, 3, 0, 0]);
  });
});

describe('the reward that munchausen adds', () => {
  /** What is added to r = 2 for each action of a state with these values. */
  function bonuses(values: readonly number[], options: Partial<MunchausenOptions> = {}): number[] {
    const rule = munchausen(options);
    const target = tableMlp([values]);
    return values.map((_, action) => {
      const batch = new Batch(1, 1, device);
      batch.observations[0] = 1;
      batch.actions[0] = action;
      const tdTarget = Float32Array.of(2);
      rule(new Float32Array(1), batch, tableMlp([values.toReversed()]), target, tdTarget);
      return tdTarget[0] - 2;
    });
  }

  it('is α times what the action is worse than the best one, where the temperature is low', () => {
    const [best, worse, worst] = bonuses([3, 2.5, 1]);
    expect(best).toBeCloseTo(0, 6);
    expect(worse).toBeCloseTo(-0.9 * 0.5, 6);
    // As far down as the logarithm may go.
    expect(worst).toBeCloseTo(-0.9, 6);
  });

  it('is that of the action taken, for each sample of a minibatch', () => {
    const batch = new Batch(2, 2, device);
    batch.observations.set([1, 0, 0, 1]);
    batch.actions.set([0, 1]);
    const target = tableMlp([
      [3, 2.5],
      [3, 2.75],
    ]);
    const tdTarget = Float32Array.of(2, 2);
    munchausen({})(new Float32Array(2), batch, target, target, tdTarget);
    expect(tdTarget[0]).toBeCloseTo(2, 6);
    expect(tdTarget[1]).toBeCloseTo(2 - 0.9 * 0.25, 3);
  });

  it('is α τ ln π for any temperature', () => {
    const values = [1, 0.5, -0.25];
    const weights = values.map((value) => Math.exp(value / 0.4));
    const sum = weights.reduce((total, weight) => total + weight);
    for (const [a, bonus] of bonuses(values, { alpha: 0.3, temperature: 0.4 }).entries()) {
      expect(bonus).toBeCloseTo(0.3 * Math.max(-1, 0.4 * Math.log(weights[a] / sum)), 6);
    }
  });

  it('is never above 0, and nothing with α = 0', () => {
    fc.assert(
      fc.property(tablePairs, ([, [row]]) => {
        for (const bonus of bonuses(row)) expect(bonus).toBeLessThanOrEqual(0);
        expect(bonuses(row, { alpha: 0 }).every((bonus) => bonus === 0)).toBe(true);
      }),
    );
  });
});

it.each([
  ['epsilon is 1.5; expected a number from 0 to 1', () => expectedTarget(1.5)],
  ['omega is 0; expected a positive number', () => mellowmaxTarget(0)],
  ['omega is Infinity', () => mellowmaxTarget(Infinity)],
  ['omega is NaN', () => mellowmaxTarget(Number.NaN)],
  ['alpha is 1.5; expected a number from 0 to 1', () => munchausen({ alpha: 1.5 })],
  ['lowest is 0.5; expected a number from', () => munchausen({ lowest: 0.5 })],
  ['temperature is 0; expected a positive number', () => munchausen({ temperature: 0 })],
  ['temperature is Infinity', () => munchausen({ temperature: Infinity })],
])('refuses what is not a rule: %s', (message, make) => {
  expect(make).toThrow(message);
});
