import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HeapDevice } from '../../src/nn/device.ts';
import { type Initialization, initialize } from '../../src/nn/initialization.ts';
import { Mlp } from '../../src/nn/mlp.ts';
import { Generator } from '../../src/random.ts';
import { networkSizes, seeds } from '../arbitraries.ts';
import { bits } from './compare.ts';

const device = new HeapDevice();

function initialized(sizes: readonly number[], kind: Initialization, seed: number): Mlp {
  const mlp = new Mlp(sizes, 1, device);
  // What was there before must not matter.
  mlp.params.fill(NaN);
  initialize(mlp, kind, new Generator(seed));
  return mlp;
}

const bounds = {
  pytorch: (inputs: number) => 1 / Math.sqrt(inputs),
  glorot: (inputs: number, outputs: number) => Math.sqrt(6 / (inputs + outputs)),
};

describe.each(['pytorch', 'glorot'] as const)('%s', (kind) => {
  it('keeps every weight within its bound', () => {
    fc.assert(
      fc.property(networkSizes, seeds, (sizes, seed) => {
        for (const { weight, inputs, outputs } of initialized(sizes, kind, seed).layers) {
          const bound = Math.fround(bounds[kind](inputs, outputs));
          expect(weight.every((w) => Math.abs(w) <= bound)).toBe(true);
        }
      }),
    );
  });

  it('gives the same bits for the same seed and others for another', () => {
    fc.assert(
      fc.property(networkSizes, seeds, (sizes, seed) => {
        const params = bits(initialized(sizes, kind, seed).params);
        expect(bits(initialized(sizes, kind, seed).params)).toEqual(params);
        expect(bits(initialized(sizes, kind, seed + 1).params)).not.toEqual(params);
      }),
    );
  });

  it('spreads the weights evenly: mean 0, variance bound²/3, both ends reached', () => {
    const { weight, inputs, outputs } = initialized([100, 150], kind, 7).layers[0];
    const bound = bounds[kind](inputs, outputs);
    const scaled = Array.from(weight, (w) => w / bound);
    const mean = scaled.reduce((sum, w) => sum + w, 0) / scaled.length;
    const variance = scaled.reduce((sum, w) => sum + (w - mean) ** 2, 0) / scaled.length;
    // Five standard errors of 15 000 draws.
    expect(Math.abs(mean)).toBeLessThan(0.024);
    expect(Math.abs(variance - 1 / 3)).toBeLessThan(0.013);
    expect(Math.max(...scaled)).toBeGreaterThan(0.999);
    expect(Math.min(...scaled)).toBeLessThan(-0.999);
  });
});

it('glorot biases are zero and take no draw', () => {
  fc.assert(
    fc.property(networkSizes, seeds, (sizes, seed) => {
      const mlp = initialized(sizes, 'glorot', seed);
      const random = new Generator(seed);
      for (const { weight, bias, inputs, outputs } of mlp.layers) {
        const bound = bounds.glorot(inputs, outputs);
        expect(weight).toEqual(weight.map(() => random.uniform(-bound, bound)));
        expect(bias.every((b) => Object.is(b, 0))).toBe(true);
      }
    }),
  );
});

it('pytorch draws weight, then bias, layer by layer, both with the bound of the inputs', () => {
  fc.assert(
    fc.property(networkSizes, seeds, (sizes, seed) => {
      const random = new Generator(seed);
      for (const { weight, bias, inputs } of initialized(sizes, 'pytorch', seed).layers) {
        const bound = bounds.pytorch(inputs);
        expect(weight).toEqual(weight.map(() => random.uniform(-bound, bound)));
        expect(bias).toEqual(bias.map(() => random.uniform(-bound, bound)));
      }
    }),
  );
});
