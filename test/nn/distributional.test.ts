import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distributionFromText } from '../../src/nn/build-distribution.ts';
import { buildNetwork } from '../../src/nn/build-network.ts';
import { Categorical } from '../../src/nn/categorical.ts';
import { HeapDevice } from '../../src/nn/device.ts';
import { Distributional } from '../../src/nn/distributional.ts';
import { Mlp } from '../../src/nn/mlp.ts';
import type { NetworkKind } from '../../src/nn/network.ts';
import { Quantiles } from '../../src/nn/quantiles.ts';
import { batchSizes, evenFloats, generators } from '../arbitraries.ts';
import { atoms, meanOf, softmax } from '../reference/distributions.ts';
import { dot, kinkDistance, referenceLayers, referenceOutput, toRows } from '../reference/network.ts';
import { arrayError, bits } from './compare.ts';

const device = new HeapDevice();
const N = 3;
const Z = atoms(N, -2, 2);
const ACTIONS = 2;

const build = (kind: NetworkKind, batch: number) =>
  buildNetwork(
    { kind, sizes: [4, 5, ACTIONS], distribution: new Categorical(N, -2, 2) },
    batch,
    device,
  ) as Distributional;

/** The N outputs for each action by the textbook, from the layers of the reference. */
function referenceOutputs(kind: NetworkKind, params: ArrayLike<number>, x: readonly number[]): number[][] {
  const width = kind === 'mlp' ? ACTIONS * N : (1 + ACTIONS) * N;
  const rows = toRows(referenceOutput(referenceLayers([4, 5, width], params), x), N);
  if (kind === 'mlp') return rows;
  const [value, ...advantages] = rows;
  return advantages.map((advantage) =>
    advantage.map((a, i) => value[i] + a - advantages.reduce((sum, other) => sum + other[i], 0) / ACTIONS),
  );
}

const referenceQ = (kind: NetworkKind, params: ArrayLike<number>, x: readonly number[]) =>
  referenceOutputs(kind, params, x).map((row) => meanOf(softmax(row), Z));

describe.each(['mlp', 'dueling'] as const)('a distributional network of the kind %s', (kind) => {
  /** Drawn again where a ReLU is too close to its kink. */
  const problems = fc
    .tuple(generators, batchSizes)
    .map(([random, batch]) => {
      const network = build(kind, batch);
      network.params.set(evenFloats(random, network.params.length));
      const x = evenFloats(random, batch * 4, 2);
      return { network, batch, x, xs: toRows(x, 4), dQ: evenFloats(random, batch * ACTIONS) };
    })
    .filter(({ network: { layers, params }, xs }) => {
      const sizes = [4, ...layers.map(({ outputs }) => outputs)];
      return kinkDistance(referenceLayers(sizes, params), xs) > 1e-3;
    });

  it('gives the means of its distributions, and says these too', () => {
    fc.assert(
      fc.property(problems, ({ network, batch, x, xs }) => {
        const q = network.forward(x, batch).slice(0, batch * ACTIONS);
        const expected = xs.flatMap((row) => referenceQ(kind, network.params, row));
        expect(arrayError(q, expected, 1)).toBeLessThan(1e-5);
        const outputs = xs.flatMap((row) => referenceOutputs(kind, network.params, row)).flat();
        expect(arrayError(network.distributions.slice(0, outputs.length), outputs, 1)).toBeLessThan(1e-5);
        expect(Array.from(network.q.slice(0, q.length))).toEqual(Array.from(q));
      }),
    );
  });

  it('goes back from its means by the gradient of finite differences', () => {
    fc.assert(
      fc.property(problems, ({ network, batch, x, xs, dQ }) => {
        network.forward(x, batch);
        network.backward(dQ, batch);
        const step = 1e-6;
        const dQs = toRows(dQ, ACTIONS);
        const value = (k: number, change: number) => {
          const moved = Array.from(network.params, (p, i) => (i === k ? p + change : p));
          return xs.reduce((sum, row, b) => sum + dot(referenceQ(kind, moved, row), dQs[b]), 0);
        };
        const expected = Array.from(
          network.params,
          (_, k) => (value(k, step) - value(k, -step)) / (2 * step),
        );
        expect(arrayError(network.grads, expected, 1)).toBeLessThan(1e-5);
      }),
      { numRuns: 30 },
    );
  });

  it('gives each row by itself, to the last bit', () => {
    fc.assert(
      fc.property(problems, ({ network, batch, x }) => {
        const together = network.forward(x, batch).slice();
        for (let b = 0; b < batch; b++) {
          const alone = network.forward(x.slice(4 * b, 4 * b + 4), 1).slice(0, ACTIONS);
          expect(bits(alone)).toEqual(bits(together.slice(b * ACTIONS, (b + 1) * ACTIONS)));
        }
      }),
    );
  });

  it('is one of its own shape and can be copied and approached', () => {
    const network = build(kind, 2);
    network.params.fill(4);
    expect(network).toMatchObject({ kind, sizes: [4, 5, ACTIONS], inputs: 4, outputs: ACTIONS, maxBatch: 2 });
    const like = buildNetwork(network, 6, device);
    like.polyakFrom(network, 0.25);
    expect(new Set(like.params)).toEqual(new Set([1]));
    like.copyFrom(network);
    expect(bits(like.params)).toEqual(bits(network.params));
  });

  it('takes no parameters of a network whose outputs mean something else', () => {
    const shape = { kind, sizes: [4, 5, ACTIONS], distribution: new Categorical(N, -2, 3) };
    const other = buildNetwork(shape, 2, device);
    expect(() => build(kind, 2).copyFrom(other)).toThrow(
      `the other network is ${kind} 4-5-2 of categorical,3,-2,3; expected ${kind} 4-5-2 of categorical,3,-2,2`,
    );
  });
});

it('refuses slopes of too few rows', () => {
  const network = build('mlp', 2);
  network.forward(new Float32Array(8), 2);
  expect(() => network.backward(new Float32Array(3), 2)).toThrow('dOut');
});

it('refuses a network whose outputs cannot be shared among actions', () => {
  const body = new Mlp([4, 7], 1, device);
  expect(() => new Distributional(body, new Categorical(3, 0, 1), device)).toThrow(
    'outputs is 7; expected a multiple of 3',
  );
});

it('a distribution can be made from its text', () => {
  for (const distribution of [new Categorical(7, -0.5, 1e-3), new Quantiles(5)]) {
    expect(distributionFromText(distribution.text)).toEqual(distribution);
  }
});

it.each([
  ...['', 'categorical', 'categorical,3,0', 'categorical,3,0,1,2', 'normal,3,0,1'],
  ...['quantile', 'quantile,3,1', 'normal,3'],
])('no distribution can be made from %j', (text) => {
  expect(() => distributionFromText(text)).toThrow(
    `distribution is ${JSON.stringify(text)}; expected categorical,<atoms>,<vMin>,<vMax> or quantile,<quantiles>`,
  );
});

it('a text with values that no distribution has is refused as they are', () => {
  expect(() => distributionFromText('categorical,3,1,0')).toThrow('vMax is 0');
});
