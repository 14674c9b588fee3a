import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HeapDevice } from '../../src/nn/device.ts';
import { Mlp } from '../../src/nn/mlp.ts';
import type { Generator } from '../../src/random.ts';
import { batchSizes, evenFloats, generators, networkSizes } from '../arbitraries.ts';
import { loadGolden } from '../golden/load.ts';
import {
  finiteDifferences,
  kinkDistance,
  preActivations,
  referenceLayers,
  referenceOutput,
  toRows,
} from '../reference/network.ts';
import { arrayError, bits } from './compare.ts';

interface Layer {
  weight: number[];
  bias: number[];
}
interface GradientCase {
  id: string;
  sizes: number[];
  batch: number;
  params: Layer[];
  x: number[];
  out: number[];
  dout: number[];
  grads: Layer[];
}

const device = new HeapDevice();

function randomMlp(random: Generator, sizes: readonly number[], maxBatch: number): Mlp {
  const mlp = new Mlp(sizes, maxBatch, device);
  mlp.params.set(evenFloats(random, mlp.params.length));
  return mlp;
}

/** A network, one batch for it and the gradient of its output; drawn again where a ReLU is too close to its kink. */
const problems = fc
  .tuple(generators, networkSizes, batchSizes)
  .map(([random, sizes, batch]) => {
    const mlp = randomMlp(random, sizes, batch);
    const x = evenFloats(random, batch * sizes[0], 2);
    const dOut = evenFloats(random, batch * sizes.at(-1)!);
    const xs = toRows(x, sizes[0]);
    const layers = referenceLayers(sizes, mlp.params);
    return { mlp, batch, x, dOut, xs, dOuts: toRows(dOut, sizes.at(-1)!), layers };
  })
  .filter(({ layers, xs }) => kinkDistance(layers, xs) > 1e-3);

/** (rows,columns) to (columns,rows) */
const transposed = (flat: readonly number[], columns: number) =>
  toRows(flat, columns)[0].flatMap((_, c) => toRows(flat, columns).map((row) => row[c]));

describe('against PyTorch', () => {
  it.each(loadGolden<{ cases: GradientCase[] }>('mlp-gradients').cases)('$id', (golden) => {
    const tolerance = golden.id === 'relu-at-zero' ? 1e-6 : 1e-5;
    const mlp = new Mlp(golden.sizes, golden.batch, device);
    mlp.layers.forEach(({ weight, bias, inputs }, k) => {
      weight.set(transposed(golden.params[k].weight, inputs));
      bias.set(golden.params[k].bias);
    });
    const out = mlp.forward(Float32Array.from(golden.x), golden.batch);
    mlp.backward(Float32Array.from(golden.dout), golden.batch);
    expect(arrayError(out, golden.out, 1)).toBeLessThanOrEqual(tolerance);
    mlp.layers.forEach(({ dWeight, dBias, inputs }, k) => {
      expect(arrayError(dWeight, transposed(golden.grads[k].weight, inputs), 1)).toBeLessThanOrEqual(
        tolerance,
      );
      expect(arrayError(dBias, golden.grads[k].bias, 1)).toBeLessThanOrEqual(tolerance);
    });
  });
});

describe('laws', () => {
  it('the output is that of the float64 reference', () => {
    fc.assert(
      fc.property(problems, ({ mlp, batch, x, xs, layers }) => {
        const expected = xs.flatMap((row) => referenceOutput(layers, row));
        expect(arrayError(mlp.forward(x, batch), expected, 1)).toBeLessThan(1e-5);
      }),
    );
  });

  it('the activations are those of each layer of the float64 reference, after its ReLU', () => {
    fc.assert(
      fc.property(problems, ({ mlp, batch, x, xs, layers }) => {
        mlp.forward(x, batch);
        const sums = xs.map((row) => preActivations(layers, row));
        expect(mlp.activations).toHaveLength(layers.length);
        mlp.activations.forEach((activation, k) => {
          const hidden = k < layers.length - 1;
          const expected = sums.flatMap((row) => row[k].map((z) => (hidden ? Math.max(0, z) : z)));
          expect(arrayError(activation, expected, 1)).toBeLessThan(1e-5);
        });
      }),
    );
  });

  it('the gradient is the finite difference of the float64 reference', () => {
    fc.assert(
      fc.property(problems, ({ mlp, batch, x, dOut, xs, dOuts }) => {
        mlp.forward(x, batch);
        mlp.backward(dOut, batch);
        const expected = finiteDifferences(mlp.sizes, mlp.params, xs, dOuts);
        expect(arrayError(mlp.grads, expected, 1)).toBeLessThan(1e-5);
      }),
    );
  });

  it('the gradient of a batch is the sum of the gradients of its samples', () => {
    fc.assert(
      fc.property(problems, ({ mlp, batch, x, dOut, xs, dOuts }) => {
        const sum = new Float64Array(mlp.grads.length);
        for (let b = 0; b < batch; b++) {
          mlp.forward(Float32Array.from(xs[b]), 1);
          mlp.backward(Float32Array.from(dOuts[b]), 1);
          mlp.grads.forEach((g, k) => {
            sum[k] += g;
          });
        }
        mlp.forward(x, batch);
        mlp.backward(dOut, batch);
        expect(arrayError(mlp.grads, sum, 1)).toBeLessThan(1e-5);
      }),
    );
  });

  it('backward is linear in the gradient of the output: doubling one doubles the other, exactly', () => {
    fc.assert(
      fc.property(problems, ({ mlp, batch, x, dOut }) => {
        mlp.forward(x, batch);
        mlp.backward(dOut, batch);
        const once = mlp.grads.map((g) => 2 * g);
        mlp.backward(
          dOut.map((d) => 2 * d),
          batch,
        );
        expect(mlp.grads).toEqual(once);
      }),
    );
  });

  it('backward is additive in the gradient of the output', () => {
    fc.assert(
      fc.property(problems, generators, ({ mlp, batch, x, dOut }, random) => {
        const other = evenFloats(random, dOut.length);
        mlp.forward(x, batch);
        mlp.backward(dOut, batch);
        const first = mlp.grads.slice();
        mlp.backward(other, batch);
        const sum = first.map((g, k) => g + mlp.grads[k]);
        mlp.backward(
          dOut.map((d, k) => d + other[k]),
          batch,
        );
        expect(arrayError(mlp.grads, sum, 1)).toBeLessThan(1e-5);
      }),
    );
  });

  it('a row of the output does not depend on the other rows of its batch, not even in the last bit', () => {
    fc.assert(
      fc.property(problems, ({ mlp, batch, x, xs }) => {
        const together = toRows(mlp.forward(x, batch), mlp.sizes.at(-1)!);
        for (let b = 0; b < batch; b++) {
          expect(bits(mlp.forward(Float32Array.from(xs[b]), 1).slice(0, together[b].length))).toEqual(
            bits(Float32Array.from(together[b])),
          );
        }
      }),
    );
  });

  it('backward replaces the gradients of the batch before, it does not add to them', () => {
    fc.assert(
      fc.property(problems, ({ mlp, batch, x, dOut }) => {
        mlp.forward(x, batch);
        mlp.backward(dOut, batch);
        const first = mlp.grads.slice();
        mlp.grads.fill(123);
        mlp.forward(x, batch);
        mlp.backward(dOut, batch);
        expect(bits(mlp.grads)).toEqual(bits(first));
      }),
    );
  });

  it('neither pass changes the parameters, the input or the gradient of the output', () => {
    fc.assert(
      fc.property(problems, ({ mlp, batch, x, dOut }) => {
        const before = [mlp.params, x, dOut].map((array) => array.slice());
        mlp.forward(x, batch);
        mlp.backward(dOut, batch);
        expect([mlp.params, x, dOut]).toEqual(before);
      }),
    );
  });
});

describe('memory', () => {
  it('the layers are windows into the flat parameters and gradients, in order and without gaps', () => {
    const mlp = new Mlp([3, 4, 2], 1, device);
    expect(mlp.params.length).toBe(3 * 4 + 4 + 4 * 2 + 2);
    expect(mlp.grads.length).toBe(mlp.params.length);
    mlp.layers
      .flatMap(({ weight, bias }) => [weight, bias])
      .forEach((view, k) => {
        view.fill(k);
      });
    const counts = [12, 4, 8, 2];
    expect(Array.from(mlp.params)).toEqual(counts.flatMap((count, k) => Array(count).fill(k)));
    expect(
      mlp.layers.every(({ dWeight, dBias }) => dWeight.buffer === mlp.grads.buffer && dBias.length > 0),
    ).toBe(true);
  });

  it('forward answers in the same buffer every time', () => {
    const mlp = new Mlp([2, 3, 2], 4, device);
    expect(mlp.forward(new Float32Array(8), 4)).toBe(mlp.forward(new Float32Array(2), 1));
  });
});

describe('copies between networks', () => {
  const pairs = fc.tuple(generators, networkSizes).map(([random, sizes]) => ({
    online: randomMlp(random, sizes, 1),
    target: randomMlp(random, sizes, 1),
  }));

  it('after copyFrom both have the same bits', () => {
    fc.assert(
      fc.property(pairs, ({ online, target }) => {
        target.copyFrom(online);
        expect(bits(target.params)).toEqual(bits(online.params));
      }),
    );
  });

  it('changing the online network after copyFrom leaves the target as it was', () => {
    fc.assert(
      fc.property(pairs, ({ online, target }) => {
        target.copyFrom(online);
        const before = target.params.slice();
        online.params.fill(7);
        for (const { weight } of online.layers) weight.fill(8);
        expect(target.params).toEqual(before);
        expect(target.layers[0].weight[0]).toBe(before[0]);
      }),
    );
  });

  it('polyakFrom with tau 0 keeps the target', () => {
    fc.assert(
      fc.property(pairs, ({ online, target }) => {
        const before = target.params.slice();
        target.polyakFrom(online, 0);
        expect(target.params).toEqual(before);
      }),
    );
  });

  it('polyakFrom with tau 1 copies the online network', () => {
    fc.assert(
      fc.property(pairs, ({ online, target }) => {
        target.polyakFrom(online, 1);
        expect(target.params).toEqual(online.params);
      }),
    );
  });

  it('polyakFrom goes the fraction tau of the way', () => {
    fc.assert(
      fc.property(pairs, fc.double({ min: 0, max: 1, noNaN: true }), ({ online, target }, tau) => {
        const expected = Array.from(target.params, (t, k) => t + tau * (online.params[k] - t));
        target.polyakFrom(online, tau);
        expect(arrayError(target.params, expected, 1)).toBeLessThan(1e-6);
      }),
    );
  });

  it('a network refuses to be its own source', () => {
    const mlp = new Mlp([2, 2], 1, device);
    expect(() => mlp.copyFrom(mlp)).toThrow('cannot be updated from itself');
    expect(() => mlp.polyakFrom(mlp, 0.5)).toThrow('cannot be updated from itself');
  });

  it.each([[[2, 3, 2]], [[2, 2, 3]], [[2, 2]], [[2, 2, 2, 2]]])('a 2-2-2 network refuses %j', (sizes) => {
    const mlp = new Mlp([2, 2, 2], 1, device);
    const other = new Mlp(sizes, 1, device);
    expect(() => mlp.copyFrom(other)).toThrow(
      `the other network is mlp ${sizes.join('-')}; expected mlp 2-2-2`,
    );
    expect(() => mlp.polyakFrom(other, 0.5)).toThrow(
      `the other network is mlp ${sizes.join('-')}; expected mlp 2-2-2`,
    );
  });
});

describe('the door', () => {
  it.each([[[]], [[3]], [[3, 0]], [[-1, 2]], [[2.5, 2]], [[2, NaN]], [[2, Infinity]]])(
    'refuses sizes %j',
    (sizes) => {
      expect(() => new Mlp(sizes, 1, device)).toThrow(
        `sizes is [${sizes.join(', ')}]; give at least two positive integers, inputs first and outputs last`,
      );
    },
  );

  it.each([0, -1, 1.5, NaN, Infinity])('refuses maxBatch %s', (maxBatch) => {
    expect(() => new Mlp([2, 2], maxBatch, device)).toThrow(`maxBatch is ${maxBatch}`);
  });
});
