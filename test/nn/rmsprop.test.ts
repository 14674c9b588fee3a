import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HeapDevice } from '../../src/nn/device.ts';
import { RmsProp } from '../../src/nn/rmsprop.ts';
import { evenFloats, generators } from '../arbitraries.ts';
import { entryError } from './compare.ts';
import { expectRun, optimizerCases } from './optimizer-golden.ts';

const device = new HeapDevice();

describe('against PyTorch', () => {
  it.each(optimizerCases('rmsprop'))('%s', (_, run) => {
    const { alpha, eps, centered, momentum = 0 } = run.options;
    const options = { decay: alpha, epsilon: eps, centered, momentum };
    expectRun(run, (params, grads) => new RmsProp(params, grads, options, device), {
      square_avg: 'square',
      grad_avg: 'mean',
      momentum_buffer: 'velocity',
    });
  });
});

it('with epsilon inside the root it is the optimizer of Graves 2013, equations 38 to 40', () => {
  fc.assert(
    fc.property(generators, fc.constantFrom(0, 0.9), (random, momentum) => {
      const [alpha, decay, epsilon] = [0.00025, 0.95, 0.01];
      const grads = new Float32Array(5);
      const params = evenFloats(random, 5);
      const options = { decay, epsilon, centered: true, momentum, epsilonInsideRoot: true };
      const rmsprop = new RmsProp(params, grads, options, device);

      // In Graves' letters: ε the gradient, n and g the averages, Δ the change with the learning rate inside it.
      const w = Array.from(params);
      const n = w.map(() => 0);
      const g = w.map(() => 0);
      const delta = w.map(() => 0);
      for (let step = 0; step < 30; step++) {
        grads.set(evenFloats(random, 5));
        rmsprop.step(alpha);
        grads.forEach((gradient, k) => {
          n[k] = decay * n[k] + (1 - decay) * gradient ** 2;
          g[k] = decay * g[k] + (1 - decay) * gradient;
          delta[k] = momentum * delta[k] - (alpha * gradient) / Math.sqrt(n[k] - g[k] ** 2 + epsilon);
          w[k] += delta[k];
        });
      }
      expect(entryError(params, w)).toBeLessThan(1e-5);
    }),
  );
});

it.each([true, false])(
  'a gradient that never changes gives no NaN (epsilonInsideRoot %s)',
  (epsilonInsideRoot) => {
    // 32 sizes of gradient, because whether mean² comes out above square is a matter of luck in the last bit.
    const grads = Float32Array.from({ length: 32 }, (_, k) => 1000 + 7.3 * k);
    const params = new Float32Array(32);
    const rmsprop = new RmsProp(params, grads, { decay: 0.9, centered: true, epsilonInsideRoot }, device);
    for (let k = 0; k < 500; k++) rmsprop.step(1e-6);
    expect(Array.from(params).every(Number.isFinite)).toBe(true);
  },
);

it('is neither centered nor has a momentum unless asked for, and forgets by 0.99', () => {
  fc.assert(
    fc.property(generators, (random) => {
      const options = { decay: 0.99, epsilon: 1e-8, centered: false, momentum: 0, epsilonInsideRoot: false };
      const start = evenFloats(random, 5);
      const [usual, said] = [{}, options].map((given) => {
        const grads = new Float32Array(5);
        const params = start.slice();
        return { grads, params, rmsprop: new RmsProp(params, grads, given, device) };
      });
      for (let step = 0; step < 3; step++) {
        said.grads.set(evenFloats(random, 5));
        usual.grads.set(said.grads);
        for (const { rmsprop } of [usual, said]) rmsprop.step(0.01);
      }
      expect(usual.params).toEqual(said.params);
    }),
  );
});

it('an average that forgets all at once is allowed', () => {
  const grads = Float32Array.of(4);
  const params = new Float32Array(1);
  new RmsProp(params, grads, { decay: 0 }, device).step(0.5);
  expect(params[0]).toBe(-0.5);
});

it.each([
  [{ decay: 1 }, 'decay is 1'],
  [{ momentum: -1 }, 'momentum is -1'],
  [{ epsilon: 0 }, 'epsilon is 0'],
])('refuses %j', (options, message) => {
  expect(() => new RmsProp(new Float32Array(1), new Float32Array(1), options, device)).toThrow(message);
});
