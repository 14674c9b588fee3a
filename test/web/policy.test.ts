/** The page's copy of the network says what the agent's own says, to the last bit. */
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Config } from '../../src/config/config.ts';
import { makeEnv } from '../../src/env/registry.ts';
import { ScaleObservation } from '../../src/env/scale-observation.ts';
import { encodePolicy } from '../../src/experiment/files/policy-file.ts';
import type { NetworkPolicy } from '../../src/experiment/policy.ts';
import { TrainingRun } from '../../src/experiment/run.ts';
import { Generator } from '../../src/random.ts';
import { blankPolicy, policyOfFile } from '../../web/policy.ts';
import { shortConfig, shortTutorialConfig } from '../experiment/runs.ts';

const CONFIGS: readonly [string, Config][] = [
  ['a plain network', shortConfig({ hiddenSizes: [8, 5] })],
  ['a dueling network', shortConfig({ network: 'dueling', env: 'CartPole-v0' })],
  ['the tutorial', shortTutorialConfig({ observationScale: [1, 2, 3, 4] })],
];

const beginRun = (config: Config) => new TrainingRun(config, { episodeEnded() {}, metricsTaken() {} });

function policyOf({ config, network }: TrainingRun): NetworkPolicy {
  const policy = blankPolicy(config);
  policy.q.network.params.set(network.params);
  return policy;
}

describe.each(CONFIGS)('of %s', (_, config) => {
  const run = beginRun(config);

  test('values and actions are those of the agent for the scaled state', () => {
    const policy = policyOf(run);
    expect([policy.settings.env, policy.settings.observationScale]).toEqual([
      config.env,
      config.observationScale,
    ]);
    const state = fc.array(fc.float({ min: -5, max: 5, noNaN: true }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(state, (entries) => {
        const inner = makeEnv(config.env);
        const reset = vi.spyOn(inner, 'reset').mockReturnValue(Float32Array.from(entries));
        const observation = new ScaleObservation(inner, config.observationScale).reset();
        expect(reset).toHaveBeenCalledOnce();
        const { q } = run.agent;
        expect(Array.from(policy.values(entries))).toEqual(Array.from(q.values(observation)));
        expect(policy.greedyAction(entries)).toBe(q.greedyAction(observation));
      }),
    );
  });

  test('a state in float64 is rounded first, as an environment does', () => {
    const policy = policyOf(run);
    const random = new Generator(5);
    for (let k = 0; k < 50; k++) {
      const state = Array.from({ length: 4 }, () => random.uniform(-1, 1));
      const values = Array.from(policy.values(state));
      expect(Array.from(policy.values(Float32Array.from(state)))).toEqual(values);
    }
  });

  test('activations are those of the last state, layer by layer', () => {
    const policy = policyOf(run);
    const values = policy.values([0.5, 0.5, 0.1, -0.5]);
    const activations = policy.q.network.activations;
    expect(activations.map(({ length }) => length)).toEqual(
      policy.q.network.layers.map(({ outputs }) => outputs),
    );
    expect(activations[0].some((a) => a > 0)).toBe(true);
    if (policy.q.network.layers.at(-1)?.outputs === values.length) expect(activations.at(-1)).toEqual(values);
  });

  test('a file of weights is the same policy', () => {
    const bytes = encodePolicy(run.network, config);
    const policy = policyOfFile(bytes);
    const state = [0.3, 0.2, -0.1, 0.4];
    expect(Array.from(policy.values(state))).toEqual(Array.from(policyOf(run).values(state)));
    expect([policy.settings.env, policy.settings.observationScale]).toEqual([
      config.env,
      config.observationScale,
    ]);
  });
});

test('a file that is no policy is refused in one line', () => {
  expect(() => policyOfFile(new TextEncoder().encode('no weights'))).toThrow(/^[^\n]+$/);
});

describe('where a page may not compile', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.resetModules();
  });

  test('the loops in JavaScript take the place of the compiled kernels', async () => {
    class Module {
      constructor() {
        throw new RangeError('WebAssembly.Compile is disallowed on the main thread');
      }
    }
    const { Memory, Instance } = WebAssembly;
    vi.stubGlobal('WebAssembly', { Memory, Instance, Module });
    vi.resetModules();
    const fresh = await import('../../web/policy.ts');
    const run = beginRun(shortConfig());
    const policy = fresh.blankPolicy(run.config);
    policy.q.network.params.set(run.network.params);
    const state = [0.3, 0.2, -0.1, 0.4];
    expect(Array.from(policy.values(state))).toEqual(Array.from(policyOf(run).values(state)));
  });
});
