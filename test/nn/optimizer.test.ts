/** What holds for every optimizer. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Adam } from '../../src/nn/adam.ts';
import { HeapDevice } from '../../src/nn/device.ts';
import type { Optimizer } from '../../src/nn/optimizer.ts';
import { RmsProp } from '../../src/nn/rmsprop.ts';
import { Sgd } from '../../src/nn/sgd.ts';
import { Generator } from '../../src/random.ts';
import { evenFloats, generators } from '../arbitraries.ts';
import { bits } from './compare.ts';

const device = new HeapDevice();
type Make = (params: Float32Array, grads: Float32Array) => Optimizer;
const optimizers: [string, Make][] = [
  ['Adam', (params, grads) => new Adam(params, grads, { beta1: 0.87654321, beta2: 0.99123456 }, device)],
  ['Sgd', (params, grads) => new Sgd(params, grads, { momentum: 0.9 }, device)],
  ['RmsProp', (params, grads) => new RmsProp(params, grads, { centered: true, momentum: 0.9 }, device)],
];

describe.each(optimizers)('%s', (_, make) => {
  const n = 5;
  const started = (random: Generator) => {
    const params = evenFloats(random, n);
    const grads = new Float32Array(n);
    return { params, grads, optimizer: make(params, grads) };
  };
  const train = ({ grads, optimizer }: ReturnType<typeof started>, random: Generator, steps: number) => {
    for (let k = 0; k < steps; k++) {
      grads.set(evenFloats(random, n));
      optimizer.step(0.01);
    }
  };

  it('a run that is stopped, saved and restored goes on with the same bits', () => {
    fc.assert(
      fc.property(generators, fc.nat({ max: 80 }), fc.nat({ max: 20 }), (random, before, after) => {
        const first = started(random);
        train(first, random, before);
        const second = started(random);
        train(second, random, 3);
        second.params.set(first.params);
        second.optimizer.restore(
          structuredClone({ updates: first.optimizer.updates, arrays: first.optimizer.arrays }),
        );
        expect(second.optimizer.updates).toBe(before);
        for (let k = 0; k < after; k++) {
          const gradient = evenFloats(random, n);
          for (const { grads, optimizer } of [first, second]) {
            grads.set(gradient);
            optimizer.step(0.01);
          }
        }
        expect(bits(second.params)).toEqual(bits(first.params));
      }),
    );
  });

  it('restoring copies: the optimizer that it came from may go on without an effect', () => {
    fc.assert(
      fc.property(generators, (random) => {
        const first = started(random);
        train(first, random, 3);
        const second = started(random);
        second.optimizer.restore(first.optimizer);
        const before = structuredClone(second.optimizer.arrays);
        train(first, random, 3);
        expect(second.optimizer.arrays).toEqual(before);
      }),
    );
  });

  it('goes downhill: on a parabola it comes closer to the minimum', () => {
    fc.assert(
      fc.property(generators, (random) => {
        const { params, grads, optimizer } = started(random);
        const distance = () => Math.hypot(...params);
        const start = distance();
        for (let k = 0; k < 300; k++) {
          grads.set(params);
          optimizer.step(0.001);
        }
        expect(distance()).toBeLessThan(start);
      }),
    );
  });

  it('does not touch the gradient', () => {
    const grads = Float32Array.of(1, -2, 3);
    make(new Float32Array(3), grads).step(0.1);
    expect(Array.from(grads)).toEqual([1, -2, 3]);
  });

  it('refuses gradients of another length', () => {
    expect(() => make(new Float32Array(3), new Float32Array(2))).toThrow('grads has 2 entries');
  });

  it('refuses the state of another optimizer or network, and is then unchanged', () => {
    const { optimizer } = started(new Generator(1));
    const good = structuredClone({ updates: 1, arrays: optimizer.arrays });
    const [name] = Object.keys(good.arrays);
    const refused: [object, string][] = [
      [{ updates: -1 }, 'updates of the saved optimizer is -1'],
      [{ updates: 1.5 }, 'updates of the saved optimizer is 1.5'],
      [{ arrays: {} }, 'this one needs'],
      [{ arrays: { ...good.arrays, extra: new Float32Array(n) } }, 'this one needs'],
      [
        { arrays: { ...good.arrays, [name]: new Float32Array(n + 1) } },
        `${name} of the saved optimizer has 6 entries`,
      ],
    ];
    for (const array of Object.values(good.arrays)) array.fill(1);
    for (const [change, message] of refused) {
      expect(() => optimizer.restore({ ...good, ...change })).toThrow(message);
    }
    expect(optimizer.updates).toBe(0);
    expect(Object.values(optimizer.arrays).every((array) => array.every((value) => value === 0))).toBe(true);
  });
});
