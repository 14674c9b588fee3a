import { describe, expect, it } from 'vitest';
import { ClippedDoubleAgent } from '../../src/agent/clipped-double.ts';
import type { DqnAgent } from '../../src/agent/dqn.ts';
import type { Exploration } from '../../src/agent/exploration.ts';
import { UniformReplay } from '../../src/agent/replay.ts';
import { ConfigError, type DqnConfig, HYPER_PARAMETERS } from '../../src/config/config.ts';
import { presetConfig } from '../../src/config/presets.ts';
import { createDqnAgent } from '../../src/experiment/assembly.ts';
import { type CreateDqnOptions, createDqn } from '../../src/experiment/create-dqn.ts';
import { spawnStreams } from '../../src/experiment/streams.ts';
import { squaredLoss } from '../../src/nn/losses.ts';
import { Generator } from '../../src/random.ts';
import { randomTransition } from '../agent/parts.ts';
import { bits } from '../nn/compare.ts';

const shape = { observationSize: 4, actionCount: 2 };

/** Lets an agent live through some steps, and gives its parameters. */
function live(agent: DqnAgent, steps = 40): number[] {
  const world = new Generator(5);
  for (let step = 1; step <= steps; step++) {
    const transition = randomTransition(world);
    agent.observe({ ...transition, action: agent.act(transition.observation, step - 1) });
    for (let due = agent.updatesDue(step); due > 0; due--) agent.learn(step);
    agent.sync(step);
  }
  return bits(agent.online.params);
}

const make = (options: Partial<CreateDqnOptions> = {}, own = {}) =>
  createDqn({ ...shape, learningStartSteps: 5, ...options }, own) as DqnAgent;

describe('createDqn', () => {
  it('makes an agent from two sizes, which explores, learns and copies its target network', () => {
    const agent = createDqn({ observationSize: 3, actionCount: 5 }) as DqnAgent;
    expect(agent.online.sizes).toEqual([3, 64, 64, 5]);
    const defaults = Object.fromEntries(HYPER_PARAMETERS.map(({ name, default: value }) => [name, value]));
    for (const name of [
      'gamma',
      'batchSize',
      'learningRate',
      'targetSyncSteps',
      'trainEverySteps',
    ] as const) {
      expect(agent.options[name]).toBe(defaults[name]);
    }
    expect([0, 5000, 10_000].map((step) => agent.epsilon(step))).toEqual([1, 0.05, 0.05]);
    expect(agent.q.greedyAction(new Float32Array(3))).toBeLessThan(5);
  });

  it('is the agent of a run that has the same hyper-parameters, bit for bit', () => {
    const values = { learningStartSteps: 5, hiddenSizes: [8], batchSize: 4, targetSyncSteps: 7, nStep: 2 };
    const config = presetConfig('default', { ...values, seed: 3 }) as DqnConfig;
    const ofRun = createDqnAgent(config, shape, spawnStreams(config.seed));
    const own = make({ ...values, seed: 3, scheduleSteps: config.steps });
    expect(live(own)).toEqual(live(ofRun));
    expect(live(make({ ...values, seed: 4, scheduleSteps: config.steps }))).not.toEqual(live(ofRun));
  });

  it('keeps the learning rate unless it is told over how many steps it falls', () => {
    const rates = (options: object) => [0, 50, 100, 1e6].map((step) => make(options).learningRate(step));
    expect(rates({})).toEqual([2e-3, 2e-3, 2e-3, 2e-3]);
    expect(rates({ learningRate: 0.5 })).toEqual([0.5, 0.5, 0.5, 0.5]);
    expect(rates({ scheduleSteps: 100 })).toEqual([2e-3, 1e-3, 0, 0]);
    expect(rates({ scheduleSteps: 100, learningRateEnd: 1e-3 })).toEqual([2e-3, 1.5e-3, 1e-3, 1e-3]);
  });

  it('makes every variant that a configuration can name', () => {
    expect(make({ targetRule: 'clipped-double' })).toBeInstanceOf(ClippedDoubleAgent);
    expect(make({ network: 'dueling' }).online.kind).toBe('dueling');
    expect(live(make({ replay: 'prioritized', scheduleSteps: 100 }))).not.toEqual(
      live(make({ scheduleSteps: 100 })),
    );
    for (const options of [
      { targetRule: 'double' },
      { optimizer: 'sgd' },
      { loss: 'huber', huberDelta: 1e-3 },
    ] as const) {
      expect(live(make(options))).not.toEqual(live(make()));
    }
  });

  it('takes an option that is undefined as left out', () => {
    // JavaScript writes such things.
    const options = { gamma: undefined, scheduleSteps: undefined } as unknown as Partial<CreateDqnOptions>;
    expect(live(make(options))).toEqual(live(make()));
  });

  it('takes parts of your own in place of those that it would make', () => {
    const replay = new UniformReplay(10, 4, new Generator(9));
    const asked: number[] = [];
    const exploration: Exploration = {
      act: (_q, _observation, step) => asked.push(step) % 2,
      epsilon: () => 0.25,
      state: () => ({}),
      restore() {},
    };
    let [targets, losses] = [0, 0];
    const agent = make(
      {},
      {
        replay,
        exploration,
        targetRule: (nextValues: Float32Array) => void nextValues.fill(++targets),
        loss: (...args: Parameters<typeof squaredLoss>) => {
          losses++;
          return squaredLoss(...args);
        },
      },
    );
    live(agent, 10);
    expect(agent.replay).toBe(replay);
    expect(agent.epsilon(0)).toBe(0.25);
    expect(asked).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect([targets, losses]).toEqual([5, 5]);
    expect(agent.nextValues[0]).toBe(5);
  });

  it.each<[Record<string, unknown>, string]>([
    [{ lr: 1e-3 }, 'lr: there is no such option; leave it out'],
    [{ env: 'CartPole-v1' }, 'env: belongs to a run, not to its agent; leave it out'],
    [{ steps: 1000 }, 'steps: belongs to a run, not to its agent; leave it out'],
    [{ algorithm: 'tutorial' }, 'algorithm: there is no such option'],
    [{ gamma: 2 }, 'gamma: got 2, expected a number from 0 to 1'],
    [{ gamma: null }, 'gamma: got null'],
    [{ seed: '42' }, 'seed: got "42", expected an integer'],
    [{ scheduleSteps: 0 }, 'scheduleSteps is 0; expected a positive integer'],
    [
      { learningRateEnd: 0 },
      'scheduleSteps: expected the steps over which the learning rate goes to learningRateEnd',
    ],
    [
      { replay: 'prioritized' },
      'scheduleSteps: expected the steps over which β of prioritized replay rises to 1',
    ],
    [{ observationSize: 0 }, 'observationSize is 0; expected a positive integer'],
    [{ actionCount: undefined }, 'actionCount is undefined; expected a positive integer'],
    [{ actionCount: 70_000 }, 'the number of actions is 70000; expected at most 65536'],
    [{ kernels: 'gpu' }, 'kernels is "gpu"; expected one of auto, simd, readable'],
  ])('refuses %j', (options, message) => {
    expect(() => make(options as Partial<CreateDqnOptions>)).toThrow(message);
  });

  it('refuses a name for a part that is given', () => {
    const targetRule = () => {};
    expect(() => make({ targetRule: 'double' }, { targetRule })).toThrow(ConfigError);
    expect(() => make({ targetRule: 'double' }, { targetRule })).toThrow(
      'targetRule: there is a part of your own for it; leave it out',
    );
  });
});
