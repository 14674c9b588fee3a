import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Adam } from '../../src/nn/adam.ts';
import { HeapDevice } from '../../src/nn/device.ts';
import { SavedState } from '../../src/state.ts';
import { expectRun, optimizerCases } from './optimizer-golden.ts';

const device = new HeapDevice();

describe('against PyTorch', () => {
  it.each(optimizerCases('adam'))('%s', (_, run) => {
    const { betas, eps } = run.options;
    const options = { beta1: betas[0], beta2: betas[1], epsilon: eps };
    expectRun(run, (params, grads) => new Adam(params, grads, options, device), { m: 'm', v: 'v' });
  });
});

it('the first step is the learning rate against the sign of the gradient, whatever its size', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -4, max: 4, noNaN: true }).filter((exponent) => exponent !== 0),
      fc.boolean(),
      (exponent, negative) => {
        const gradient = 10 ** exponent * (negative ? -1 : 1);
        const params = new Float32Array(1);
        const adam = new Adam(params, Float32Array.of(gradient), {}, device);
        adam.step(0.01);
        expect(params[0] / (-0.01 * Math.sign(gradient))).toBeCloseTo(1, 3);
      },
    ),
  );
});

it('a parameter that never had a gradient never moves', () => {
  const params = Float32Array.of(0.5, 0.5);
  const grads = Float32Array.of(0, 1);
  const adam = new Adam(params, grads, {}, device);
  for (let k = 0; k < 100; k++) adam.step(0.1);
  expect(params[0]).toBe(0.5);
  expect(params[1]).toBeLessThan(0);
});

it('after very many updates the bias corrections are gone, and restoring them takes no time', () => {
  const params = new Float32Array(1);
  const adam = new Adam(params, Float32Array.of(2), {}, device);
  const [m, v] = [Float32Array.of(1), Float32Array.of(1)];
  adam.restore(new SavedState({ updates: Number.MAX_SAFE_INTEGER - 1, m, v }));
  adam.step(1);
  const expected = -(0.9 + 0.1 * 2) / Math.sqrt(0.999 + 0.001 * 4);
  expect(params[0]).toBeCloseTo(expected, 6);
});

it.each([
  [{ beta1: 1 }, 'beta1 is 1; expected a number from 0 up to, but not including, 1'],
  [{ beta2: -0.1 }, 'beta2 is -0.1'],
  [{ beta1: NaN }, 'beta1 is NaN'],
  [{ epsilon: 0 }, 'epsilon is 0; expected a small positive number that float32 can hold, such as 1e-8'],
  [{ epsilon: 1e-50 }, 'epsilon is 1e-50'],
  [{ epsilon: Infinity }, 'epsilon is Infinity'],
])('refuses %j', (options, message) => {
  expect(() => new Adam(new Float32Array(1), new Float32Array(1), options, device)).toThrow(message);
});
