/** Memories and agents that stop and go on. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Agent } from '../../src/agent/agent.ts';
import { NStepReplay } from '../../src/agent/n-step-replay.ts';
import { PrioritizedReplay } from '../../src/agent/prioritized-replay.ts';
import { type Replay, UniformReplay } from '../../src/agent/replay.ts';
import { Batch, type Transition, type TransitionBounds } from '../../src/agent/transition.ts';
import type { TutorialAgent } from '../../src/agent/tutorial.ts';
import { resolveConfig } from '../../src/config/config.ts';
import { taskNamed } from '../../src/env/registry.ts';
import { createAgent } from '../../src/experiment/assembly.ts';
import { spawnStreams } from '../../src/experiment/streams.ts';
import { Generator } from '../../src/random.ts';
import type { SavedState, State } from '../../src/state.ts';
import { evenFloats, seeds } from '../arbitraries.ts';
import { copyOfState, expectRefusals, handOver, restoreAll, type WrongValue } from '../stateful.ts';
import { device, randomTransition } from './parts.ts';

const SHAPE = taskNamed('CartPole-v1').spec;

/** A transition that ends its episode now and then, in either way. */
function anyTransition(random: Generator): Transition {
  const terminated = random.random() < 0.2;
  const truncated = random.random() < 0.1;
  return randomTransition(random, { reward: random.uniform(-1, 1), terminated, truncated });
}

// ------------------------------------------------------------------------------------------------- Memories

const CAPACITY = 9;
const BOUNDS: TransitionBounds = { actionCount: 2, maxSteps: 1 };
const PRIORITIES = { exponent: 0.6, betaStart: 0.4, betaSteps: 50 };

const uniform = (seed: number) => new UniformReplay(CAPACITY, 4, new Generator(seed));
const prioritized = (seed: number) => new PrioritizedReplay(CAPACITY, 4, PRIORITIES, new Generator(seed));

const memories: [string, (seed: number) => Replay][] = [
  ['UniformReplay', uniform],
  ['PrioritizedReplay', prioritized],
  ['UniformReplay behind 1 step', (seed) => new NStepReplay(uniform(seed), 1, 0.9, 4)],
  ['UniformReplay behind 3 steps', (seed) => new NStepReplay(uniform(seed), 3, 0.9, 4)],
  ['PrioritizedReplay behind 4 steps', (seed) => new NStepReplay(prioritized(seed), 4, 0.9, 4)],
];

/** A memory as what has a state: the bounds are those of every agent with two actions. */
const restorable = (replay: Replay) => ({
  state: () => replay.state(),
  restore: (saved: SavedState) => replay.restore(saved, BOUNDS),
});

/** Pushes `count` transitions, now and then learning from a batch, and gives all that comes out. */
function use(replay: Replay, count: number, random: Generator): unknown[] {
  const batch = new Batch(4, 4, device);
  const outputs: unknown[] = [];
  for (let k = 0; k < count; k++) {
    replay.push(anyTransition(random));
    if (replay.size > 0) {
      replay.sample(batch);
      outputs.push(structuredClone({ ...batch }));
      replay.updatePriorities(batch, evenFloats(random, 4, 3));
    }
    outputs.push([replay.size, replay.terminals]);
  }
  return outputs;
}

const counts = fc.nat({ max: 25 });

describe.each(memories)('%s', (_, make) => {
  it('goes on exactly as if it had never stopped, also in a memory that was in use', () => {
    fc.assert(
      fc.property(seeds, counts, counts, counts, (seed, before, elsewhere, after) => {
        const replay = make(seed);
        use(replay, before, new Generator(seed));
        const other = make(seed + 1);
        use(other, elsewhere, new Generator(seed + 1));
        handOver(restorable(replay), restorable(other));
        expect([other.size, other.terminals]).toEqual([replay.size, replay.terminals]);
        const [one, two] = [replay, other].map((memory) => use(memory, after, new Generator(seed + 2)));
        expect(two).toEqual(one);
        expect(other.state()).toEqual(replay.state());
      }),
    );
  });

  it('saves no slot that is not in use', () => {
    const replay = make(1);
    const bytes = (state: State): number =>
      Object.values(state).reduce<number>((sum, value) => {
        if (ArrayBuffer.isView(value)) return sum + value.byteLength;
        return typeof value === 'object' && value !== null ? sum + bytes(value) : sum;
      }, 0);
    const empty = bytes(replay.state());
    // The words of the one generator.
    expect(empty).toBe(32);
    use(replay, 1, new Generator(1));
    expect(bytes(replay.state())).toBeLessThanOrEqual(empty + 60);
  });

  it.each([2, 20])('after %d transitions refuses what cannot be its state', (count) => {
    const replay = make(1);
    const random = new Generator(1);
    use(replay, count - 2, random);
    // The window of n steps is not empty then.
    for (let k = 0; k < 2; k++) replay.push(randomTransition(random));
    expectRefusals(() => restorable(make(1)), copyOfState(replay));
  });
});

/** What no part of a memory may hold, for the part at `path`. */
const wrongTransitions = (path: string, maxSteps: number): WrongValue[] => [
  [`${path}.pushes`, -1, `${path}.pushes is -1; expected an integer from 0`],
  [`${path}.pushes`, 1.5, `${path}.pushes is 1.5`],
  [`${path}.pushes`, 4, 'expected a Float32Array of 16'],
  [`${path}.actions[1]`, 2, `${path}.actions[1] is 2; expected a number from 0 to 1`],
  [`${path}.terminated[1]`, 2, `${path}.terminated[1] is 2; expected a number from 0 to 1`],
  [`${path}.steps[1]`, 0, `${path}.steps[1] is 0; expected a number from 1 to ${maxSteps}`],
  [
    `${path}.steps[1]`,
    maxSteps + 1,
    `${path}.steps[1] is ${maxSteps + 1}; expected a number from 1 to ${maxSteps}`,
  ],
];

/** A memory that holds five transitions. */
function five<R extends Replay>(replay: R): R {
  const random = new Generator(1);
  while (replay.size < 5) replay.push(randomTransition(random));
  return replay;
}

it('UniformReplay refuses transitions that no agent made', () => {
  const good = copyOfState(five(uniform(1)));
  expectRefusals(() => restorable(uniform(1)), good, wrongTransitions('transitions', 1));
});

describe('PrioritizedReplay', () => {
  const make = (exponent: number) =>
    new PrioritizedReplay(CAPACITY, 4, { ...PRIORITIES, exponent }, new Generator(1));

  /** A memory of which one transition is as wrong as can be, and one not at all. */
  function extreme(exponent: number) {
    const replay = five(make(exponent));
    const batch = new Batch(2, 4, device);
    batch.slots.set([0, 3]);
    replay.updatePriorities(batch, Float32Array.of(-(2 ** 128 - 2 ** 104), 0));
    return replay;
  }

  it.each([0, 0.3, 0.6, 1])(
    'takes back any priority that an error can have, with the exponent %s',
    (exponent) => {
      const replay = extreme(exponent);
      const other = make(exponent);
      handOver(restorable(replay), restorable(other));
      expect(use(other, 5, new Generator(1))).toEqual(use(replay, 5, new Generator(1)));
    },
  );

  it('refuses transitions that no agent made, and priorities that no error has', () => {
    const good = copyOfState(extreme(1));
    expectRefusals(() => restorable(make(1)), good, [
      ...wrongTransitions('transitions', 1),
      ['priorities[1]', 0, 'priorities[1] is 0; expected a number from 0.000001 to 3.4028234663852886e+38'],
      ['priorities[1]', 9e-7, 'priorities[1] is 9e-7'],
      ['priorities[4]', 4e38, 'priorities[4] is 4e+38'],
      ['largest', 4e38, 'largest is 4e+38; expected a number from 1 to 3.4028234663852886e+38'],
      ['largest', 0.5, 'largest is 0.5'],
      ['largest', 2, 'priorities[0] is 3.4028234663852886e+38; expected a number from 0.000001 to 2'],
    ]);
  });
});

it('NStepReplay refuses a window and steps beyond its own', () => {
  const make = () => new NStepReplay(uniform(1), 3, 0.9, 4);
  const good = copyOfState(five(make()));
  expect((good.actions as Uint8Array).length).toBe(2);
  expectRefusals(() => restorable(make()), good, [
    ...wrongTransitions('replay.transitions', 3),
    ['actions', new Uint8Array(3), 'actions is a Uint8Array of 3; expected a Uint8Array of at most 2'],
    ['actions[1]', 2, 'actions[1] is 2; expected a number from 0 to 1'],
  ]);
});

// --------------------------------------------------------------------------------------------------- Agents

const small = {
  hiddenSizes: [3],
  batchSize: 4,
  replayCapacity: 12,
  learningStartSteps: 5,
  targetSyncSteps: 4,
  steps: 100,
  epsilonDecaySteps: 60,
};

const configs: [string, Record<string, unknown>][] = [
  ['DqnAgent', {}],
  [
    'DqnAgent with other parts',
    { targetRule: 'double', network: 'dueling', optimizer: 'sgd', sgdMomentum: 0.9 },
  ],
  [
    'DqnAgent with a prioritized memory behind 3 steps',
    { replay: 'prioritized', nStep: 3, optimizer: 'rmsprop-graves', targetTau: 0.1, trainUpdates: 2 },
  ],
  [
    'DistributionalAgent',
    { distribution: 'categorical', atoms: 5, network: 'dueling', replay: 'prioritized' },
  ],
  ['DqnAgent with noisy networks', { noisyLayers: 'all', targetRule: 'double', nStep: 2 }],
  [
    'ClippedDoubleAgent with noisy networks',
    { noisyLayers: 'heads', network: 'dueling', targetRule: 'clipped-double' },
  ],
  ['ClippedDoubleAgent', { targetRule: 'clipped-double', replay: 'prioritized' }],
];

const tutorial = {
  algorithm: 'tutorial',
  hiddenSizes: [3],
  batchSize: 4,
  replayCapacity: 12,
  epsilonDecay: 0.8,
  epsilonEnd: 0.1,
};

const agents: [string, (seed: number) => Agent][] = [
  ...configs.map(([name, values]): [string, (seed: number) => Agent] => [
    name,
    (seed) => createAgent(resolveConfig({ ...small, ...values }), SHAPE, spawnStreams(seed)),
  ]),
  ['TutorialAgent', (seed) => createAgent(resolveConfig(tutorial), SHAPE, spawnStreams(seed))],
];

/** Lets an agent live from step `first` on, in a world of chance, and gives all that it does and says. */
function live(agent: Agent, first: number, count: number, world: Generator): unknown[] {
  const outputs: unknown[] = [];
  for (let step = first + 1; step <= first + count; step++) {
    const transition = anyTransition(world);
    const action = agent.act(transition.observation, step - 1);
    agent.observe({ ...transition, action });
    for (let due = agent.updatesDue(step, transition.terminated); due > 0; due--) {
      outputs.push({ ...agent.learn(step) });
    }
    agent.sync(step);
    const { updates, terminals } = agent;
    outputs.push([
      action,
      agent.epsilon(step),
      updates,
      terminals,
      ...agent.q.values(transition.observation),
    ]);
  }
  return outputs;
}

describe.each(agents)('%s', (_, make) => {
  it('goes on exactly as if it had never stopped, also in an agent that was in use', () => {
    const steps = fc.nat({ max: 40 });
    fc.assert(
      fc.property(seeds, steps, steps, steps, (seed, before, elsewhere, after) => {
        const agent = make(seed);
        live(agent, 0, before, new Generator(seed));
        const other = make(seed + 1);
        live(other, 0, elsewhere, new Generator(seed + 1));
        handOver(agent, other);
        const [one, two] = [agent, other].map((each) => live(each, before, after, new Generator(seed + 2)));
        expect(two).toEqual(one);
        expect(other.state()).toEqual(agent.state());
      }),
      { numRuns: 40 },
    );
  });

  it('takes over nothing that it would share', () => {
    const agent = make(1);
    live(agent, 0, 30, new Generator(1));
    const other = make(2);
    restoreAll(other, agent.state());
    const before = copyOfState(other);
    live(agent, 30, 20, new Generator(2));
    expect(other.state()).toEqual(before);
  });

  it('learned in the test above', () => {
    const agent = make(1);
    live(agent, 0, 30, new Generator(1));
    expect(agent.updates).toBeGreaterThan(4);
  });

  it('refuses what cannot be its state', () => {
    const agent = make(1);
    live(agent, 0, 14, new Generator(1));
    expectRefusals(() => make(1), copyOfState(agent));
  });
});

it('DqnAgent and TutorialAgent refuse actions that they do not have, and the latter other odd values', () => {
  const [, make] = agents[0];
  const agent = make(1);
  live(agent, 0, 14, new Generator(1));
  expectRefusals(() => make(1), copyOfState(agent), [
    ['replay.transitions.actions[3]', 2, 'replay.transitions.actions[3] is 2'],
    ['replay.transitions.steps[3]', 2, 'replay.transitions.steps[3] is 2; expected a number from 1 to 1'],
  ]);

  const makeTutorial = () => createAgent(resolveConfig(tutorial), SHAPE, spawnStreams(1)) as TutorialAgent;
  const student = makeTutorial();
  live(student, 0, 14, new Generator(1));
  expectRefusals(makeTutorial, copyOfState(student), [
    ['actions[3]', 2, 'actions[3] is 2; expected a number from 0 to 1'],
    ['actions', new Uint8Array(13), 'expected a Uint8Array of at most 12'],
    ['terminated[3]', 2, 'terminated[3] is 2; expected a number from 0 to 1'],
    ['explorationRate', 1.01, 'explorationRate is 1.01; expected a number from 0 to 1'],
    ['explorationRate', -0.01, 'explorationRate is -0.01'],
  ]);
});
