/** What holds for every optimizer. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Adam } from '../../src/nn/adam.ts';
import { HeapDevice } from '../../src/nn/device.ts';
import type { Optimizer } from '../../src/nn/optimizer.ts';
import { RmsProp } from '../../src/nn/rmsprop.ts';
import { Sgd } from '../../src/nn/sgd.ts';
import { Generator } from '../../src/random.ts';
import { SavedState } from '../../src/state.ts';
import { evenFloats, generators } from '../arbitraries.ts';
import { copyOfState, expectRefusals, handOver, type WrongValue } from '../stateful.ts';
import { bits } from './compare.ts';

const device = new HeapDevice();
type Make = (params: Float32Array, grads: Float32Array) => Optimizer;
/** With the names of the averages that no sequence of gradients can make negative. */
const optimizers: [string, Make, string[]][] = [
  [
    'Adam',
    (params, grads) => new Adam(params, grads, { beta1: 0.87654321, beta2: 0.99123456 }, device),
    ['v'],
  ],
  ['Sgd', (params, grads) => new Sgd(params, grads, { momentum: 0.9 }, device), []],
  [
    'RmsProp',
    (params, grads) => new RmsProp(params, grads, { centered: true, momentum: 0.9 }, device),
    ['square'],
  ],
];

describe.each(optimizers)('%s', (_, make, squares) => {
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

  it('takes the learning rate of each step: with 0 no parameter changes, before and after others', () => {
    fc.assert(
      fc.property(generators, (random) => {
        const { params, grads, optimizer } = started(random);
        for (const rate of [0, 0.01, 0, 0.02, 0]) {
          const before = bits(params);
          grads.set(evenFloats(random, n));
          optimizer.step(rate);
          if (rate === 0) expect(bits(params)).toEqual(before);
          else expect(bits(params)).not.toEqual(before);
        }
      }),
    );
  });

  it('a run that is stopped, saved and restored continues with the same bits', () => {
    fc.assert(
      fc.property(generators, fc.nat({ max: 80 }), fc.nat({ max: 20 }), (random, before, after) => {
        const first = started(random);
        train(first, random, before);
        const second = started(random);
        train(second, random, 3);
        second.params.set(first.params);
        handOver(first.optimizer, second.optimizer);
        expect(second.optimizer.updates).toBe(before);
        for (let k = 0; k < after; k++) {
          const gradient = evenFloats(random, n);
          for (const { grads, optimizer } of [first, second]) {
            grads.set(gradient);
            optimizer.step(0.01);
          }
        }
        expect(bits(second.params)).toEqual(bits(first.params));
        expect(second.optimizer.state()).toEqual(first.optimizer.state());
      }),
    );
  });

  it('restoring copies: the optimizer that it came from may go on without an effect', () => {
    fc.assert(
      fc.property(generators, (random) => {
        const first = started(random);
        train(first, random, 3);
        const second = started(random);
        second.optimizer.restore(new SavedState(first.optimizer.state()));
        const before = copyOfState(second.optimizer);
        train(first, random, 3);
        expect(second.optimizer.state()).toEqual(before);
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

  it('refuses the state of another optimizer or network', () => {
    const random = new Generator(1);
    const trained = started(random);
    train(trained, random, 3);
    expectRefusals(() => started(random).optimizer, copyOfState(trained.optimizer), [
      ['updates', -1, 'updates is -1; expected an integer from 0'],
      ['updates', 1.5, 'updates is 1.5'],
      ...squares.map((name): WrongValue => [`${name}[2]`, -1, `${name}[2] is -1; expected a number from 0`]),
    ]);
  });
});
