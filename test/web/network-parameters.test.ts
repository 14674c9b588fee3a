/** The number of a parameter, and where it is in the network. */
import { describe, expect, it, test } from 'vitest';
import { HeapDevice } from '../../src/nn/device.ts';
import { Dueling } from '../../src/nn/dueling.ts';
import { Mlp } from '../../src/nn/mlp.ts';
import {
  describeParameter,
  indexOf,
  layerStart,
  outputNames,
  parameterAt,
  parameterCount,
  weightInto,
} from '../../web/network/parameters.ts';
import { onWeightSelected, selectedWeight, selectWeight } from '../../web/selected-weight.ts';
import { viewOf } from '../../web/tasks/views.ts';

const NETWORKS = {
  mlp: new Mlp([4, 5, 3, 2], 1, new HeapDevice()),
  dueling: new Dueling([4, 6, 2], 1, new HeapDevice()),
};

describe.each(Object.entries(NETWORKS))('in a network of the kind %s', (_, { layers, params }) => {
  it('every number is one weight or bias, where the network has it', () => {
    for (let k = 0; k < params.length; k++) params[k] = k;
    expect(parameterCount(layers)).toBe(params.length);
    for (let k = 0; k < params.length; k++) {
      const { layer, from, to } = parameterAt(layers, k);
      const { weight, bias, outputs } = layers[layer];
      expect(from === null ? bias[to] : weight[from * outputs + to]).toBe(k);
      expect(indexOf(layers, { layer, from, to })).toBe(k);
    }
  });

  it('layers begin where the network has them', () => {
    for (const [layer, { weight }] of layers.entries()) expect(layerStart(layers, layer)).toBe(weight[0]);
  });

  it('numbers beyond the ends count as the ends', () => {
    expect(parameterAt(layers, -1)).toEqual(parameterAt(layers, 0));
    expect(parameterAt(layers, Infinity)).toEqual(parameterAt(layers, params.length - 1));
  });
});

describe('a parameter in words', () => {
  const { mlp, dueling } = NETWORKS;
  const cartPole = viewOf('CartPole-v1');

  it('says from where to where, counting from 1', () => {
    const say = (layer: number, from: number | null, to: number) =>
      describeParameter(mlp.layers, { layer, from, to }, cartPole);
    expect(say(1, 4, 2)).toBe('layer 2, from unit 5 to unit 3');
    expect(say(0, 2, 0)).toBe('layer 1, from angle to unit 1');
    expect(say(0, null, 1)).toBe('layer 1, bias of unit 2');
    expect(say(2, 0, 1)).toBe('layer 3, from unit 1 to Q(right)');
    expect(describeParameter(dueling.layers, { layer: 1, from: null, to: 0 }, cartPole)).toBe(
      'layer 2, bias of V',
    );
  });

  it('names the outputs of both kinds of network', () => {
    expect(outputNames(cartPole.actions, 2)).toEqual(['Q(left)', 'Q(right)']);
    expect(outputNames(cartPole.actions, 3)).toEqual(['V', 'A(left)', 'A(right)']);
  });
});

test('one weight is watched on the whole page: at first the last one of any network', () => {
  expect([selectedWeight(10), selectedWeight(5), selectedWeight(0)]).toEqual([9, 4, 0]);
  const heard: number[] = [];
  const stop = onWeightSelected(() => heard.push(selectedWeight(10)));
  selectWeight(3);
  selectWeight(3);
  selectWeight(Number.NaN);
  selectWeight(-1);
  selectWeight(4.7);
  stop();
  selectWeight(7);
  expect(heard).toEqual([3, 4]);
  expect([selectedWeight(10), selectedWeight(5)]).toEqual([7, 4]);
});

test('σ of a noisy layer is called the noise of its weight', () => {
  const { layers } = NETWORKS.mlp;
  const count = parameterCount(layers);
  // The last layer is noisy: 8 parameters.
  const all = count + 8;
  expect(parameterAt(layers, count - 1, all)).toEqual(parameterAt(layers, count - 1));
  expect(parameterAt(layers, count, all)).toEqual({ layer: 2, from: 0, to: 0, isSigma: true });
  expect(parameterAt(layers, Infinity, all)).toEqual({ layer: 2, from: null, to: 1, isSigma: true });
  expect(describeParameter(layers, parameterAt(layers, count, all), viewOf('CartPole-v1'))).toBe(
    'layer 3, noise from unit 1 to Q(left)',
  );
});

test('to choose a unit is to choose a weight into it, from the same unit as before if there is one', () => {
  const before = { layer: 1, from: 3, to: 2 };
  expect(weightInto(before, 2, 0)).toEqual({ layer: 1, from: 3, to: 0 });
  expect(weightInto(before, 3, 1)).toEqual({ layer: 2, from: null, to: 1 });
  expect(weightInto(before, 0, 3)).toEqual({ layer: 0, from: 3, to: 0 });
  expect(weightInto({ layer: 0, from: 1, to: 4 }, 0, 3)).toEqual({ layer: 0, from: 3, to: 4 });
});
