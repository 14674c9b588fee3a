import { onnx } from 'onnx-proto';
import * as ort from 'onnxruntime-web';
import { describe, expect, it, test } from 'vitest';
import { onnxDifference } from '../../../scripts/export/onnx-difference.ts';
import { QNetwork } from '../../../src/agent/q-function.ts';
import { encodeOnnx } from '../../../src/experiment/files/onnx.ts';
import { Policy } from '../../../src/experiment/policy.ts';
import { buildNetwork } from '../../../src/nn/build-network.ts';
import { Categorical } from '../../../src/nn/categorical.ts';
import { HeapDevice } from '../../../src/nn/device.ts';
import { initialize } from '../../../src/nn/initialization.ts';
import type { NetworkShape } from '../../../src/nn/network.ts';
import { Quantiles } from '../../../src/nn/quantiles.ts';
import { Generator } from '../../../src/random.ts';

/** No threads, which would outlive the tests. */
ort.env.wasm.numThreads = 1;

const SCALE = [2.4, 2, 0.2095, 2];

function policyOf(shape: NetworkShape) {
  const device = new HeapDevice();
  const network = buildNetwork(shape, 1, device);
  const random = new Generator(7);
  initialize(network, 'pytorch', random);
  // Biases that are not zero, and values of the size of real ones.
  for (let k = 0; k < network.params.length; k++)
    network.params[k] = 3 * network.params[k] + 0.01 * random.random();
  return new Policy(new QNetwork(network, device), { env: 'CartPole-v1', observationScale: SCALE });
}

describe.each<[string, NetworkShape]>([
  ['an mlp', { kind: 'mlp', sizes: [4, 64, 32, 2] }],
  ['an mlp without hidden layers', { kind: 'mlp', sizes: [4, 2] }],
  ['a dueling network', { kind: 'dueling', sizes: [4, 24, 24, 2] }],
  ['a noisy network', { kind: 'mlp', sizes: [4, 24, 3], noisy: { layers: 'heads', sigma0: 0.5 } }],
  ['C51', { kind: 'mlp', sizes: [4, 24, 3], distribution: new Categorical(51, -10, 100) }],
  ['QR-DQN', { kind: 'mlp', sizes: [4, 24, 3], distribution: new Quantiles(32) }],
  [
    'Rainbow',
    {
      ...{ kind: 'dueling', sizes: [4, 24, 3] },
      distribution: new Categorical(51, 0, 100),
      noisy: { layers: 'all', sigma0: 0.5 },
    },
  ],
])('%s as ONNX', (_, shape) => {
  const policy = policyOf(shape);
  const model = onnx.ModelProto.decode(encodeOnnx(policy));

  it('gives ONNX Runtime the same actions, and Q within 1e-6 of what it sums, on 1000 states', async () => {
    const { differentActions, largest } = await onnxDifference(policy, ort, 1000);
    expect(differentActions).toBe(0);
    expect(largest).toBeLessThan(1e-6);
  });

  it('says what goes in and out, and what it was trained on', () => {
    const shapeOf = ({ name, type }: onnx.IValueInfoProto) => [
      name,
      type!.tensorType!.elemType,
      ...type!.tensorType!.shape!.dim!.map(({ dimParam, dimValue }) => dimParam || Number(dimValue)),
    ];
    expect(model.graph!.input!.map(shapeOf)).toEqual([['observation', 1, 'batch', 4]]);
    expect(model.graph!.output!.map(shapeOf)).toEqual([
      ['q', 1, 'batch', policy.q.actionCount],
      ['action', 7, 'batch'],
    ]);
    expect(model.opsetImport!.map(({ version }) => Number(version))).toEqual([13]);
    expect(Object.fromEntries(model.metadataProps!.map(({ key, value }) => [key, value]))).toEqual({
      env: 'CartPole-v1',
      observationScale: '2.4,2,0.2095,2',
    });
  });
});

test('no two nodes or constants have one name', () => {
  const { graph } = onnx.ModelProto.decode(
    encodeOnnx(policyOf({ kind: 'dueling', sizes: [4, 8, 8, 2], distribution: new Categorical(3, 0, 1) })),
  );
  const names = [...graph!.node!.map(({ name }) => name), ...graph!.initializer!.map(({ name }) => name)];
  expect(new Set(names).size).toBe(names.length);
});
