import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildNetwork } from '../../src/nn/build-network.ts';
import { HeapDevice } from '../../src/nn/device.ts';
import { initialize } from '../../src/nn/initialization.ts';
import type { NetworkKind, NetworkShape } from '../../src/nn/network.ts';
import type { Noisy } from '../../src/nn/noisy.ts';
import { Generator } from '../../src/random.ts';
import {
  type GoldenNoise,
  type NoisyLayers,
  noisyParameters,
  putParameters,
  recordedNoise,
} from '../agent/golden-updates.ts';
import { batchSizes, evenFloats, generators } from '../arbitraries.ts';
import { loadGolden } from '../golden/load.ts';
import { dot, kinkDistance, referenceLayers, referenceOutput, toRows } from '../reference/network.ts';
import { arrayError, bits } from './compare.ts';

const device = new HeapDevice();

const { noisy_gradients } = loadGolden<{
  noisy_gradients: {
    id: string;
    sizes: number[];
    batch: number;
    params: NoisyLayers;
    noise: GoldenNoise;
    x: number[];
    out: number[];
    dout: number[];
    grads: NoisyLayers;
  }[];
}>('variants');

it.each(noisy_gradients)('$id: output and gradient agree with PyTorch', ({ sizes, batch, ...recorded }) => {
  const noisy = { layers: 'all', sigma0: 0.5 } as const;
  const network = buildNetwork({ kind: 'mlp', sizes, noisy }, batch, device);
  putParameters(network, recorded.params);
  network.noise.set(recordedNoise(recorded.noise));
  const out = network.forward(Float32Array.from(recorded.x), batch);
  expect(arrayError(out, recorded.out, 1)).toBeLessThanOrEqual(1e-5);
  network.backward(Float32Array.from(recorded.dout), batch);
  const like = buildNetwork(network, 1, device);
  like.params.set(network.grads);
  for (const [k, expected] of Object.values(recorded.grads).entries()) {
    for (const [name, values] of Object.entries(expected)) {
      expect(arrayError(noisyParameters(like)[k][name], values, 1), name).toBeLessThanOrEqual(1e-5);
    }
  }
});

/** The sizes of the layers: the heads of a dueling network are one. */
const levels = (kind: NetworkKind) => [4, 5, 3, kind === 'mlp' ? 2 : 3];
const shape = (kind: NetworkKind, layers: 'heads' | 'all'): NetworkShape => ({
  kind,
  sizes: [4, 5, 3, 2],
  noisy: { layers, sigma0: 0.5 },
});

/** w = μ + σ f(ε_in) f(ε_out)ᵀ of all layers as the paper has it, in float64 and in the order of our parameters. */
function referenceWeights(network: Noisy, params: ArrayLike<number>): number[] {
  const values = Array.from(params);
  const sizes = levels(network.kind);
  const sigmaCount = values.length - network.body.params.length;
  const sigmaStart = network.body.params.length - sigmaCount;
  const noise = Array.from(network.noise);
  let at = 0;
  return sizes.slice(1).flatMap((outputs, k) => {
    const inputs = sizes[k];
    const start = at;
    at += (inputs + 1) * outputs;
    const mu = values.slice(start, at);
    if (start < sigmaStart) return mu;
    const sigmaAt = network.body.params.length + start - sigmaStart;
    const sigma = values.slice(sigmaAt, sigmaAt + mu.length);
    const heads = network.kind === 'dueling' && k === sizes.length - 2 ? [1, 2] : [outputs];
    // Of each output: the noise of the inputs that it sees, and its own.
    const seen = heads.flatMap((width) => {
      const [ofInputs, ofOutputs] = [noise.splice(0, inputs), noise.splice(0, width)];
      return ofOutputs.map((own) => ({ ofInputs, own }));
    });
    return mu.map((value, j) => {
      const { ofInputs, own } = seen[j % outputs];
      const row = Math.floor(j / outputs);
      return value + sigma[j] * own * (row === inputs ? 1 : ofInputs[row]);
    });
  });
}

function referenceQ(network: Noisy, params: ArrayLike<number>, x: readonly number[]): number[] {
  const layers = referenceLayers(levels(network.kind), referenceWeights(network, params));
  const out = referenceOutput(layers, x);
  if (network.kind === 'mlp') return out;
  const [value, ...advantages] = out;
  const mean = (advantages[0] + advantages[1]) / 2;
  return advantages.map((advantage) => value + advantage - mean);
}

const shapes = (['mlp', 'dueling'] as const).flatMap((kind) =>
  (['heads', 'all'] as const).map((layers) => [kind, layers] as const),
);

describe.each(shapes)('a network of the kind %s with noise in the layers: %s', (kind, layers) => {
  /** Drawn again where a ReLU is too close to its kink. */
  const problems = fc
    .tuple(generators, batchSizes)
    .map(([random, batch]) => {
      const network = buildNetwork(shape(kind, layers), batch, device) as Noisy;
      network.params.set(evenFloats(random, network.params.length));
      network.noise.set(evenFloats(random, network.noise.length, 1.5));
      const x = evenFloats(random, batch * 4, 2);
      return { network, batch, x, xs: toRows(x, 4), dQ: evenFloats(random, batch * 2) };
    })
    .filter(({ network, xs }) => {
      const weights = referenceWeights(network, network.params);
      return kinkDistance(referenceLayers(levels(kind), weights), xs) > 1e-3;
    });

  it('has the weights of the paper', () => {
    fc.assert(
      fc.property(problems, ({ network, batch, x, xs }) => {
        const q = network.forward(x, batch).slice(0, batch * 2);
        const expected = xs.flatMap((row) => referenceQ(network, network.params, row));
        expect(arrayError(q, expected, 1)).toBeLessThan(1e-5);
      }),
    );
  });

  it('has the gradient of finite differences for μ and for σ', () => {
    fc.assert(
      fc.property(problems, ({ network, batch, x, xs, dQ }) => {
        network.forward(x, batch);
        network.backward(dQ, batch);
        const dQs = toRows(dQ, 2);
        const step = 1e-6;
        const value = (k: number, change: number) => {
          const moved = Array.from(network.params, (p, i) => (i === k ? p + change : p));
          return xs.reduce((sum, row, b) => sum + dot(referenceQ(network, moved, row), dQs[b]), 0);
        };
        const expected = Array.from(
          network.params,
          (_, k) => (value(k, step) - value(k, -step)) / (2 * step),
        );
        expect(arrayError(network.grads, expected, 1)).toBeLessThan(1e-5);
      }),
      { numRuns: 20 },
    );
  });

  it('is the network of μ when its noise is taken away, to the last bit', () => {
    fc.assert(
      fc.property(problems, ({ network, batch, x, dQ }) => {
        network.forward(x, batch);
        network.noise.fill(0);
        const plain = buildNetwork({ kind, sizes: network.sizes }, batch, device);
        network.params[plain.params.length - 1] = -0;
        plain.params.set(network.params.subarray(0, plain.params.length));
        expect(bits(network.forward(x, batch))).toEqual(bits(plain.forward(x, batch)));
        expect(bits(network.body.params)).toEqual(bits(plain.params));
        network.backward(dQ, batch);
        plain.backward(dQ, batch);
        expect(bits(network.grads.slice(0, plain.grads.length))).toEqual(bits(plain.grads));
        expect(network.grads.slice(plain.grads.length).every((slope) => slope === 0)).toBe(true);
      }),
    );
  });

  it('has one noise for all rows of a batch', () => {
    fc.assert(
      fc.property(problems, ({ network, batch, x }) => {
        const together = network.forward(x, batch).slice();
        for (let b = 0; b < batch; b++) {
          const alone = network.forward(x.slice(4 * b, 4 * b + 4), 1).slice(0, 2);
          expect(bits(alone)).toEqual(bits(together.slice(2 * b, 2 * b + 2)));
        }
      }),
    );
  });

  it('starts with σ₀ / √inputs and with no noise, and draws μ as a plain network its parameters', () => {
    const network = buildNetwork(shape(kind, layers), 1, device);
    const plain = buildNetwork({ kind, sizes: [4, 5, 3, 2] }, 1, device);
    for (const each of [network, plain]) initialize(each, 'pytorch', new Generator(1));
    const count = plain.params.length;
    expect(bits(network.params.slice(0, count))).toEqual(bits(plain.params));
    const sigmas = plain.layers.flatMap(({ inputs, weight, bias }, k) =>
      layers === 'all' || k === 2
        ? Array(weight.length + bias.length).fill(Math.fround(0.5 / Math.sqrt(inputs)))
        : [],
    );
    expect(Array.from(network.params.slice(count))).toEqual(sigmas);
    const heads = kind === 'mlp' ? [3 + 2] : [3 + 1, 3 + 2];
    const counts = layers === 'all' ? [4 + 5, 5 + 3, ...heads] : heads;
    expect(network.noise).toHaveLength(counts.reduce((sum, one) => sum + one));
    expect(network.noise.every((value) => value === 0)).toBe(true);
  });

  it('is copied and approached with its σ, and not with its noise', () => {
    const network = buildNetwork(shape(kind, layers), 1, device);
    const like = buildNetwork(network, 1, device);
    network.params.fill(4);
    network.noise.fill(3);
    like.copyFrom(network);
    expect(bits(like.params)).toEqual(bits(network.params));
    network.params.fill(8);
    like.polyakFrom(network, 0.25);
    expect(new Set(like.params)).toEqual(new Set([5]));
    expect(like.noise.every((value) => value === 0)).toBe(true);
  });

  it('takes no parameters of a network with noise in other layers', () => {
    const network = buildNetwork(shape(kind, layers), 1, device);
    const plain = buildNetwork({ kind, sizes: [4, 5, 3, 2] }, 1, device);
    expect(() => plain.copyFrom(network)).toThrow(
      `the other network is ${kind} 4-5-3-2, noisy ${layers}; expected ${kind} 4-5-3-2`,
    );
  });
});
