import { expect, test } from 'vitest';
import { firstNonFinite } from '../../src/experiment/non-finite.ts';

const FINITE = {
  number: -1.5,
  text: 'NaN',
  nothing: null,
  truth: false,
  bytes: Uint8Array.of(255),
  weights: Float32Array.of(0, 3.4e38),
  part: { sums: Float64Array.of(1e308, -0), empty: {} },
};

test('says nothing of a state whose numbers are all finite', () => {
  expect(firstNonFinite(FINITE)).toBeNull();
});

test.each([NaN, Infinity, -Infinity])('finds %s wherever it is', (value) => {
  expect(firstNonFinite({ ...FINITE, loss: value })).toBe('loss');
  expect(firstNonFinite({ ...FINITE, q: Float32Array.of(0, 1, value) })).toBe('q[2]');
  expect(firstNonFinite({ ...FINITE, part: { ...FINITE.part, m: Float64Array.of(value, value) } })).toBe(
    'part.m[0]',
  );
});
