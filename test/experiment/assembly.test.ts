import { describe, expect, it, vi } from 'vitest';
import { ClippedDoubleAgent } from '../../src/agent/clipped-double.ts';
import { NStepReplay } from '../../src/agent/n-step-replay.ts';
import { PrioritizedReplay } from '../../src/agent/prioritized-replay.ts';
import { UniformReplay } from '../../src/agent/replay.ts';
import { TutorialAgent } from '../../src/agent/tutorial.ts';
import type { DqnConfig, TutorialConfig } from '../../src/config/config.ts';
import { taskNamed } from '../../src/env/registry.ts';
import {
  createAgent,
  createClippedDoubleAgent,
  createDqnAgent,
  createTutorialAgent,
  environmentOf,
} from '../../src/experiment/assembly.ts';
import { spawnStreams } from '../../src/experiment/streams.ts';
import { Adam } from '../../src/nn/adam.ts';
import { DeviceMemoryError, HeapDevice } from '../../src/nn/device.ts';
import { Dueling } from '../../src/nn/dueling.ts';
import { initialize } from '../../src/nn/initialization.ts';
import { Mlp } from '../../src/nn/mlp.ts';
import { RmsProp } from '../../src/nn/rmsprop.ts';
import { Sgd } from '../../src/nn/sgd.ts';
import { Generator } from '../../src/random.ts';
import { fillReplay } from '../agent/parts.ts';
import { bits } from '../nn/compare.ts';
import { completeRun, shortConfig, shortTutorialConfig } from './runs.ts';

const SHAPE = taskNamed('CartPole-v1').spec;

const dqn = (changes: Readonly<Record<string, unknown>> = {}) =>
  createDqnAgent(shortConfig(changes) as DqnConfig, SHAPE, spawnStreams(1));

/** Parameters after a few updates: whatever the configuration names leaves its mark on them. */
function learned(changes: Readonly<Record<string, unknown>>): number[] {
  const agent = dqn(changes);
  fillReplay(agent.replay, 50);
  // Values of the other sign, so that the two networks disagree about the best action.
  const { weight, bias } = agent.target.layers[1];
  for (const params of [weight, bias]) for (let k = 0; k < params.length; k++) params[k] *= -1;
  for (let step = 1; step <= 3; step++) agent.learn(step);
  return bits(agent.online.params);
}

it.each([
  ['max', 65_536],
  ['clipped-double', 64],
])(
  'networks that do not fit into memory are refused before a number is drawn, rule %s',
  (targetRule, batchSize) => {
    const config = shortConfig({ targetRule, batchSize, hiddenSizes: Array(8).fill(4096) });
    const draw = vi.spyOn(Generator.prototype, 'uniform');
    expect(() => createAgent(config, SHAPE, spawnStreams(1))).toThrow(DeviceMemoryError);
    expect(draw).not.toHaveBeenCalled();
    draw.mockRestore();
  },
);

describe('the agent', () => {
  it('is that of the algorithm', () => {
    expect(createAgent(shortConfig(), SHAPE, spawnStreams(1))).not.toBeInstanceOf(TutorialAgent);
    expect(createAgent(shortTutorialConfig(), SHAPE, spawnStreams(1))).toBeInstanceOf(TutorialAgent);
  });

  it('has the layers and the memory that were asked for', () => {
    const agent = dqn({ hiddenSizes: [5, 6, 7], replayCapacity: 123, batchSize: 9 });
    expect(agent.online.sizes).toEqual([4, 5, 6, 7, 2]);
    expect(agent.target.sizes).toEqual([4, 5, 6, 7, 2]);
    expect((agent.replay as UniformReplay).capacity).toBe(123);
    expect(agent.batch.size).toBe(9);
  });

  it('has networks and batch in one memory, and two networks that do not overlap', () => {
    const { online, target, batch } = dqn();
    expect(online.params.buffer).toBe(target.params.buffer);
    expect(online.params.buffer).toBe(batch.observations.buffer);
    online.params.fill(1);
    target.params.fill(2);
    expect(online.params.every((p) => p === 1)).toBe(true);
  });

  it.each(['pytorch', 'glorot'] as const)(
    'starts from %s weights drawn from their own stream',
    (initialization) => {
      const expected = new Mlp([4, 8, 2], 1, new HeapDevice());
      initialize(expected, initialization, new Generator(spawnStreams(1).initialization));
      expect(bits(dqn({ initialization }).online.params)).toEqual(bits(expected.params));
      const tutorial = shortTutorialConfig({ initialization }) as TutorialConfig;
      const { brain } = createTutorialAgent(tutorial, SHAPE, spawnStreams(1));
      expect(bits(brain.params)).toEqual(bits(expected.params));
    },
  );

  it.each([
    ['adam', Adam],
    ['sgd', Sgd],
    ['rmsprop', RmsProp],
    ['rmsprop-graves', RmsProp],
  ])('learns by %s where that is asked for', (optimizer, expected) => {
    expect(dqn({ optimizer }).optimizer).toBeInstanceOf(expected);
  });

  it.each([
    [{ gamma: 0.5 }],
    [{ learningRate: 0.1 }],
    [{ learningRateEnd: 0.1 }],
    [{ batchSize: 7 }],
    [{ adamBeta1: 0.5 }],
    [{ adamBeta2: 0.5 }],
    [{ adamEpsilon: 0.1 }],
    [{ optimizer: 'sgd' }],
    [{ optimizer: 'rmsprop' }],
    [{ loss: 'huber' }],
    [{ maxGradientNorm: 1e-9 }],
    [{ targetRule: 'double' }],
    [{ targetRule: 'expected' }],
    [{ network: 'dueling' }],
    [{ noisyLayers: 'heads' }],
    [{ noisyLayers: 'all' }],
    [{ noisyLayers: 'all', noisySigma: 1 }],
    [{ distribution: 'categorical' }],
    [{ distribution: 'categorical', atoms: 7 }],
    [{ distribution: 'categorical', vMin: 0 }],
    [{ distribution: 'categorical', vMax: 2 }],
    [{ distribution: 'quantile', loss: 'huber' }],
    [{ distribution: 'quantile', loss: 'huber', quantiles: 7 }],
    [{ distribution: 'quantile', loss: 'huber', huberDelta: 0.01 }],
    [{ nStep: 3 }],
    [{ replay: 'prioritized' }],
    [{ initialization: 'glorot' }],
  ])('learns something else with %j', (changes) => {
    expect(learned(changes)).not.toEqual(learned({}));
  });

  it.each([
    ['sgdMomentum', { optimizer: 'sgd', sgdMomentum: 0.5 }, { optimizer: 'sgd' }],
    ['rmspropDecay', { optimizer: 'rmsprop', rmspropDecay: 0.5 }, { optimizer: 'rmsprop' }],
    ['rmspropEpsilon', { optimizer: 'rmsprop', rmspropEpsilon: 0.1 }, { optimizer: 'rmsprop' }],
    ['the form of rmsprop', { optimizer: 'rmsprop-graves' }, { optimizer: 'rmsprop' }],
    ['huberDelta', { loss: 'huber', huberDelta: 0.01 }, { loss: 'huber' }],
    ['priorityExponent', { replay: 'prioritized', priorityExponent: 0.1 }, { replay: 'prioritized' }],
    ['priorityBetaStart', { replay: 'prioritized', priorityBetaStart: 0.9 }, { replay: 'prioritized' }],
    ['targetEpsilon', { targetRule: 'expected', targetEpsilon: 0.1 }, { targetRule: 'expected' }],
  ])('learns something else with another value of %s', (_, changes, base) => {
    expect(learned(changes)).not.toEqual(learned(base));
  });
});

describe('the variants', () => {
  it('are the parts that the configuration names', () => {
    expect(dqn().online).toBeInstanceOf(Mlp);
    expect(dqn().replay).toBeInstanceOf(UniformReplay);
    const { online, target, replay } = dqn({ network: 'dueling', nStep: 3, replay: 'prioritized' });
    expect(online).toBeInstanceOf(Dueling);
    expect(target).toBeInstanceOf(Dueling);
    expect(replay).toBeInstanceOf(NStepReplay);
    expect((replay as NStepReplay).replay).toBeInstanceOf(PrioritizedReplay);
    expect(createAgent(shortConfig({ targetRule: 'clipped-double' }), SHAPE, spawnStreams(1))).toBeInstanceOf(
      ClippedDoubleAgent,
    );
  });

  it('can be had together, also where learning starts before the first n-step return is complete', () => {
    const { run } = completeRun(
      shortConfig({
        ...{ network: 'dueling', nStep: 5, replay: 'prioritized', targetRule: 'clipped-double' },
        ...{ suttonBartoReward: true, learningStartSteps: 0 },
      }),
    );
    expect(run.updates).toBe(400 - 4);
    expect(run.finalGreedyReturn).toBeGreaterThan(0);
  });

  it('of clipped double Q-learning are two learners with different weights and one memory', () => {
    const config = shortConfig({ targetRule: 'clipped-double' }) as DqnConfig;
    const { first, second } = createClippedDoubleAgent(config, SHAPE, spawnStreams(1));
    expect(bits(first.online.params)).toEqual(bits(dqn().online.params));
    expect(bits(second.online.params)).not.toEqual(bits(first.online.params));
    expect(second.replay).toBe(first.replay);
    const networks = [first.online, first.target, second.online, second.target];
    networks.forEach(({ params }, k) => {
      params.fill(k);
    });
    expect(networks.map(({ params }) => new Set(params))).toEqual([0, 1, 2, 3].map((k) => new Set([k])));
  });

  it('of clipped double Q-learning value the next state by the smaller of both target networks', () => {
    const config = shortConfig({ targetRule: 'clipped-double', gamma: 1 }) as DqnConfig;
    const { first, second } = createClippedDoubleAgent(config, SHAPE, spawnStreams(1));
    fillReplay(first.replay, 9);
    for (const [agent, value] of [
      [first, 7],
      [second, 5],
    ] as const) {
      agent.target.params.fill(0);
      agent.target.layers[1].bias.fill(value);
    }
    first.sampleBatch();
    first.computeTargets();
    expect(new Set(first.tdTarget)).toEqual(new Set([1 + 5]));
  });

  it('refuse to make one learner of clipped double Q-learning', () => {
    expect(() => dqn({ targetRule: 'clipped-double' })).toThrow('takes two learners');
  });
});

describe('the environment', () => {
  const random = () => new Generator(5);

  it('scales its observations', () => {
    const scaled = environmentOf(shortConfig({ observationScale: [2, 4, 8, 16] })).create(random());
    const plain = environmentOf(shortConfig({ observationScale: [1, 1, 1, 1] })).create(random());
    const expected = plain.reset().map((value, d) => value / [2, 4, 8, 16][d]);
    expect(scaled.reset()).toEqual(expected);
  });

  it.each(['CartPole-v0', 'CartPole-v1'])('is %s with its time limit', (env) => {
    const { spec } = environmentOf(shortConfig({ env }));
    expect(spec.id).toBe(env);
    expect(spec.maxEpisodeSteps).toBe(env === 'CartPole-v0' ? 200 : 500);
  });

  it("gives the reward of 1983 in training if asked, and always Gymnasium's in evaluations", () => {
    const config = shortConfig({ suttonBartoReward: true });
    const training = environmentOf(config).create(random());
    const evaluation = environmentOf(config).createForEvaluation(random());
    training.reset();
    evaluation.reset();
    expect(training.step(0).reward).toBe(0);
    expect(evaluation.step(0).reward).toBe(1);
  });
});
