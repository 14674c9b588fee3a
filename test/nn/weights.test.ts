import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HeapDevice } from '../../src/nn/device.ts';
import { Mlp } from '../../src/nn/mlp.ts';
import {
  decodeSafetensors,
  encodeSafetensors,
  SafetensorsError,
  type Tensor,
} from '../../src/nn/safetensors.ts';
import { mlpFromTensors, mlpToTensors, sizesFromTensors } from '../../src/nn/weights.ts';
import { evenFloats, generators, networkSizes } from '../arbitraries.ts';
import { bits } from './compare.ts';

const device = new HeapDevice();
const networks = fc.tuple(generators, networkSizes).map(([random, sizes]) => {
  const mlp = new Mlp(sizes, 1, device);
  mlp.params.set(evenFloats(random, mlp.params.length));
  return mlp;
});

const tensor = (...shape: number[]): Tensor => ({
  shape,
  data: new Float32Array(shape.reduce((product, size) => product * size, 1)),
});
const dense = (prefix: string, inputs: number, outputs: number): [string, Tensor][] => [
  [`${prefix}.weight`, tensor(outputs, inputs)],
  [`${prefix}.bias`, tensor(outputs)],
];

describe('round trip', () => {
  it('a network comes back from the bytes of a file with the same bits', () => {
    fc.assert(
      fc.property(networks, (mlp) => {
        const bytes = encodeSafetensors({ tensors: mlpToTensors(mlp), metadata: new Map() });
        const { tensors } = decodeSafetensors(bytes);
        const back = new Mlp(sizesFromTensors(tensors), 1, device);
        mlpFromTensors(back, tensors);
        expect(back.sizes).toEqual(mlp.sizes);
        expect(bits(back.params)).toEqual(bits(mlp.params));
      }),
    );
  });

  it('tensors are copies: changing the network later does not change them', () => {
    const mlp = new Mlp([1, 1], 1, device);
    const tensors = mlpToTensors(mlp);
    mlp.params.fill(5);
    expect([...tensors.values()].map(({ data }) => data[0])).toEqual([0, 0]);
  });
});

it('names and layout are those of a PyTorch Sequential called network: weight [out, in], ReLUs at odd places', () => {
  const mlp = new Mlp([2, 3, 1], 1, device);
  // Our weight (I,O) of layer 0 is [[1, 2, 3], [4, 5, 6]].
  mlp.params.set([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
  const tensors = [...mlpToTensors(mlp)].map(([name, { shape, data }]) => [name, shape, Array.from(data)]);
  expect(tensors).toEqual([
    ['network.0.weight', [3, 2], [1, 4, 2, 5, 3, 6]],
    ['network.0.bias', [3], [7, 8, 9]],
    ['network.2.weight', [1, 3], [10, 11, 12]],
    ['network.2.bias', [1], [13]],
  ]);
});

it.each(['', 'q_network.', 'q_net.q_net.', '0.', 'a.0.b.', 'weight.'])(
  'the prefix "%s" is accepted',
  (prefix) => {
    // Layers go by number, not by name: 10 comes after 2.
    const layers = [
      ...dense(`${prefix}10`, 3, 2),
      ...dense(`${prefix}2`, 5, 3),
      ...dense(`${prefix}0`, 4, 5),
    ];
    expect(sizesFromTensors(new Map(layers))).toEqual([4, 5, 3, 2]);
  },
);

describe('one clear error for', () => {
  const bad: [string, [string, Tensor][], string][] = [
    ['no tensors', [], 'the file has no tensors'],
    [
      'two networks',
      [...dense('q.0', 2, 2), ...dense('target.0', 2, 2)],
      'several networks ("q. and target.")',
    ],
    [
      'a tensor of something else',
      [...dense('q.0', 2, 2), ['q.log_std', tensor(2)]],
      'tensor "q.log_std" is no dense',
    ],
    ['a number with a leading zero', dense('q.00', 2, 2), 'tensor "q.00.weight" is no dense'],
    ['a missing bias', dense('q.0', 2, 2).slice(0, 1), 'tensor "q.0.bias" is missing'],
    ['a missing weight', dense('q.0', 2, 2).slice(1), 'tensor "q.0.weight" is missing'],
    [
      'a convolution',
      [
        ['q.0.weight', tensor(2, 2, 3)],
        ['q.0.bias', tensor(2)],
      ],
      'has shape [2,2,3]',
    ],
    ['an empty layer', dense('q.0', 2, 0), 'has shape [0,2]'],
    ['layers that do not chain', [...dense('q.0', 2, 3), ...dense('q.2', 4, 1)], '"q.2" takes 4 inputs but'],
    [
      'too few biases',
      [
        ['q.0.weight', tensor(2, 2)],
        ['q.0.bias', tensor(1)],
      ],
      'has 2 outputs but 1 biases',
    ],
  ];
  it.each(bad)('%s', (_, entries, message) => {
    expect(() => sizesFromTensors(new Map(entries))).toThrow(SafetensorsError);
    expect(() => sizesFromTensors(new Map(entries))).toThrow(message);
  });

  it('a network of other sizes', () => {
    const mlp = new Mlp([4, 24, 2], 1, device);
    const load = () => mlpFromTensors(mlp, new Map(dense('0', 4, 2)));
    expect(load).toThrow('the weights are of a network 4-2; needed is 4-24-2');
  });

  it.each([NaN, Infinity, -Infinity])('a weight that is %s, and the network is unchanged', (value) => {
    const mlp = new Mlp([2, 1], 1, device);
    mlp.params.fill(1);
    const tensors = new Map(dense('0', 2, 1));
    tensors.get('0.weight')!.data[1] = value;
    expect(() => mlpFromTensors(mlp, tensors)).toThrow(`tensor "0.weight" has ${value} at index 1`);
    expect(Array.from(mlp.params)).toEqual([1, 1, 1]);
  });
});
