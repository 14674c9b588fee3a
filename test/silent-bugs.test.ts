/**
 * Bugs that raise no error, seen in real DQN code: the agent trains, and only learns worse, or seems to learn better, than
 * it should. One test for each; `docs/silent-bugs.md` says what each bug does and how its test was seen to fail.
 */

import { expect, it, vi } from 'vitest';
import { loadWeights } from '../src/agent/load-weights.ts';
import { UniformReplay } from '../src/agent/replay.ts';
import { doubleTarget } from '../src/agent/target-double.ts';
import { Batch, type Transition } from '../src/agent/transition.ts';
import type { DqnConfig } from '../src/config/config.ts';
import { presetConfig } from '../src/config/presets.ts';
import { makeEnv, taskNamed } from '../src/env/registry.ts';
import { createDqnAgent } from '../src/experiment/assembly.ts';
import { spawnStreams } from '../src/experiment/streams.ts';
import { initialize } from '../src/nn/initialization.ts';
import { squaredLoss } from '../src/nn/losses.ts';
import { Mlp } from '../src/nn/mlp.ts';
import { networkToTensors } from '../src/nn/weights.ts';
import { Generator } from '../src/random.ts';
import {
  batchToUnitVectors,
  device,
  fillReplay,
  makeDqn,
  randomTransition,
  ScriptedReplay,
  tableMlp,
} from './agent/parts.ts';
import {
  completeRun,
  prepareRun,
  type Recorded,
  shortConfig,
  shortTutorialConfig,
} from './experiment/runs.ts';
import { arrayError, bits } from './nn/compare.ts';

const SHAPE = taskNamed('CartPole-v1').spec;

/** Every action random and nothing learned: what happens depends on the environment alone. */
const idle = { epsilonStart: 1, epsilonEnd: 1, learningStartSteps: 1_000_000 };

/** The transitions that the agent of a run is shown, copied when it is shown them. */
function watchTransitions({ run }: Recorded): Transition[] {
  const shown: Transition[] = [];
  const observe = run.agent.observe.bind(run.agent);
  vi.spyOn(run.agent, 'observe').mockImplementation((transition) => {
    const { observation, nextObservation } = transition;
    shown.push({ ...transition, observation: observation.slice(), nextObservation: nextObservation.slice() });
    observe(transition);
  });
  return shown;
}

/** Balances the pole for as long as one likes, by a weighted sum of an unscaled observation. */
function balance(observation: Float32Array): number {
  const [x, xDot, theta, thetaDot] = observation;
  return x / 20 + xDot / 5 + theta + thetaDot / 4 > 0 ? 1 : 0;
}

/** y of one transition with reward 1, where max Q(s′, ·) of the target network is 3 and γ is 0.5. */
function targetOf(ending: { terminated: boolean; truncated: boolean }): number {
  const agent = makeDqn({ options: { batchSize: 1, gamma: 0.5 }, parts: { online: tableMlp([[1, 3]]) } });
  const observation = Float32Array.of(1);
  agent.observe({ observation, action: 0, reward: 1, nextObservation: observation, ...ending });
  agent.sampleBatch();
  agent.computeTargets();
  return agent.tdTarget[0];
}

it('a fresh run starts with fresh weights and full exploration', () => {
  for (const config of [shortConfig({ epsilonStart: 0.9 }), shortTutorialConfig({ epsilonStart: 0.9 })]) {
    const { agent } = prepareRun(config).run;
    const fresh = new Mlp([4, 8, 2], 1, device);
    initialize(fresh, config.initialization, new Generator(spawnStreams(config.seed).initialization));
    expect(bits(agent.learners[0].online.params)).toEqual(bits(fresh.params));
    expect(agent.epsilon(0)).toBe(0.9);
  }
});

it('the score of an episode is the number of its steps', () => {
  const recorded = prepareRun(shortConfig(idle));
  const shown = watchTransitions(recorded);
  while (!recorded.run.finished) recorded.run.advance();
  let start = 0;
  for (const row of recorded.episodes) {
    const steps = shown.slice(start).findIndex(({ terminated, truncated }) => terminated || truncated) + 1;
    expect(row.return).toBe(steps);
    start += steps;
  }
  expect(recorded.episodes.length).toBeGreaterThan(5);
});

it('it learns at every step as configured, and a batch is one step along its mean gradient', () => {
  const { run } = completeRun(shortConfig({ learningStartSteps: 100, trainEverySteps: 3, trainUpdates: 2 }));
  expect(run.updates).toBe(2 * (133 - 33));

  const batchSize = 8;
  const agent = makeDqn({ options: { batchSize } });
  fillReplay(agent.replay, 50);
  const params = agent.online.params.slice();
  agent.learn(1);
  expect(agent.optimizer.updates).toBe(1);
  const mean = new Float32Array(params.length);
  for (let b = 0; b < batchSize; b++) {
    const { batch } = agent;
    const single = {
      observations: batch.observations.slice(4 * b, 4 * b + 4),
      actions: [batch.actions[b]],
      rewards: [batch.rewards[b]],
      nextObservations: batch.nextObservations.slice(4 * b, 4 * b + 4),
      terminated: [batch.terminated[b]],
    };
    const alone = makeDqn({ options: { batchSize: 1 }, parts: { replay: new ScriptedReplay([single]) } });
    expect(bits(alone.online.params)).toEqual(bits(params));
    alone.learn(1);
    for (let k = 0; k < mean.length; k++) mean[k] += alone.online.grads[k] / batchSize;
  }
  expect(arrayError(agent.online.grads, mean, 1)).toBeLessThanOrEqual(1e-6);
});

it('the targets come from a network of its own, equal at step 0 and after each sync and fixed in between', () => {
  const config = shortConfig({ targetSyncSteps: 50 }) as DqnConfig;
  const agent = createDqnAgent(config, SHAPE, spawnStreams(config.seed));
  expect(bits(agent.target.params)).toEqual(bits(agent.online.params));

  fillReplay(agent.replay, 50);
  agent.sampleBatch();
  agent.computeTargets();
  const targets = agent.tdTarget.slice();
  const atStart = bits(agent.target.params);
  agent.online.params.fill(0.5);
  expect(bits(agent.target.params)).toEqual(atStart);
  agent.computeTargets();
  expect(agent.tdTarget).toEqual(targets);

  const onlineQ = agent.online.forward(agent.batch.observations, agent.batch.size).slice();
  agent.computeQValues();
  expect(Array.from(agent.qTaken)).toEqual(Array.from(agent.batch.actions, (a, b) => onlineQ[2 * b + a]));

  for (let step = 1; step < 50; step++) agent.sync(step);
  expect(bits(agent.target.params)).toEqual(atStart);
  agent.sync(50);
  expect(agent.target.params.every((p) => p === 0.5)).toBe(true);

  // The other way round it would be as wrong: only the online network acts and learns.
  expect(agent.q.network).toBe(agent.online);
  agent.learn(51);
  expect(agent.target.params.every((p) => p === 0.5)).toBe(true);
  expect(agent.online.params.every((p) => p === 0.5)).toBe(false);
});

it('the time limit does not end the task: y = r + γ max Q on truncation', () => {
  expect(targetOf({ terminated: false, truncated: true })).toBe(1 + 0.5 * 3);
});

it('success at the time limit is rewarded like any other step', () => {
  const env = makeEnv('CartPole-v1', { maxEpisodeSteps: 5 });
  env.reset({ seed: 1 });
  for (let step = 1; step <= 5; step++) {
    const { reward, truncated } = env.step(step % 2);
    expect({ reward, truncated }).toEqual({ reward: 1, truncated: step === 5 });
  }

  // A cart whose pole does not fall in 500 steps: the run must hand the rewards on as they are.
  for (const config of [shortConfig, shortTutorialConfig]) {
    const recorded = prepareRun(config({ steps: 501, observationScale: [1, 1, 1, 1] }));
    vi.spyOn(recorded.run.agent, 'act').mockImplementation(balance);
    vi.spyOn(recorded.run.agent, 'updatesDue').mockReturnValue(0);
    const shown = watchTransitions(recorded);
    while (!recorded.run.finished) recorded.run.advance();
    expect(shown[499]).toMatchObject({ truncated: true, terminated: false });
    expect(new Set(shown.map(({ reward }) => reward))).toEqual(new Set([1]));
    expect(recorded.episodes[0].return).toBe(500);
  }
});

it('nothing comes after a fall: y = r on termination', () => {
  expect(targetOf({ terminated: true, truncated: false })).toBe(1);
  expect(targetOf({ terminated: false, truncated: false })).toBe(1 + 0.5 * 3);
});

it('Double DQN lets the online network choose and the target network value', () => {
  const online = tableMlp([[5, 1]]);
  const target = tableMlp([[10, 20]]);
  const nextValues = new Float32Array(1);
  doubleTarget(nextValues, batchToUnitVectors(1), online, target, new Float32Array(1));
  // The maximum of the target network would be 20, that of the online network 5.
  expect(nextValues[0]).toBe(10);
});

it('ε depends on the environment step alone', () => {
  const exploration = { epsilonStart: 1, epsilonEnd: 0, epsilonDecaySteps: 100 };
  const agent = makeDqn({ exploration });
  fillReplay(agent.replay, 50);
  for (let update = 0; update < 20; update++) agent.learn(60);
  expect([0, 25, 50, 100].map((step) => agent.epsilon(step))).toEqual([1, 0.75, 0.5, 0]);

  // An agent made anew in the middle of a run, as after an interruption, no longer explores here.
  const resumed = makeDqn({ exploration, parts: { online: tableMlp([[1, 0]]) } });
  for (let k = 0; k < 100; k++) expect(resumed.act(Float32Array.of(1), 100)).toBe(0);
});

it('the last s′ of an episode is where it ended, not where the next one begins', () => {
  const recorded = prepareRun(shortConfig({ ...idle, observationScale: [1, 1, 1, 1] }));
  const shown = watchTransitions(recorded);
  while (!recorded.run.finished) recorded.run.advance();
  let ends = 0;
  for (let k = 0; k + 1 < shown.length; k++) {
    const { nextObservation, terminated } = shown[k];
    if (!terminated) continue;
    ends++;
    expect(Math.abs(nextObservation[2])).toBeGreaterThan(0.2);
    expect(shown[k + 1].observation).not.toEqual(nextObservation);
    expect(Math.max(...shown[k + 1].observation.map(Math.abs))).toBeLessThanOrEqual(0.05);
  }
  expect(ends).toBeGreaterThan(5);
});

it('the memory keeps copies: what the environment writes later does not reach it', () => {
  const replay = new UniformReplay(10, 4, new Generator(1));
  const transition = randomTransition(new Generator(1));
  const { observation, nextObservation } = transition;
  const before = [observation.slice(), nextObservation.slice()];
  replay.push(transition);
  observation.fill(7);
  nextObservation.fill(7);
  const batch = new Batch(1, 4, device);
  replay.sample(batch);
  expect([batch.observations, batch.nextObservations]).toEqual(before);
});

it('the memory holds exactly the last N transitions, and sampling costs the same however many', () => {
  const replay = new UniformReplay(3, 1, new Generator(1));
  const batch = new Batch(100, 1, device);
  const rewards = [1, 2, 3, 4, 5, 6, 7];
  rewards.forEach((reward, k) => {
    const s = Float32Array.of(reward);
    replay.push({
      observation: s,
      action: 0,
      reward,
      nextObservation: s,
      terminated: false,
      truncated: false,
    });
    replay.sample(batch);
    const kept = new Set(rewards.slice(Math.max(0, k - 2), k + 1));
    expect(new Set(batch.rewards)).toEqual(kept);
    expect(batch.observations).toEqual(batch.rewards);
  });

  for (const size of [10, 10_000]) {
    const random = new Generator(1);
    const integers = vi.spyOn(random, 'integers');
    const large = new UniformReplay(size, 4, random);
    fillReplay(large, size);
    large.sample(new Batch(32, 4, device));
    expect(integers).toHaveBeenCalledTimes(32);
  }
});

it('the loss pairs each Q with its own target, not every Q with every target', () => {
  const values = Float32Array.of(1, 2, 3);
  const dValues = new Float32Array(3);
  expect(squaredLoss(dValues, values, values, Float32Array.of(1, 1, 1), 3)).toBe(0);
  expect(dValues).toEqual(new Float32Array(3));

  const agent = makeDqn();
  fillReplay(agent.replay, 50);
  const { loss } = agent.learn(1);
  const squares = agent.qTaken.map((q, b) => (q - agent.tdTarget[b]) ** 2);
  expect(squares).toHaveLength(agent.batch.size);
  expect(loss).toBeCloseTo(squares.reduce((sum, square) => sum + square) / squares.length, 6);
});

it("whether a run is solved is decided by its own environment's threshold", () => {
  /** Balances for 280 steps and then lets go: enough for v0, which asks for 195, and not for v1, which asks for 475. */
  const solvedAtStep = (env: string) => {
    const evaluation = { evaluationEverySteps: 1, evaluationEpisodes: 1, finalEvaluationEpisodes: 1 };
    const { run } = prepareRun(shortConfig({ ...idle, ...evaluation, env, observationScale: [1, 1, 1, 1] }));
    let steps = 0;
    vi.spyOn(run.agent.q, 'greedyAction').mockImplementation((observation) =>
      ++steps <= 280 ? balance(observation) : 0,
    );
    // One step, then the one episode of the evaluation.
    do run.advance();
    while (run.measureDue);
    expect(run.greedyReturn).toBeGreaterThan(195);
    expect(run.greedyReturn).toBeLessThan(475);
    return run.solvedAtStep;
  };
  expect(solvedAtStep('CartPole-v0')).toBe(1);
  expect(solvedAtStep('CartPole-v1')).toBeNull();
});

it('how many falls the memory still holds is a metric', () => {
  const { metrics, episodes } = completeRun(shortConfig({ ...idle, replayCapacity: 1000 }));
  const falls = episodes.filter(({ terminated }) => terminated).length;
  expect(metrics.at(-1)!.terminalsInMemory).toBe(falls);

  const small = makeDqn({ parts: { replay: new UniformReplay(3, 4, new Generator(1)) } });
  const random = new Generator(1);
  const held = [true, false, true, false, false, false].map((terminated) => {
    small.observe(randomTransition(random, { terminated }));
    return small.terminals;
  });
  expect(held).toEqual([1, 1, 2, 1, 1, 0]);
});

it('evaluating does not change training', () => {
  const train = (evaluationEverySteps: number) => {
    const { run, episodes } = completeRun(shortConfig({ evaluationEverySteps }));
    return { episodes, parameters: bits(run.network.params) };
  };
  expect(train(20)).toEqual(train(1_000_000));
});

it('a learning rate that falls does not begin at its end', () => {
  const config = presetConfig('default') as DqnConfig;
  expect(config.scheduleSteps).toBe(0);
  expect(() => makeDqn({ options: config })).toThrow('scheduleSteps is 0; expected a positive integer');
  const agent = createDqnAgent(config, SHAPE, spawnStreams(config.seed));
  expect([0, 25_000, 50_000].map((step) => agent.learningRate(step))).toEqual([2e-3, 1e-3, 0]);
});

it('trained weights go into all networks of an agent, so that its first targets are made with them', () => {
  const config = shortConfig({ targetSyncSteps: 1_000_000 }) as DqnConfig;
  const trained = createDqnAgent(config, SHAPE, spawnStreams(1));
  const agent = createDqnAgent(config, SHAPE, spawnStreams(2));
  loadWeights(agent, networkToTensors(trained.online));
  fillReplay(agent.replay, 50);
  agent.sampleBatch();
  agent.computeTargets();
  const { nextObservations, size } = agent.batch;
  const nextQ = agent.online.forward(nextObservations, size);
  expect(bits(agent.online.params)).toEqual(bits(trained.online.params));
  expect(Array.from(agent.nextValues)).toEqual(
    Array.from({ length: size }, (_, b) => Math.max(nextQ[2 * b], nextQ[2 * b + 1])),
  );
});
