import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../../src/config/config.ts';
import { decodePolicy, encodePolicy } from '../../../src/experiment/files/policy-file.ts';
import { buildNetwork } from '../../../src/nn/build-network.ts';
import { Categorical } from '../../../src/nn/categorical.ts';
import { HeapDevice } from '../../../src/nn/device.ts';
import { Dueling } from '../../../src/nn/dueling.ts';
import { initialize } from '../../../src/nn/initialization.ts';
import { Mlp } from '../../../src/nn/mlp.ts';
import { Quantiles } from '../../../src/nn/quantiles.ts';
import { encodeSafetensors, SafetensorsError } from '../../../src/nn/safetensors.ts';
import { networkToTensors } from '../../../src/nn/weights.ts';
import { Generator } from '../../../src/random.ts';

function randomNetwork(...sizes: number[]): Mlp {
  const network = new Mlp(sizes, 1, new HeapDevice());
  initialize(network, 'pytorch', new Generator(7));
  return network;
}

const NETWORK = randomNetwork(4, 24, 7, 2);
const SETTINGS = { env: 'CartPole-v0', observationScale: [2.4, 2, 0.2095, 1 / 3] } as const;
const fromElsewhere = (metadata: Record<string, string> = {}, network = NETWORK) =>
  encodeSafetensors({ tensors: networkToTensors(network), metadata: new Map(Object.entries(metadata)) });

describe('a policy file', () => {
  test('gives back the weights and the settings, to the last bit', () => {
    const policy = decodePolicy(
      encodePolicy(NETWORK, { ...SETTINGS, observationScale: [...SETTINGS.observationScale] }),
    );
    expect(policy.q.network.sizes).toEqual([4, 24, 7, 2]);
    expect(policy.q.network.params).toEqual(NETWORK.params);
    expect(policy.settings.env).toBe(SETTINGS.env);
    expect(policy.settings.observationScale).toEqual(SETTINGS.observationScale);
  });

  test('plays states as the environment gives them: it divides by the scale itself', () => {
    const policy = decodePolicy(encodePolicy(NETWORK, SETTINGS));
    const random = new Generator(3);
    for (let k = 0; k < 50; k++) {
      const state = Float32Array.from({ length: 4 }, () => random.uniform(-2, 2));
      const scaled = state.map((value, d) => value / Math.fround(SETTINGS.observationScale[d]));
      const [left, right] = NETWORK.forward(scaled, 1);
      expect(Array.from(policy.values(state))).toEqual([left, right]);
      expect(policy.act(state)).toBe(right > left ? 1 : 0);
    }
  });

  test('is not made of fewer or more parameters than the network has', () => {
    for (const change of [-1, 1]) {
      const params = new Float32Array(NETWORK.params.length + change);
      expect(() => encodePolicy(NETWORK, SETTINGS, params)).toThrow(
        `params has ${params.length} entries; expected ${NETWORK.params.length}`,
      );
    }
  });

  test('of a dueling network gives back its policy, to the last bit', () => {
    const network = new Dueling([4, 8, 2], 1, new HeapDevice());
    initialize(network, 'pytorch', new Generator(7));
    const policy = decodePolicy(
      encodePolicy(network, { env: 'CartPole-v1', observationScale: [1, 1, 1, 1] }),
    );
    expect(policy.q.network).toBeInstanceOf(Dueling);
    expect(policy.q.network.sizes).toEqual([4, 8, 2]);
    const observation = Float32Array.of(0.1, -0.2, 0.3, -0.4);
    expect(policy.q.values(observation).slice(0, 2)).toEqual(network.forward(observation, 1).slice(0, 2));
  });

  test.each([
    ['mlp', new Categorical(7, -1, 3)],
    ['dueling', new Categorical(7, -1, 3)],
    ['dueling', new Quantiles(4)],
  ] as const)(
    'of a %s network of distributions gives back its policy, to the last bit',
    (kind, distribution) => {
      const shape = { kind, sizes: [4, 8, 2], distribution };
      const network = buildNetwork(shape, 1, new HeapDevice());
      initialize(network, 'pytorch', new Generator(7));
      const policy = decodePolicy(
        encodePolicy(network, { env: 'CartPole-v1', observationScale: [1, 1, 1, 1] }),
      );
      expect(policy.q.network).toMatchObject(shape);
      const observation = Float32Array.of(0.1, -0.2, 0.3, -0.4);
      expect(policy.q.values(observation)).toEqual(network.forward(observation, 1));
    },
  );

  test.each([
    ['categorical,3,1,0', 'vMax is 0; expected a finite number above vMin (1)'],
    ['categorical,5,0,1', 'the network has 2 outputs; expected 5 for each action'],
    ['normal,2', 'distribution is \\"normal,2\\"'],
  ])('with the distribution %s, which its weights do not have, is refused', (distribution, message) => {
    const decode = () => decodePolicy(fromElsewhere({ distribution }));
    expect(decode).toThrow(SafetensorsError);
    expect(decode).toThrow(message);
  });

  test('from elsewhere, with no word about its origin, is CartPole-v1 with observations as they are', () => {
    const policy = decodePolicy(fromElsewhere({ format: 'pt' }));
    expect(policy.settings.env).toBe('CartPole-v1');
    expect(policy.settings.observationScale).toEqual([1, 1, 1, 1]);
  });

  test('a setting that is given wins over the one in the file', () => {
    const bytes = fromElsewhere({ env: 'CartPole-v0', observationScale: '1,2,3,4' });
    expect(decodePolicy(bytes, { env: 'CartPole-v1' }).settings).toMatchObject({
      env: 'CartPole-v1',
      observationScale: [1, 2, 3, 4],
    });
    expect(decodePolicy(bytes, { observationScale: '5,6,7,8' }).settings).toMatchObject({
      env: 'CartPole-v0',
      observationScale: [5, 6, 7, 8],
    });
  });

  test.each([
    [[8, 16, 2], 'the network has 8 inputs and 2 outputs; CartPole-v1 needs 4 and 2'],
    [[4, 16, 6], 'the network has 4 inputs and 6 outputs; CartPole-v1 needs 4 and 2'],
  ])('a network of sizes %j is refused in one line', (sizes, message) => {
    const decode = () => decodePolicy(fromElsewhere({}, randomNetwork(...sizes)));
    expect(decode).toThrow(SafetensorsError);
    expect(decode).toThrow(message);
  });

  test.each([NaN, Infinity, -Infinity])(
    'a weight that is %s is refused by the name of its tensor',
    (value) => {
      const network = randomNetwork(4, 5, 2);
      network.params[4 * 5 + 2] = value;
      const decode = () => decodePolicy(fromElsewhere({}, network));
      expect(decode).toThrow(SafetensorsError);
      expect(decode).toThrow(`tensor "network.0.bias" has ${value} at index 2; weights must be finite`);
    },
  );

  test.each([
    [{ env: 'Pendulum-v1' }, 'env: got "Pendulum-v1", expected one of CartPole-v0, CartPole-v1'],
    [{ observationScale: '1,2,3' }, 'observationScale: got 3 numbers, expected 4'],
    [{ observationScale: '1,2,x,4' }, 'observationScale: got [1,2,"x",4], expected 0 to 10000 numbers'],
    [{ observationScale: '1,2,,4' }, 'observationScale: got [1,2,"",4], expected 0 to 10000 numbers'],
    [{ observationScale: '1,2,0,4' }, 'observationScale: got [1,2,0,4], expected 0 to 10000 numbers'],
  ])('metadata %j are refused in one line', (metadata, message) => {
    const decode = () => decodePolicy(fromElsewhere(metadata as Record<string, string>));
    expect(decode).toThrow(ConfigError);
    expect(decode).toThrow(message);
  });
});
