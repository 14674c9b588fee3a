import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { argmax, QNetwork } from '../../src/agent/q-function.ts';
import { Generator } from '../../src/random.ts';
import { evenFloats, generators } from '../arbitraries.ts';
import { device, randomMlp, tableMlp } from './parts.ts';

describe('argmax', () => {
  // Adding zero makes −0 the 0 that it is equal to.
  const value = fc.float({ noNaN: true }).map((v) => v + 0);
  const values = fc.array(value, { minLength: 1, maxLength: 6 });

  it('is the place of a largest value', () => {
    fc.assert(
      fc.property(values, (row) => {
        expect(row[argmax(Float32Array.from(row), 0, row.length)]).toBe(Math.max(...row));
      }),
    );
  });

  it('is the first of equal places', () => {
    expect(argmax(Float32Array.of(1, 3, 3, 2, 3), 0, 5)).toBe(1);
    expect(argmax(new Float32Array(4), 0, 4)).toBe(0);
  });

  it('looks at one row of a matrix only, and counts from its beginning', () => {
    fc.assert(
      fc.property(values, values, values, (before, row, after) => {
        const matrix = Float32Array.from([...before, ...row, ...after]);
        expect(argmax(matrix, before.length, row.length)).toBe(argmax(Float32Array.from(row), 0, row.length));
      }),
    );
  });
});

describe('QNetwork', () => {
  it('gives what the network gives', () => {
    fc.assert(
      fc.property(generators, (random) => {
        const mlp = randomMlp([4, 8, 3], 1, 1);
        const observation = evenFloats(random, 4);
        const expected = mlp.forward(observation, 1).slice();
        expect(new QNetwork(mlp, device).values(observation)).toEqual(expected);
      }),
    );
  });

  it('follows the parameters of the network', () => {
    const mlp = tableMlp([[1, 2, 3]]);
    const q = new QNetwork(mlp, device);
    expect(q.greedyAction(Float32Array.of(1))).toBe(2);
    mlp.layers[0].weight[0] = 4;
    expect(q.greedyAction(Float32Array.of(1))).toBe(0);
  });

  it('is not misled by what a larger batch left in the output buffer', () => {
    const mlp = tableMlp([
      [2, 1, 0],
      [7, 9, 8],
    ]);
    mlp.forward(Float32Array.of(1, 0, 0, 1), 2);
    const q = new QNetwork(mlp, device);
    expect(q.greedyAction(Float32Array.of(1, 0))).toBe(0);
    expect(Array.from(q.values(Float32Array.of(1, 0)))).toEqual([2, 1, 0]);
  });

  it('does not keep or change the observation', () => {
    const mlp = randomMlp([4, 8, 2], 1, 1);
    const q = new QNetwork(mlp, device);
    const observation = evenFloats(new Generator(1), 4);
    const before = observation.slice();
    const values = q.values(observation).slice();
    expect(observation).toEqual(before);
    const again = before.slice();
    observation.fill(5);
    expect(q.values(again)).toEqual(values);
  });
});
