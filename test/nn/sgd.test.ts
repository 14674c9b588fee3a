import { describe, expect, it } from 'vitest';
import { HeapDevice } from '../../src/nn/device.ts';
import { Sgd } from '../../src/nn/sgd.ts';
import { expectRun, optimizerCases } from './optimizer-golden.ts';

const device = new HeapDevice();

describe('against PyTorch', () => {
  it.each(optimizerCases('sgd'))('%s', (_, run) => {
    const { momentum = 0 } = run.options;
    expectRun(run, (params, grads) => new Sgd(params, grads, { momentum }, device), {
      momentum_buffer: 'velocity',
    });
  });
});

it('without momentum a step is the gradient times the learning rate', () => {
  const params = Float32Array.of(1, 2);
  const sgd = new Sgd(params, Float32Array.of(4, -8), {}, device);
  sgd.step(0.25);
  expect(Array.from(params)).toEqual([0, 4]);
});

it.each([1, -0.5, NaN])('refuses momentum %s', (momentum) => {
  expect(() => new Sgd(new Float32Array(1), new Float32Array(1), { momentum }, device)).toThrow(
    `momentum is ${momentum}`,
  );
});
