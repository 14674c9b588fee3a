import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HeapDevice } from '../../src/nn/device.ts';
import { Dueling } from '../../src/nn/dueling.ts';
import { Mlp } from '../../src/nn/mlp.ts';
import { Quantiles } from '../../src/nn/quantiles.ts';
import {
  decodeSafetensors,
  encodeSafetensors,
  SafetensorsError,
  type Tensor,
} from '../../src/nn/safetensors.ts';
import {
  networkFromTensors,
  networkToTensors,
  shapeFromTensors,
  tensorsUnder,
} from '../../src/nn/weights.ts';
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
        const bytes = encodeSafetensors({ tensors: networkToTensors(mlp), metadata: new Map() });
        const { tensors } = decodeSafetensors(bytes);
        const back = new Mlp(shapeFromTensors(tensors).sizes, 1, device);
        networkFromTensors(back, tensors);
        expect(back.sizes).toEqual(mlp.sizes);
        expect(bits(back.params)).toEqual(bits(mlp.params));
      }),
    );
  });

  it('a dueling network comes back as one, with the same bits', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 3, maxLength: 5 });
    fc.assert(
      fc.property(generators, sizes, (random, sizes) => {
        const network = new Dueling(sizes, 1, device);
        network.params.set(evenFloats(random, network.params.length));
        const bytes = encodeSafetensors({ tensors: networkToTensors(network), metadata: new Map() });
        const { tensors } = decodeSafetensors(bytes);
        expect(shapeFromTensors(tensors)).toEqual({ kind: 'dueling', sizes });
        const back = new Dueling(sizes, 1, device);
        networkFromTensors(back, tensors);
        expect(bits(back.params)).toEqual(bits(network.params));
      }),
    );
  });

  it('tensors are copies: changing the network later does not change them', () => {
    const mlp = new Mlp([1, 1], 1, device);
    const tensors = networkToTensors(mlp);
    mlp.params.fill(5);
    expect([...tensors.values()].map(({ data }) => data[0])).toEqual([0, 0]);
  });
});

it('names and layout are those of a PyTorch Sequential called network: weight [out, in], ReLUs at odd places', () => {
  const mlp = new Mlp([2, 3, 1], 1, device);
  // Our weight (I,O) of layer 0 is [[1, 2, 3], [4, 5, 6]].
  mlp.params.set([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
  const tensors = [...networkToTensors(mlp)].map(([name, { shape, data }]) => [
    name,
    shape,
    Array.from(data),
  ]);
  expect(tensors).toEqual([
    ['network.0.weight', [3, 2], [1, 4, 2, 5, 3, 6]],
    ['network.0.bias', [3], [7, 8, 9]],
    ['network.2.weight', [1, 3], [10, 11, 12]],
    ['network.2.bias', [1], [13]],
  ]);
});

it('a dueling network has its hidden layers in a Sequential called trunk, and two heads', () => {
  const network = new Dueling([2, 2, 3], 1, device);
  // The weight (I,O) of the heads is [[7, 8, 9, 10], [11, 12, 13, 14]]: V in the first column.
  network.params.set([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18]);
  const tensors = [...networkToTensors(network)].map(([name, { shape, data }]) => [
    name,
    shape,
    Array.from(data),
  ]);
  expect(tensors).toEqual([
    ['trunk.0.weight', [2, 2], [1, 3, 2, 4]],
    ['trunk.0.bias', [2], [5, 6]],
    ['value.weight', [1, 2], [7, 11]],
    ['value.bias', [1], [15]],
    ['advantage.weight', [3, 2], [8, 12, 9, 13, 10, 14]],
    ['advantage.bias', [3], [16, 17, 18]],
  ]);
});

it.each(['', 'q_network.', 'value.', 'advantage.0.'])(
  'a dueling network may have the prefix "%s"',
  (prefix) => {
    const layers = [
      ...dense(`${prefix}advantage`, 5, 2),
      ...dense(`${prefix}value`, 5, 1),
      ...dense(`${prefix}trunk.2`, 3, 5),
      ...dense(`${prefix}trunk.0`, 4, 3),
    ];
    expect(shapeFromTensors(new Map(layers))).toEqual({ kind: 'dueling', sizes: [4, 3, 5, 2] });
  },
);

it.each(['', 'q_network.', 'q_net.q_net.', '0.', 'a.0.b.', 'weight.'])(
  'the prefix "%s" is accepted',
  (prefix) => {
    // Layers go by number, not by name: 10 comes after 2.
    const layers = [
      ...dense(`${prefix}10`, 3, 2),
      ...dense(`${prefix}2`, 5, 3),
      ...dense(`${prefix}0`, 4, 5),
    ];
    expect(shapeFromTensors(new Map(layers))).toEqual({ kind: 'mlp', sizes: [4, 5, 3, 2] });
  },
);

describe('layers of any names', () => {
  const reversed = (layers: [string, Tensor][]) => new Map(layers.toReversed());

  it.each([
    ['fc1', 'fc2', 'fc3', 'fc4'],
    ['layer9', 'layer10', 'layer11', 'layer100'],
    ['net.0', 'net.2', 'net.4', 'net.6'],
    ['blocks.0.linear', 'blocks.1.linear', 'blocks.2.linear', 'blocks.3.linear'],
  ])('go by the one number in which the names differ: %s, %s, %s, %s', (...names) => {
    const sizes = [4, 8, 8, 8, 2];
    const tensors = reversed(names.flatMap((name, k) => dense(name, sizes[k], sizes[k + 1])));
    names.forEach((name, k) => {
      tensors.get(`${name}.bias`)!.data.fill(k + 1);
    });
    const mlp = new Mlp(sizes, 1, device);
    networkFromTensors(mlp, tensors);
    expect(mlp.layers.map(({ bias }) => bias[0])).toEqual([1, 2, 3, 4]);
  });

  it('go by their shapes where these allow one order only', () => {
    const layers = [...dense('body', 8, 8), ...dense('head', 8, 2), ...dense('stem', 4, 8)];
    expect(shapeFromTensors(new Map(layers)).sizes).toEqual([4, 8, 8, 2]);
    // Numbers that cannot be meant: the output layer was made first.
    expect(shapeFromTensors(new Map([...dense('l1', 8, 2), ...dense('l2', 4, 8)])).sizes).toEqual([4, 8, 2]);
  });

  it('are hidden ones where a name only ends like that of a head', () => {
    const layers = [...dense('hidden', 4, 8), ...dense('my_value', 8, 2)];
    expect(shapeFromTensors(new Map(layers))).toEqual({ kind: 'mlp', sizes: [4, 8, 2] });
  });

  it('a single layer needs no name at all', () => {
    const tensors = new Map([
      ['weight', tensor(2, 4)],
      ['bias', tensor(2)],
    ]);
    expect(shapeFromTensors(tensors)).toEqual({ kind: 'mlp', sizes: [4, 2] });
  });

  it('a kernel is [in, out]', () => {
    const [weight, kernel] = [tensor(3, 2), tensor(2, 3)];
    weight.data.set([1, 4, 2, 5, 3, 6]);
    kernel.data.set([1, 2, 3, 4, 5, 6]);
    const bias: [string, Tensor] = ['q.bias', tensor(3)];
    const files: [string, Tensor][][] = [
      [['q.weight', weight], bias],
      [['q.kernel', kernel], bias],
      [bias, ['q.kernel', kernel]],
    ];
    for (const tensors of files) {
      const mlp = new Mlp([2, 3], 1, device);
      networkFromTensors(mlp, new Map(tensors));
      expect(Array.from(mlp.params)).toEqual([1, 2, 3, 4, 5, 6, 0, 0, 0]);
    }
  });

  const two = new Map([
    ...dense('policy_net.fc1', 4, 8),
    ...dense('policy_net.fc2', 8, 2),
    ...dense('target_net.fc1', 4, 5),
    ...dense('target_net.fc2', 5, 2),
  ]);

  it('of two networks one is chosen by the beginning of its names', () => {
    expect(shapeFromTensors(tensorsUnder(two, 'policy_net')).sizes).toEqual([4, 8, 2]);
    expect(shapeFromTensors(tensorsUnder(two, 'target_net')).sizes).toEqual([4, 5, 2]);
    expect(() => tensorsUnder(two, 'target')).toThrow(
      'no tensor has a name that begins with "target."; the names begin with "policy_net, target_net"',
    );
  });

  it.each<[string, [string, Tensor][], string]>([
    [
      'two networks',
      [...two],
      'the file has the tensors of several networks ("policy_net and target_net"); choose one (play does with --network "policy_net")',
    ],
    [
      'two networks with one beginning',
      [...two].map(([name, tensor]) => [`agent.${name}`, tensor]),
      '--network "agent.policy_net"',
    ],
    [
      'two orders',
      [...dense('stem', 4, 8), ...dense('left', 8, 8), ...dense('right', 8, 8), ...dense('head', 8, 2)],
      'the layers "stem, left, right, head" fit together in more than one order; number their names',
    ],
    [
      'numbers that are equal',
      [...dense('fc1', 2, 2), ...dense('fc01', 2, 2), ...dense('fc2', 2, 3)],
      'the layers "fc1, fc01, fc2" fit together in more than one order',
    ],
    [
      'no order',
      [...dense('stem', 4, 8), ...dense('head', 9, 2)],
      'the layers "stem, head" fit together in no order',
    ],
    [
      'more layers than any network has',
      Array.from({ length: 65 }, (_, k) => dense(`fc${k}`, 2, 2)).flat(),
      'the file has 65 layers; expected at most 64',
    ],
    [
      'layers whose order would take ages to find',
      [
        ...Array.from({ length: 60 }, (_, k) => dense(`x${k}${k}y${k}`, 2, 2)).flat(),
        ...dense('stem', 4, 2),
        ...dense('lost', 7, 8),
      ],
      'fit together in more than one order',
    ],
  ])('%s: one clear error', (_, entries, message) => {
    expect(() => shapeFromTensors(new Map(entries))).toThrow(SafetensorsError);
    expect(() => shapeFromTensors(new Map(entries))).toThrow(message);
  });
});

describe('one clear error for', () => {
  const bad: [string, [string, Tensor][], string][] = [
    ['no tensors', [], 'the file has no tensors'],
    [
      'two networks',
      [...dense('q.0', 2, 2), ...dense('target.0', 2, 2)],
      'the file has the tensors of several networks ("q and target"); choose one (play does with --network "q")',
    ],
    [
      'a tensor of something else',
      [...dense('q.0', 2, 2), ['q.log_std', tensor(2)]],
      'tensor "q.log_std" does not belong to a dense',
    ],
    [
      'a longer word than weight',
      [['q.0.weights', tensor(2, 2)]],
      'tensor "q.0.weights" does not belong to a dense',
    ],
    [
      'a word that ends like weight',
      [['myweight', tensor(2, 2)]],
      'tensor "myweight" does not belong to a dense',
    ],
    [
      'a longer word than bias behind a head',
      [['value.biased', tensor(1)]],
      'tensor "value.biased" does not belong to a dense',
    ],
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
  const trunk = dense('trunk.0', 4, 3);
  const value = dense('value', 3, 1);
  const advantage = dense('advantage', 3, 2);
  const badDueling: [string, [string, Tensor][], string][] = [
    ['heads without a trunk', [...value, ...advantage], 'its hidden layers are missing'],
    ['a value without an advantage', [...trunk, ...value], 'heads "value.weight and value.bias"; expected'],
    ['an advantage without a bias', [...trunk, ...value, advantage[0]], 'one value and one advantage'],
    [
      'heads of two networks',
      [...trunk, ...value, ...advantage, ...dense('target.value', 3, 1)],
      'expected a weight and a bias of one value',
    ],
    [
      'two values of different networks',
      [...trunk, ...dense('a.value', 3, 1), ...dense('b.advantage', 3, 2)],
      'is missing',
    ],
    [
      'a value of more than one output',
      [...trunk, ...dense('value', 3, 2), ...advantage],
      'layer "value" has shape [2,3]; expected [1,3]',
    ],
    [
      'heads on different layers',
      [...trunk, ...dense('value', 4, 1), ...advantage],
      'layer "value" has shape [1,4]; expected [1,3]',
    ],
    [
      'heads on another layer than the last',
      [...dense('trunk.0', 4, 5), ...value, ...advantage],
      'layer "value and advantage" takes 3 inputs but the layer before it gives 5',
    ],
    [
      'biases shifted from one head to the other',
      [
        ...trunk,
        ['value.weight', tensor(1, 3)],
        ['value.bias', tensor(2)],
        ['advantage.weight', tensor(2, 3)],
        ['advantage.bias', tensor(1)],
      ],
      'layer "value" has 1 outputs but 2 biases',
    ],
  ];
  it.each([...bad, ...badDueling])('%s', (_, entries, message) => {
    expect(() => shapeFromTensors(new Map(entries))).toThrow(SafetensorsError);
    expect(() => shapeFromTensors(new Map(entries))).toThrow(message);
  });

  it('a network whose outputs are not the same number for each action', () => {
    const shape = () => shapeFromTensors(new Map(dense('q', 4, 5)), new Quantiles(2));
    expect(shape).toThrow(SafetensorsError);
    expect(shape).toThrow('the network has 5 outputs; expected 2 for each action');
    expect(shapeFromTensors(new Map(dense('q', 4, 6)), new Quantiles(2)).sizes).toEqual([4, 3]);
  });

  it('a network of other sizes', () => {
    const mlp = new Mlp([4, 24, 2], 1, device);
    const load = () => networkFromTensors(mlp, new Map(dense('0', 4, 2)));
    expect(load).toThrow('the weights are of a network mlp 4-2; expected mlp 4-24-2');
  });

  it('a network of another kind', () => {
    const plain = new Mlp([4, 3, 2], 1, device);
    const dueling = new Dueling([4, 3, 2], 1, device);
    expect(() => networkFromTensors(plain, networkToTensors(dueling))).toThrow(
      'the weights are of a network dueling 4-3-2; expected mlp 4-3-2',
    );
    expect(() => networkFromTensors(dueling, networkToTensors(plain))).toThrow(
      'the weights are of a network mlp 4-3-2; expected dueling 4-3-2',
    );
  });

  it.each([
    [NaN, 0],
    [Infinity, 1],
    [-Infinity, 1],
  ])('a weight that is %s, and the network is unchanged', (value, k) => {
    const mlp = new Mlp([2, 1], 1, device);
    mlp.params.fill(1);
    const tensors = new Map(dense('0', 2, 1));
    tensors.get('0.weight')!.data[k] = value;
    expect(() => networkFromTensors(mlp, tensors)).toThrow(`tensor "0.weight" has ${value} at index ${k}`);
    expect(Array.from(mlp.params)).toEqual([1, 1, 1]);
  });
});
