import { onnx } from 'onnx-proto';
import { describe, expect, it, test } from 'vitest';
import { QNetwork } from '../../../src/agent/q-function.ts';
import { encodeOnnx } from '../../../src/experiment/files/onnx.ts';
import { Policy } from '../../../src/experiment/policy.ts';
import { buildNetwork } from '../../../src/nn/build-network.ts';
import { HeapDevice } from '../../../src/nn/device.ts';
import { initialize } from '../../../src/nn/initialization.ts';
import type { NetworkShape } from '../../../src/nn/network.ts';
import { Generator } from '../../../src/random.ts';

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

type Values = Map<string, number[]>;

/** The operations that are used, for a batch of one, in float64. */
const OPERATIONS: Record<string, (inputs: number[][], sizes: number[][]) => number[]> = {
  Div: ([a, b]) => a.map((value, k) => value / b[k]),
  Gemm: ([x, w, b]) =>
    b.map((bias, o) => x.reduce((sum, value, i) => sum + value * w[i * b.length + o], bias)),
  Relu: ([x]) => x.map((value) => Math.max(0, value)),
  ReduceMean: ([x]) => [x.reduce((sum, value) => sum + value, 0) / x.length],
  Sub: ([a, b]) => a.map((value, k) => value - b[k]),
  Add: ([a, b]) => a.map((value) => value + b[0]),
  ArgMax: ([x]) => [x.indexOf(Math.max(...x))],
};

function run(model: onnx.IModelProto, observation: number[]): Values {
  const graph = model.graph!;
  const values: Values = new Map([['observation', observation]]);
  for (const { name, dims, rawData } of graph.initializer!) {
    const data = new Float32Array(Uint8Array.from(rawData!).buffer);
    expect(dims!.map(Number).reduce((a, b) => a * b)).toBe(data.length);
    values.set(name!, [...data]);
  }
  for (const { opType, input, output } of graph.node!) {
    const inputs = input!.map((name) => values.get(name)!);
    values.set(output![0], OPERATIONS[opType!](inputs, []));
  }
  return values;
}

describe.each<[string, NetworkShape]>([
  ['an mlp', { kind: 'mlp', sizes: [4, 64, 32, 2] }],
  ['an mlp without hidden layers', { kind: 'mlp', sizes: [4, 2] }],
  ['a dueling network', { kind: 'dueling', sizes: [4, 24, 24, 2] }],
])('%s as ONNX, read by a package of the protocol', (_, shape) => {
  const policy = policyOf(shape);
  const model = onnx.ModelProto.decode(encodeOnnx(policy));

  it('gives the same actions, and Q within 1e-6, on 1000 states', () => {
    const random = new Generator(3);
    for (let k = 0; k < 1000; k++) {
      const state = Float32Array.from(SCALE, (scale) => random.uniform(-scale, scale));
      const q = [...policy.values(state)];
      const values = run(model, [...state]);
      for (const [a, value] of values.get('q')!.entries()) {
        expect(Math.abs(value - q[a])).toBeLessThan(1e-6 * Math.max(1, Math.abs(q[a])));
      }
      expect(values.get('action')).toEqual([policy.act(state)]);
    }
  });

  it('says what goes in and out, and what it was trained on', () => {
    const shapeOf = ({ name, type }: onnx.IValueInfoProto) => [
      name,
      type!.tensorType!.elemType,
      ...type!.tensorType!.shape!.dim!.map(({ dimParam, dimValue }) => dimParam || Number(dimValue)),
    ];
    expect(model.graph!.input!.map(shapeOf)).toEqual([['observation', 1, 'batch', 4]]);
    expect(model.graph!.output!.map(shapeOf)).toEqual([
      ['q', 1, 'batch', 2],
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
  const { graph } = onnx.ModelProto.decode(encodeOnnx(policyOf({ kind: 'dueling', sizes: [4, 8, 8, 2] })));
  const names = [...graph!.node!.map(({ name }) => name), ...graph!.initializer!.map(({ name }) => name)];
  expect(new Set(names).size).toBe(names.length);
});
