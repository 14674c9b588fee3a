import { describe, expect, it } from 'vitest';
import type { LearnMetrics } from '../../src/agent/agent.ts';
import type { Transition } from '../../src/agent/transition.ts';
import { TutorialAgent, type TutorialOptions } from '../../src/agent/tutorial.ts';
import type { TutorialConfig } from '../../src/config/config.ts';
import { presetConfig } from '../../src/config/presets.ts';
import { Adam } from '../../src/nn/adam.ts';
import type { Mlp } from '../../src/nn/mlp.ts';
import { SafetensorsError } from '../../src/nn/safetensors.ts';
import { Sgd } from '../../src/nn/sgd.ts';
import { Generator } from '../../src/random.ts';
import { SavedState, type State, StateError } from '../../src/state.ts';
import { arrayError, bits } from '../nn/compare.ts';
import { device, makeDqn, randomMlp, randomTransition, ScriptedReplay } from './parts.ts';

interface Setup {
  readonly brain?: Mlp;
  readonly options?: Partial<TutorialOptions>;
  readonly makeOptimizer?: (brain: Mlp) => Adam | Sgd;
}

function makeTutorial({ brain = randomMlp([4, 8, 2], 1, 1), options = {}, makeOptimizer }: Setup = {}) {
  const optimizer = makeOptimizer?.(brain) ?? new Adam(brain.params, brain.grads, {}, device);
  const parts = { brain, optimizer, exploration: new Generator(2), sampling: new Generator(3), device };
  const config = presetConfig('tutorial') as TutorialConfig;
  return { optimizer, agent: new TutorialAgent(parts, { ...config, ...options }) };
}

function remember(agent: TutorialAgent, count: number): void {
  const random = new Generator(1);
  for (let k = 0; k < count; k++) agent.observe(randomTransition(random, { reward: k }));
}

/** All fits of one replay; gives what the last of them returns. */
function replay(agent: TutorialAgent): LearnMetrics {
  for (let k = 1; k < agent.options.batchSize; k++) expect(agent.learn()).toBeNull();
  return agent.learn()!;
}

/** A tutorial agent that learned once from one transition. */
function fitOnce(transition: Transition, makeOptimizer?: Setup['makeOptimizer']): TutorialAgent {
  const brain = randomMlp([4, 8, 2], 1, 1);
  const setup = { brain, options: { batchSize: 1 }, ...(makeOptimizer && { makeOptimizer }) };
  const { agent } = makeTutorial(setup);
  agent.observe(transition);
  agent.learn();
  return agent;
}

describe('the quirks', () => {
  it('one replay is 32 fits of one sample each', () => {
    const { agent, optimizer } = makeTutorial();
    remember(agent, 100);
    replay(agent);
    expect(optimizer.updates).toBe(32);
    replay(agent);
    expect(optimizer.updates).toBe(64);
  });

  it('it replays once after each episode and never inside one', () => {
    const { agent } = makeTutorial();
    remember(agent, 32);
    expect(agent.updatesDue(5000, false)).toBe(0);
    expect(agent.updatesDue(5000, true)).toBe(32);
  });

  it('it learns nothing before there are 32 transitions', () => {
    const { agent } = makeTutorial();
    remember(agent, 31);
    expect(agent.updatesDue(5000, true)).toBe(0);
  });

  it('there is no target network: the second fit aims at what the first one left', () => {
    const transition = randomTransition(new Generator(5));
    const makeOptimizer = (brain: Mlp) => new Sgd(brain.params, brain.grads, {}, device);
    const { agent } = makeTutorial({ options: { batchSize: 1, learningRate: 0.1 }, makeOptimizer });
    agent.observe(transition);
    agent.learn();
    const next = agent.q.values(transition.nextObservation).slice();
    const { meanAbsTdError, meanQ } = replay(agent);
    expect(Math.abs(1 + 0.95 * Math.max(...next) - meanQ)).toBeCloseTo(meanAbsTdError, 6);
  });

  it('the end by the time limit counts as the end of the task', () => {
    const transition = randomTransition(new Generator(5));
    const truncated = fitOnce({ ...transition, truncated: true });
    const terminated = fitOnce({ ...transition, terminated: true });
    const inside = fitOnce(transition);
    expect(bits(truncated.brain.params)).toEqual(bits(terminated.brain.params));
    expect(bits(truncated.brain.params)).not.toEqual(bits(inside.brain.params));
    expect(truncated.terminals).toBe(1);
  });

  it('ε falls by the factor 0.995 with each replay, until it is not above 0.01', () => {
    const { agent } = makeTutorial({ options: { batchSize: 1 } });
    remember(agent, 1);
    let expected = 1;
    for (let replays = 0; replays < 930; replays++) {
      expect(agent.epsilon()).toBe(expected);
      agent.learn();
      if (expected > 0.01) expected *= 0.995;
    }
    expect(agent.epsilon()).toBeLessThanOrEqual(0.01);
    expect(agent.epsilon()).toBeGreaterThan(0.0099);
  });

  it('ε falls with the last of the fits, not with each of them', () => {
    const { agent } = makeTutorial({ options: { batchSize: 3 } });
    remember(agent, 3);
    const rates = Array.from({ length: 6 }, () => {
      agent.learn();
      return agent.epsilon();
    });
    expect(rates).toEqual([1, 1, 0.995, 0.995, 0.995, 0.995 * 0.995]);
  });

  it('a memory of 2000 forgets the oldest transition', () => {
    const { agent } = makeTutorial();
    remember(agent, 2003);
    expect(agent.memory).toHaveLength(2000);
    expect(agent.memory.map(({ reward }) => reward)).toEqual(Array.from({ length: 2000 }, (_, k) => k + 3));
  });

  it('the gradient is half of what it is in dqn.ts, being a mean over both actions', () => {
    const transition = { ...randomTransition(new Generator(5)), terminated: true };
    const { grads } = fitOnce(transition).brain;
    const { observation, action, reward, nextObservation } = transition;
    const batch = {
      observations: observation,
      actions: [action],
      rewards: [reward],
      nextObservations: nextObservation,
      terminated: [1],
    };
    const replay = new ScriptedReplay([batch]);
    const dqn = makeDqn({ options: { batchSize: 1 }, parts: { online: randomMlp([4, 8, 2], 1, 1), replay } });
    dqn.learn(1);
    const half = dqn.online.grads.map((g) => g / 2);
    expect(arrayError(grads, half, 0)).toBeLessThanOrEqual(1e-6);
  });
});

describe('TutorialAgent', () => {
  it('reports the means over its fits', () => {
    const samples = [5, -3].map((reward, k) =>
      randomTransition(new Generator(k), { reward, terminated: true }),
    );
    const rate = 0.1;
    const { agent } = makeTutorial({
      options: { batchSize: 2, learningRate: rate },
      makeOptimizer: ({ params, grads }) => new Sgd(params, grads, {}, device),
    });
    for (const sample of samples) agent.observe(sample);
    const metrics = replay(agent);

    // The same by hand, in the order in which the stream of the agent draws two out of two.
    const brain = randomMlp([4, 8, 2], 1, 1);
    const expected = { loss: 0, meanAbsTdError: 0, meanQ: 0, gradientNorm: 0 };
    if (new Generator(3).integers(0, 2) === 1) samples.reverse();
    for (const { observation, action, reward } of samples) {
      const q = brain.forward(observation, 1)[action];
      const dQ = new Float32Array(2);
      dQ[action] = q - reward;
      brain.backward(dQ, 1);
      expected.loss += (q - reward) ** 2 / 2 / 2;
      expected.meanAbsTdError += Math.abs(q - reward) / 2;
      expected.meanQ += q / 2;
      expected.gradientNorm += Math.hypot(...brain.grads) / 2;
      for (const [k, gradient] of brain.grads.entries()) brain.params[k] -= rate * gradient;
    }
    expect(arrayError(agent.brain.params, brain.params, 1)).toBeLessThan(1e-6);
    for (const [name, value] of Object.entries(expected)) {
      expect(metrics[name as keyof typeof metrics]).toBeCloseTo(value, 5);
    }
  });

  it('has nothing to report before its first replay', () => {
    const { agent } = makeTutorial();
    expect(agent.metrics).toEqual({ loss: 0, meanAbsTdError: 0, meanQ: 0, gradientNorm: 0 });
  });

  it('needs a memory for one sample, not more', () => {
    expect(makeTutorial({ options: { replayCapacity: 32 } }).agent.memory).toEqual([]);
  });

  it('draws before the first fit of a replay, and explores less after the last', () => {
    const { agent } = makeTutorial({ options: { batchSize: 3 } });
    remember(agent, 3);
    const names = Array.from({ length: 3 }, () => {
      const steps = agent.updateSteps.map(({ name }) => name);
      agent.learn();
      return steps;
    });
    const fit = [
      'takeTransition',
      'computeTarget',
      'computeQValue',
      'computeLoss',
      'computeGradients',
      'updateParameters',
    ];
    expect(names).toEqual([['drawSample', ...fit], fit, [...fit, 'exploreLess']]);
  });

  it('shows the fit that was last as the update of its one learner', () => {
    const before = randomMlp([4, 8, 2], 1, 1);
    const transition = randomTransition(new Generator(5), { action: 1 });
    const { observation, nextObservation, reward } = transition;
    const nextValue = Math.max(...before.forward(nextObservation, 1));
    const q = before.forward(observation, 1)[1];
    const y = reward + 0.95 * nextValue;
    const agent = fitOnce(transition);
    const [learner, ...others] = agent.learners;
    expect(others).toEqual([]);
    expect(learner.online).toBe(agent.brain);
    expect(learner.target).toBe(agent.brain);
    const [r, ...numbers] = [reward, nextValue, y, q, y - q].map(Math.fround);
    expect(learner.batch.rewards[0]).toBe(r);
    const { nextValues, tdTarget, qTaken, tdError, dQTaken, dQ } = learner;
    expect([nextValues, tdTarget, qTaken, tdError].map(([value]) => value)).toEqual(numbers);
    expect([...dQ]).toEqual([0, Math.fround(q - y)]);
    expect([...dQTaken]).toEqual([Math.fround(q - y)]);
    expect(learner.loss(dQTaken, qTaken, tdTarget, learner.batch.weights, 1)).toBeCloseTo(
      (q - y) ** 2 / 2,
      4,
    );
    expect(learner.metrics.loss).toBeCloseTo((q - y) ** 2 / 2, 9);
    expect(learner.metrics).toMatchObject({ meanAbsTdError: Math.abs(y - q), meanQ: q });
    expect(learner.metrics.gradientNorm).toBeCloseTo(Math.hypot(...agent.brain.grads), 5);
    expect(learner.learningRate(1)).toBe(agent.options.learningRate);
  });

  it('goes on in the middle of a replay, whatever the other agent was in the middle of', () => {
    const { agent, optimizer } = makeTutorial();
    remember(agent, 100);
    for (let k = 0; k < 32 + 5; k++) agent.learn();
    const { agent: other } = makeTutorial();
    remember(other, 100);
    for (let k = 0; k < 20; k++) other.learn();
    other.restore(new SavedState(structuredClone(agent.state())));
    for (let k = 5; k < 31; k++) expect([other.learn(), agent.learn()]).toEqual([null, null]);
    expect(other.learn()).toEqual(agent.learn());
    expect(other.metrics?.meanQ).not.toBe(0);
    expect(optimizer.updates).toBe(64);
    expect(bits(other.brain.params)).toEqual(bits(agent.brain.params));
    expect(agent.state()).not.toHaveProperty('replay');
    other.learn();
    other.restore(new SavedState(structuredClone(agent.state())));
    expect(replay(other)).toEqual(replay(agent));
  });

  it.each<[string, (replay: State) => State]>([
    ['a place that the memory does not have', ({ sample }) => ({ sample: (sample as Uint32Array).fill(40) })],
    ['more places', () => ({ sample: new Uint32Array(33) })],
    ['no fit taken', () => ({ taken: 0 })],
    ['all fits taken', () => ({ taken: 32 })],
    ['a mean that is no number', () => ({ meanQ: Number.NaN })],
  ])('refuses a replay with %s', (_, change) => {
    const { agent } = makeTutorial();
    remember(agent, 40);
    agent.learn();
    const saved = structuredClone(agent.state()) as State & { replay: State };
    const replay = { ...saved.replay, ...change(saved.replay) };
    expect(() => agent.restore(new SavedState({ ...saved, replay }))).toThrow(StateError);
  });

  it('refuses to replay more than it remembers', () => {
    const { agent, optimizer } = makeTutorial();
    remember(agent, 31);
    expect(() => agent.replay()).toThrow('the memory has 31 transitions; expected 32 or more');
    expect(optimizer.updates).toBe(0);
    expect(agent.explorationRate).toBe(1);
  });

  it('is lost as soon as one parameter is', () => {
    const { agent, optimizer } = makeTutorial();
    expect(agent.optimizer).toBe(optimizer);
    expect(agent.isFinite()).toBe(true);
    agent.brain.params[5] = NaN;
    expect(agent.isFinite()).toBe(false);
  });

  it('counts the ends that it remembers, with those of the time limit', () => {
    const { agent } = makeTutorial();
    const random = new Generator(1);
    agent.observe(randomTransition(random));
    agent.observe(randomTransition(random, { truncated: true }));
    agent.observe(randomTransition(random, { terminated: true }));
    expect(agent.terminals).toBe(2);
    expect(agent.memory.map(({ truncated }) => truncated)).toEqual([false, false, false]);
  });

  it('explores where the draw equals ε, as the tutorial does', () => {
    const exploration = new Generator(2);
    exploration.random = () => 0;
    exploration.integers = () => 7;
    const brain = randomMlp([4, 8, 2], 1, 1);
    const optimizer = new Sgd(brain.params, brain.grads, {}, device);
    const parts = { brain, optimizer, exploration, sampling: new Generator(3), device };
    const config = presetConfig('tutorial') as TutorialConfig;
    const agent = new TutorialAgent(parts, { ...config, epsilonStart: 0 });
    expect(agent.act(new Float32Array(4))).toBe(7);
  });

  it('moves Q(s, a) towards r + γ max Q(s′, ·) with each fit', () => {
    const transition = randomTransition(new Generator(5), { reward: 10 });
    const { agent } = makeTutorial({ options: { batchSize: 1 } });
    agent.observe(transition);
    const first = replay(agent).meanAbsTdError;
    for (let k = 0; k < 20; k++) agent.learn();
    expect(replay(agent).meanAbsTdError).toBeLessThan(first);
  });

  it('replays distinct transitions', () => {
    const { agent, optimizer } = makeTutorial({ options: { batchSize: 32, learningRate: 1e-9 } });
    remember(agent, 32);
    const { meanQ } = replay(agent);
    const values = agent.memory.map(({ observation, action }) => agent.q.values(observation)[action]);
    expect(optimizer.updates).toBe(32);
    expect(meanQ).toBeCloseTo(values.reduce((sum, q) => sum + q) / 32, 5);
  });

  it('remembers copies of the observations', () => {
    const { agent } = makeTutorial();
    const transition = randomTransition(new Generator(1));
    const before = transition.observation.slice();
    const beforeNext = transition.nextObservation.slice();
    agent.observe(transition);
    transition.observation.fill(9);
    transition.nextObservation.fill(9);
    expect(agent.memory[0].observation).toEqual(before);
    expect(agent.memory[0].nextObservation).toEqual(beforeNext);
  });

  it('takes every action from the exploration stream while ε is 1', () => {
    const { agent } = makeTutorial();
    const stream = new Generator(2);
    const observation = new Float32Array(4);
    for (let k = 0; k < 50; k++) {
      stream.random();
      expect(agent.act(observation)).toBe(stream.integers(0, 2));
    }
  });

  it('is greedy where ε is 0', () => {
    const { agent } = makeTutorial({ options: { epsilonStart: 0 } });
    const random = new Generator(1);
    for (let k = 0; k < 50; k++) {
      const { observation } = randomTransition(random);
      expect(agent.act(observation)).toBe(agent.q.greedyAction(observation));
    }
  });

  it('loads what another one saved, bit for bit', () => {
    const { agent } = makeTutorial();
    const { agent: other } = makeTutorial({ brain: randomMlp([4, 8, 2], 1, 99) });
    other.load(agent.save());
    expect(bits(other.brain.params)).toEqual(bits(agent.brain.params));
  });

  it('goes on exploring after loading weights', () => {
    const { agent } = makeTutorial();
    agent.load(agent.save());
    expect(agent.epsilon()).toBe(1);
  });

  it('refuses the weights of a network of another shape', () => {
    const { agent } = makeTutorial();
    const { agent: wider } = makeTutorial({ brain: randomMlp([4, 9, 2], 1, 1) });
    expect(() => agent.load(wider.save())).toThrow(SafetensorsError);
  });
});
