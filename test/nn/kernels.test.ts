import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exp } from '../../src/nn/exponential.ts';
import * as kernels from '../../src/nn/kernels.ts';
import type { Generator } from '../../src/random.ts';
import { evenFloats, generators } from '../arbitraries.ts';
import { loadGolden } from '../golden/load.ts';
import { dot, toRows } from '../reference/network.ts';
import { arrayError, bits, entryError } from './compare.ts';

const { fround } = Math;

const shapes = fc.record({
  random: generators,
  B: fc.integer({ min: 1, max: 9 }),
  I: fc.integer({ min: 1, max: 9 }),
  O: fc.integer({ min: 1, max: 9 }),
});

const columns = (rows: number[][]) => rows[0].map((_, c) => rows.map((row) => row[c]));

/** The arrays of one layer, the outputs filled with rubbish that a kernel must overwrite. */
function layer(random: Generator, B: number, I: number, O: number) {
  return {
    x: evenFloats(random, B * I),
    weight: evenFloats(random, I * O),
    bias: evenFloats(random, O),
    dOut: evenFloats(random, B * O),
    out: new Float32Array(B * O).fill(9),
    dx: new Float32Array(B * I).fill(9),
    dWeight: new Float32Array(I * O).fill(9),
    dBias: new Float32Array(O).fill(9),
  };
}

/** Σ terms with a rounding after every sum; the terms are float32 already. */
const roundedSum = (first: number, terms: number[]) => terms.reduce((sum, term) => fround(sum + term), first);
const upTo = (n: number) => Array.from({ length: n }, (_, k) => k);

describe('every product and every sum is rounded, in ascending order, bit for bit', () => {
  it('denseForward sums over the inputs, starting from the bias', () => {
    fc.assert(
      fc.property(shapes, ({ random, B, I, O }) => {
        const { out, x, weight, bias } = layer(random, B, I, O);
        kernels.denseForward(out, x, weight, bias, B, I, O);
        const expected = upTo(B).flatMap((b) =>
          upTo(O).map((o) =>
            roundedSum(
              bias[o],
              upTo(I).map((i) => fround(x[b * I + i] * weight[i * O + o])),
            ),
          ),
        );
        expect(bits(out)).toEqual(bits(Float32Array.from(expected)));
      }),
    );
  });

  it('denseBackwardParams sums over the batch', () => {
    fc.assert(
      fc.property(shapes, ({ random, B, I, O }) => {
        const { dWeight, dBias, dOut, x } = layer(random, B, I, O);
        kernels.denseBackwardParams(dWeight, dBias, dOut, x, B, I, O);
        const expectedWeight = upTo(I).flatMap((i) =>
          upTo(O).map((o) =>
            roundedSum(
              0,
              upTo(B).map((b) => fround(x[b * I + i] * dOut[b * O + o])),
            ),
          ),
        );
        const expectedBias = upTo(O).map((o) =>
          roundedSum(
            0,
            upTo(B).map((b) => dOut[b * O + o]),
          ),
        );
        expect(bits(dWeight)).toEqual(bits(Float32Array.from(expectedWeight)));
        expect(bits(dBias)).toEqual(bits(Float32Array.from(expectedBias)));
      }),
    );
  });

  it('denseBackwardInput sums over the outputs', () => {
    fc.assert(
      fc.property(shapes, ({ random, B, I, O }) => {
        const { dx, dOut, weight } = layer(random, B, I, O);
        kernels.denseBackwardInput(dx, dOut, weight, B, I, O);
        const expected = upTo(B).flatMap((b) =>
          upTo(I).map((i) =>
            roundedSum(
              0,
              upTo(O).map((o) => fround(dOut[b * O + o] * weight[i * O + o])),
            ),
          ),
        );
        expect(bits(dx)).toEqual(bits(Float32Array.from(expected)));
      }),
    );
  });
});

describe('matrix products agree with the float64 reference at every shape', () => {
  it('denseForward is x · weight + bias', () => {
    fc.assert(
      fc.property(shapes, ({ random, B, I, O }) => {
        const { out, x, weight, bias } = layer(random, B, I, O);
        kernels.denseForward(out, x, weight, bias, B, I, O);
        const expected = toRows(x, I).flatMap((row) =>
          columns(toRows(weight, O)).map((column, o) => dot(row, column) + bias[o]),
        );
        expect(arrayError(out, expected, 1)).toBeLessThan(1e-6);
      }),
    );
  });

  it('denseBackwardParams is xᵀ · dOut and the column sums of dOut', () => {
    fc.assert(
      fc.property(shapes, ({ random, B, I, O }) => {
        const { dWeight, dBias, dOut, x } = layer(random, B, I, O);
        kernels.denseBackwardParams(dWeight, dBias, dOut, x, B, I, O);
        const dOutColumns = columns(toRows(dOut, O));
        const expected = columns(toRows(x, I)).flatMap((inputs) =>
          dOutColumns.map((slopes) => dot(inputs, slopes)),
        );
        const ones = Array(B).fill(1);
        expect(arrayError(dWeight, expected, 1)).toBeLessThan(1e-6);
        expect(
          arrayError(
            dBias,
            dOutColumns.map((slopes) => dot(slopes, ones)),
            1,
          ),
        ).toBeLessThan(1e-6);
      }),
    );
  });

  it('denseBackwardInput is dOut · weightᵀ', () => {
    fc.assert(
      fc.property(shapes, ({ random, B, I, O }) => {
        const { dx, dOut, weight } = layer(random, B, I, O);
        kernels.denseBackwardInput(dx, dOut, weight, B, I, O);
        const expected = toRows(dOut, O).flatMap((slopes) =>
          toRows(weight, O).map((row) => dot(slopes, row)),
        );
        expect(arrayError(dx, expected, 1)).toBeLessThan(1e-6);
      }),
    );
  });
});

describe('the ReLU', () => {
  it('forward is denseForward with everything below zero cut off', () => {
    fc.assert(
      fc.property(shapes, ({ random, B, I, O }) => {
        const { out, x, weight, bias } = layer(random, B, I, O);
        kernels.denseForward(out, x, weight, bias, B, I, O);
        const expected = out.map((value) => Math.max(0, value));
        kernels.denseReluForward(out, x, weight, bias, B, I, O);
        expect(bits(out)).toEqual(bits(expected));
      }),
    );
  });

  it('backward is denseBackwardInput where the activation is positive, and zero elsewhere', () => {
    fc.assert(
      fc.property(shapes, ({ random, B, I, O }) => {
        const { dx, dOut, weight, x } = layer(random, B, I, O);
        kernels.denseBackwardInput(dx, dOut, weight, B, I, O);
        const expected = dx.map((d, k) => (x[k] > 0 ? d : 0));
        kernels.denseReluBackwardInput(dx, dOut, weight, x, B, I, O);
        expect(bits(dx)).toEqual(bits(expected));
      }),
    );
  });

  it.each([
    [-0, 0],
    [0, 0],
    [-1, 0],
    [-Infinity, 0],
    [Infinity, Infinity],
    [NaN, NaN],
    [1e-45, 1e-45],
  ])('forward takes %s to %s', (value, expected) => {
    const out = new Float32Array(1);
    // x · weight is −0 here, which leaves any bias, even −0, as it is.
    kernels.denseReluForward(out, Float32Array.of(-0), Float32Array.of(1), Float32Array.of(value), 1, 1, 1);
    expect(out[0]).toBe(fround(expected));
  });

  it.each([
    ['exactly zero', 0, 0],
    ['minus zero', -0, 0],
    ['not a number', NaN, 0],
    ['the smallest positive number', 1e-45, 3],
    ['infinite', Infinity, 3],
  ])('a ReLU whose output is %s passes on its gradient only if that output is positive', (_, x, expected) => {
    const dx = new Float32Array(1);
    kernels.denseReluBackwardInput(dx, Float32Array.of(1), Float32Array.of(3), Float32Array.of(x), 1, 1, 1);
    expect(dx[0]).toBe(expected);
  });
});

describe('a chain of kernels gives the gradient that PyTorch gives for the input', () => {
  interface Case {
    id: string;
    sizes: number[];
    batch: number;
    params: { weight: number[]; bias: number[] }[];
    x: number[];
    dout: number[];
    dx: number[];
  }
  it.each(loadGolden<{ cases: Case[] }>('mlp-gradients').cases)(
    '$id',
    ({ sizes, batch: B, params, x, dout, dx }) => {
      const weights = params.map(({ weight }, k) =>
        Float32Array.from(columns(toRows(weight, sizes[k])).flat()),
      );
      const activations = [Float32Array.from(x)];
      weights.forEach((weight, k) => {
        const out = new Float32Array(B * sizes[k + 1]);
        const bias = Float32Array.from(params[k].bias);
        kernels.denseReluForward(out, activations[k], weight, bias, B, sizes[k], sizes[k + 1]);
        activations.push(out);
      });
      let slopes = Float32Array.from(dout);
      for (let k = weights.length - 1; k >= 0; k--) {
        const next = new Float32Array(B * sizes[k]);
        if (k > 0) {
          kernels.denseReluBackwardInput(next, slopes, weights[k], activations[k], B, sizes[k], sizes[k + 1]);
        } else {
          kernels.denseBackwardInput(next, slopes, weights[k], B, sizes[k], sizes[k + 1]);
        }
        slopes = next;
      }
      expect(arrayError(slopes, dx, 1)).toBeLessThanOrEqual(1e-5);
    },
  );
});

describe('vectors', () => {
  const vectors = fc
    .tuple(generators, fc.integer({ min: 0, max: 40 }))
    .map(([random, n]) => evenFloats(random, n));

  it('sumOfSquares agrees with the reference at every length', () => {
    fc.assert(
      fc.property(vectors, (x) => {
        expect(kernels.sumOfSquares(x, x.length)).toBeCloseTo(dot(Array.from(x), Array.from(x)), 12);
      }),
    );
  });

  it('sumOfSquares neither overflows nor vanishes in float32', () => {
    expect(kernels.sumOfSquares(Float32Array.of(1e30, 1e30), 2) / 2e60).toBeCloseTo(1, 6);
    expect(kernels.sumOfSquares(Float32Array.of(1e-30, 1e-30), 2) / 2e-60).toBeCloseTo(1, 6);
  });

  it('scale multiplies by the factor rounded to float32', () => {
    fc.assert(
      fc.property(vectors, fc.double({ min: -2, max: 2, noNaN: true }), (x, factor) => {
        const expected = x.map((value) => value * fround(factor));
        kernels.scale(x, factor, x.length);
        expect(bits(x)).toEqual(bits(expected));
      }),
    );
  });

  interface PolyakCase {
    tau: number;
    online: number[];
    target: number[];
    target_after: Record<string, number[]>;
  }
  it.each(loadGolden<{ cases: PolyakCase[] }>('polyak').cases)(
    'polyakUpdate as PyTorch, tau $tau',
    (golden) => {
      const target = Float32Array.from(golden.target);
      const online = Float32Array.from(golden.online);
      for (let round = 1; round <= 50; round++) {
        kernels.polyakUpdate(target, online, golden.tau, target.length);
        const expected = golden.target_after[round];
        if (expected === undefined) continue;
        const exact = golden.tau === 0 || golden.tau === 1;
        expect(entryError(target, expected)).toBeLessThanOrEqual(exact ? 0 : 1e-5);
      }
    },
  );
});

it('softmax takes out the largest of each row, sums its powers in order and shares them out, bit for bit', () => {
  fc.assert(
    fc.property(shapes, ({ random, B: R, I: N }) => {
      const x = Float32Array.of(...evenFloats(random, R * N, 20), 99);
      const [p, largest, sums] = [R * N, R, R].map((length) => new Float64Array(length + 1).fill(7));
      kernels.softmax(p, largest, sums, x, R, N);
      const rows = toRows(x.subarray(0, R * N), N);
      const most = rows.map((row) => Math.max(...row));
      const powers = rows.map((row, r) => row.map((value) => exp(value - most[r])));
      const totals = powers.map((row) => row.reduce((sum, power) => sum + power, 0));
      expect([...largest]).toEqual([...most, 7]);
      expect([...sums]).toEqual([...totals, 7]);
      expect([...p]).toEqual([...powers.flatMap((row, r) => row.map((power) => power / totals[r])), 7]);
    }),
  );
});

it('perturb adds σ ε to a block of weights and its biases, bit for bit, and leaves the columns beside it', () => {
  fc.assert(
    fc.property(shapes, ({ random, I, O, B: beside }) => {
      const row = O + beside;
      const [w, sigma] = [1, 2].map(() => evenFloats(random, (I + 1) * row));
      const [noiseIn, noiseOut] = [I, O].map((length) => evenFloats(random, length + 1, 2));
      const epsilon = new Float32Array(w.length).fill(7);
      const before = w.slice();
      kernels.perturb(w, epsilon, sigma, noiseIn, noiseOut, I, O, row);
      const inputs = [...noiseIn.slice(0, I), 1];
      const expected = upTo(w.length).map((k) =>
        k % row < O ? fround(inputs[Math.floor(k / row)] * noiseOut[k % row]) : 7,
      );
      expect([...epsilon]).toEqual(expected);
      const moved = before.map((value, k) => (k % row < O ? value + fround(sigma[k] * expected[k]) : value));
      expect(bits(w)).toEqual(bits(moved));
    }),
  );
});

describe('what lies behind the entries that a kernel is told of is neither read nor changed', () => {
  type Call = (arrays: Float32Array[], B: number, I: number, O: number) => unknown;
  type Lengths = (B: number, I: number, O: number) => number[];
  const vector: Lengths = (B) => [B];
  const calls: [string, Lengths, Call][] = [
    [
      'denseForward',
      (B, I, O) => [B * O, B * I, I * O, O],
      ([out, x, weight, bias], B, I, O) => kernels.denseForward(out, x, weight, bias, B, I, O),
    ],
    [
      'denseReluForward',
      (B, I, O) => [B * O, B * I, I * O, O],
      ([out, x, weight, bias], B, I, O) => kernels.denseReluForward(out, x, weight, bias, B, I, O),
    ],
    [
      'denseBackwardParams',
      (B, I, O) => [I * O, O, B * O, B * I],
      ([dWeight, dBias, dOut, x], B, I, O) => kernels.denseBackwardParams(dWeight, dBias, dOut, x, B, I, O),
    ],
    [
      'denseBackwardInput',
      (B, I, O) => [B * I, B * O, I * O],
      ([dx, dOut, weight], B, I, O) => kernels.denseBackwardInput(dx, dOut, weight, B, I, O),
    ],
    [
      'denseReluBackwardInput',
      (B, I, O) => [B * I, B * O, I * O, B * I],
      ([dx, dOut, weight, x], B, I, O) => kernels.denseReluBackwardInput(dx, dOut, weight, x, B, I, O),
    ],
    [
      'adamStep',
      (n) => [n, n, n, n],
      ([params, grads, m, v], n) => {
        for (let k = 0; k < n; k++) v[k] = Math.abs(v[k]);
        kernels.adamStep(params, grads, m, v, 0.01, 0.9, 0.99, 1e-8, 2, 3, n);
      },
    ],
    ['polyakUpdate', (n) => [n, n], ([target, source], n) => kernels.polyakUpdate(target, source, 0.3, n)],
    ['scale', vector, ([x], n) => kernels.scale(x, 0.3, n)],
    ['sumOfSquares', vector, ([x], n) => kernels.sumOfSquares(x, n)],
  ];

  it.each(calls)('%s', (_, lengthsOf, call) => {
    fc.assert(
      fc.property(shapes, ({ random, B, I, O }) => {
        const lengths = lengthsOf(B, I, O);
        const larger = lengths.map((length) => evenFloats(random, length + I + O));
        const before = larger.map((array) => array.slice());
        const exact = larger.map((array, k) => array.slice(0, lengths[k]));
        expect(call(larger, B, I, O)).toBe(call(exact, B, I, O));
        larger.forEach((array, k) => {
          expect(bits(array.subarray(0, lengths[k]))).toEqual(bits(exact[k]));
          expect(bits(array.subarray(lengths[k]))).toEqual(bits(before[k].subarray(lengths[k])));
        });
      }),
    );
  });
});
