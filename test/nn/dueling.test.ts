import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HeapDevice } from '../../src/nn/device.ts';
import { Dueling } from '../../src/nn/dueling.ts';
import { Mlp } from '../../src/nn/mlp.ts';
import { batchSizes, evenFloats, generators } from '../arbitraries.ts';
import { dot, kinkDistance, referenceLayers, referenceOutput, toRows } from '../reference/network.ts';
import { arrayError, bits } from './compare.ts';

const device = new HeapDevice();

/** Inputs, one to three hidden layers, actions. */
const duelingSizes = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 3, maxLength: 5 });

/** Q of one sample by the textbook: float64, from the heads of the reference. */
function referenceQ(sizes: readonly number[], params: ArrayLike<number>, x: readonly number[]): number[] {
  const bodySizes = [...sizes.slice(0, -1), 1 + sizes.at(-1)!];
  const [value, ...advantages] = referenceOutput(referenceLayers(bodySizes, params), x);
  const mean = advantages.reduce((sum, a) => sum + a, 0) / advantages.length;
  return advantages.map((advantage) => value + advantage - mean);
}

/** A network, one batch for it and the gradient of Q; drawn again where a ReLU is too close to its kink. */
const problems = fc
  .tuple(generators, duelingSizes, batchSizes)
  .map(([random, sizes, batch]) => {
    const network = new Dueling(sizes, batch, device);
    network.params.set(evenFloats(random, network.params.length));
    const x = evenFloats(random, batch * sizes[0], 2);
    const dQ = evenFloats(random, batch * sizes.at(-1)!);
    return { network, sizes, batch, x, dQ, xs: toRows(x, sizes[0]), dQs: toRows(dQ, sizes.at(-1)!) };
  })
  .filter(({ network, xs }) => kinkDistance(referenceLayers(network.body.sizes, network.params), xs) > 1e-3);

describe('laws', () => {
  it('Q is V + A − mean A of the float64 reference', () => {
    fc.assert(
      fc.property(problems, ({ network, sizes, batch, x, xs }) => {
        const q = network.forward(x, batch).slice(0, batch * sizes.at(-1)!);
        const expected = xs.flatMap((row) => referenceQ(sizes, network.params, row));
        expect(arrayError(q, expected, 1)).toBeLessThan(1e-5);
      }),
    );
  });

  it('the gradient is the finite difference of the float64 reference', () => {
    fc.assert(
      fc.property(problems, ({ network, sizes, batch, x, dQ, xs, dQs }) => {
        network.forward(x, batch);
        network.backward(dQ, batch);
        const step = 1e-6;
        const value = (k: number, change: number) => {
          const moved = Array.from(network.params, (p, i) => (i === k ? p + change : p));
          return xs.reduce((sum, row, b) => sum + dot(referenceQ(sizes, moved, row), dQs[b]), 0);
        };
        const expected = Array.from(
          network.params,
          (_, k) => (value(k, step) - value(k, -step)) / (2 * step),
        );
        expect(arrayError(network.grads, expected, 1)).toBeLessThan(1e-5);
      }),
      { numRuns: 50 },
    );
  });

  it('a row of Q does not depend on the other rows of its batch, not even in the last bit', () => {
    fc.assert(
      fc.property(problems, ({ network, sizes, batch, x, xs }) => {
        const together = toRows(network.forward(x, batch), sizes.at(-1)!);
        for (let b = 0; b < batch; b++) {
          const alone = network.forward(Float32Array.from(xs[b]), 1).slice(0, sizes.at(-1)!);
          expect(bits(alone)).toEqual(bits(Float32Array.from(together[b])));
        }
      }),
    );
  });

  it('a row of the gradient does not depend on the other rows: that of a batch is the sum over its samples', () => {
    fc.assert(
      fc.property(problems, ({ network, batch, x, dQ, xs, dQs }) => {
        const sum = new Float64Array(network.grads.length);
        for (let b = 0; b < batch; b++) {
          network.forward(Float32Array.from(xs[b]), 1);
          network.backward(Float32Array.from(dQs[b]), 1);
          network.grads.forEach((g, k) => {
            sum[k] += g;
          });
        }
        network.forward(x, batch);
        network.backward(dQ, batch);
        expect(arrayError(network.grads, sum, 1)).toBeLessThan(1e-5);
      }),
    );
  });

  it('the same constant on every advantage changes nothing, and on V it moves every Q by itself', () => {
    fc.assert(
      fc.property(problems, ({ network, sizes, batch, x }) => {
        const q = () => network.forward(x, batch).slice(0, batch * sizes.at(-1)!);
        const { bias } = network.layers.at(-1)!;
        const before = q();
        for (let a = 1; a < bias.length; a++) bias[a] += 3;
        expect(arrayError(q(), before, 1)).toBeLessThan(1e-5);
        bias[0] += 3;
        expect(
          arrayError(
            q(),
            before.map((value) => value + 3),
            1,
          ),
        ).toBeLessThan(1e-5);
      }),
    );
  });
});

it('the activations are those of its layers: V and A last', () => {
  const network = new Dueling([2, 3, 2], 1, device);
  network.params.set(Float32Array.from(network.params, (_, k) => k / 10));
  const [hidden, heads] = network.activations;
  const q = network.forward(Float32Array.of(1, -1), 1);
  expect(hidden).toHaveLength(3);
  expect(heads).toHaveLength(3);
  const [value, left, right] = heads;
  expect(Array.from(q)).toEqual([left, right].map((a) => Math.fround(a + (value - (left + right) / 2))));
});

describe('copies between networks', () => {
  const make = (...sizes: number[]) => {
    const network = new Dueling(sizes, 1, device);
    network.params.set(network.params.map((_, k) => k));
    return network;
  };

  it('after copyFrom both have the same bits, and changing one leaves the other', () => {
    const target = new Dueling([2, 3, 2], 1, device);
    const online = make(2, 3, 2);
    target.copyFrom(online);
    expect(bits(target.params)).toEqual(bits(online.params));
    online.params.fill(7);
    expect(target.params[3]).toBe(3);
  });

  it('polyakFrom goes the fraction tau of the way', () => {
    const target = new Dueling([2, 3, 2], 1, device);
    target.polyakFrom(make(2, 3, 2), 0.25);
    expect(target.params).toEqual(make(2, 3, 2).params.map((p) => p / 4));
  });

  it('a network refuses itself, other sizes, and a plain network of the same sizes', () => {
    const dueling = make(2, 3, 2);
    const plain = new Mlp([2, 3, 2], 1, device);
    expect(() => dueling.copyFrom(dueling)).toThrow('cannot be updated from itself');
    expect(() => dueling.polyakFrom(make(2, 4, 2), 1)).toThrow('dueling 2-4-2; expected dueling 2-3-2');
    expect(() => dueling.copyFrom(plain)).toThrow('mlp 2-3-2; expected dueling 2-3-2');
    expect(() => plain.polyakFrom(dueling, 1)).toThrow('dueling 2-3-2; expected mlp 2-3-2');
  });
});

it.each([[[]], [[3]], [[3, 2]], [[3, 4, 0]], [[3, 4, -1]], [[3, 0, 2]], [[3, 4, 0.5]], [[3, NaN, 2]]])(
  'sizes %j are refused',
  (sizes) => {
    expect(() => new Dueling(sizes, 1, device)).toThrow(
      new RangeError(
        `sizes is [${sizes.join(', ')}]; give inputs, at least one hidden layer and actions as positive integers`,
      ),
    );
  },
);
