import { expect, it, test } from 'vitest';
import { buildNetwork } from '../../src/nn/build-network.ts';
import { HeapDevice } from '../../src/nn/device.ts';
import { Dueling } from '../../src/nn/dueling.ts';
import { Mlp } from '../../src/nn/mlp.ts';

const device = new HeapDevice();

test.each([
  ['mlp', Mlp],
  ['dueling', Dueling],
] as const)('a network of the kind %s says what it is, what it takes and what it gives', (kind, Kind) => {
  const sizes = [4, 8, 7, 3];
  const network = buildNetwork({ kind, sizes }, 5, device);
  expect(network).toBeInstanceOf(Kind);
  expect(network).toMatchObject({ kind, sizes, inputs: 4, outputs: 3, maxBatch: 5 });
  expect(network.forward(new Float32Array(5 * 4), 5)).toHaveLength(5 * 3);
});

it('a network is the shape of its like', () => {
  const network = buildNetwork({ kind: 'dueling', sizes: [2, 3, 2] }, 1, device);
  const like = buildNetwork(network, 6, device);
  like.copyFrom(network);
  expect(like.maxBatch).toBe(6);
});
