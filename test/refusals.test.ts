/**
 * The public parts, used from JavaScript by someone in a hurry: each of these calls once went through, and what came of it
 * was a number that is wrong. Now each is refused, at the first call, in one line that names the value and what is expected.
 */
import { describe, expect, it } from 'vitest';
import {
  Adam,
  Batch,
  buildNetwork,
  ClippedDoubleAgent,
  clipGradientNorm,
  createTutorialAgent,
  type Device,
  type DqnOptions,
  Dueling,
  type EpsilonGreedyOptions,
  expectedTarget,
  Generator,
  HeapDevice,
  initialize,
  interquartileMean,
  linear,
  Mlp,
  makeEnv,
  median,
  NStepReplay,
  Policy,
  PrioritizedReplay,
  probabilityOfImprovement,
  QNetwork,
  type Replay,
  RmsProp,
  resolveConfig,
  SeedSequence,
  Sgd,
  spawnStreams,
  type Transition,
  type TutorialConfig,
  type TutorialOptions,
  UniformReplay,
} from '../src/index.ts';
import { buildOnDevice } from '../src/nn/device.ts';
import { makeDqn, randomMlp, randomTransition } from './agent/parts.ts';

/** JavaScript checks no types. */
// biome-ignore lint/suspicious/noExplicitAny: what a caller without types may pass
const js = (value: unknown): any => value;

const device = new HeapDevice();

function expectRefusal(call: () => unknown, message: string): void {
  let error: unknown;
  try {
    call();
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(Error);
  expect((error as Error).message).toContain(message);
  expect((error as Error).message).not.toContain('\n');
}

/** A step in the middle of an episode, two numbers to an observation. */
const step = (named: object = {}): Transition => ({
  observation: Float32Array.of(0.5, -0.5),
  action: 1,
  reward: 1,
  nextObservation: Float32Array.of(0.25, -0.25),
  terminated: false,
  truncated: false,
  ...named,
});

describe('seeds', () => {
  it.each<[string, () => unknown, string]>([
    ['a text', () => new Generator(js('42')), 'seed is "42"; expected an integer from 0 to 2^53 - 1'],
    ['nothing', () => new Generator(js(undefined)), 'seed is undefined; expected an integer'],
    ['null', () => new Generator(js(null)), 'seed is null; expected an integer'],
    ['an object', () => new Generator(js({ seed: 1 })), 'seed is an object; expected an integer'],
    ['a text for a reset', () => makeEnv('CartPole-v1').reset({ seed: js('42') }), 'seed is "42"; expected'],
    ['a text for a sequence', () => new SeedSequence(js('42')), 'seed is "42"; expected an integer'],
    ['a text for a child', () => new SeedSequence(1).child(js('0')), 'spawn key is "0"; expected an integer'],
    ['a text for a number of children', () => new SeedSequence(1).spawn(js('2')), 'n is "2"; expected'],
    ['a negative number of children', () => new SeedSequence(1).spawn(-1), 'n is -1; expected an integer'],
    [
      '2^32 children',
      () => new SeedSequence(1).spawn(2 ** 32),
      'n is 4294967296; expected an integer from 0',
    ],
    ['2^32 words', () => new SeedSequence(1).generateUint32(2 ** 32), 'n is 4294967296; expected an integer'],
    ['a fraction of a word', () => new SeedSequence(1).generateUint32(1.5), 'n is 1.5; expected an integer'],
    [
      'no bounds',
      () => new Generator(1).uniform(js(undefined), 1),
      'uniform(low, high) is [undefined, 1]; expected finite',
    ],
    ['bounds of text', () => new Generator(1).uniform(js('0'), js('1')), 'uniform(low, high) is ["0", "1"]'],
    ['one bound of text', () => new Generator(1).uniform(js('0'), 1), 'uniform(low, high) is ["0", 1]'],
    [
      'an infinite span',
      () => new Generator(1).uniform(-1e308, 1e308),
      'uniform(low, high) is [-1e+308, 1e+308]',
    ],
    [
      'an empty span',
      () => new Generator(1).boundedUint64(0n),
      'span is 0; expected a bigint from 1 to 2^64',
    ],
    [
      'a span beyond 2^64',
      () => new Generator(1).boundedUint64(2n ** 64n + 1n),
      'span is 18446744073709551617',
    ],
  ])('%s', (_, call, message) => {
    expectRefusal(call, message);
  });
});

describe('a memory', () => {
  const memories: Record<string, () => Replay> = {
    UniformReplay: () => new UniformReplay(10, 2, new Generator(1)),
    PrioritizedReplay: () => {
      const options = { exponent: 0.6, betaStart: 0.4, betaSteps: 100 };
      return new PrioritizedReplay(10, 2, options, new Generator(1));
    },
    NStepReplay: () => new NStepReplay(new UniformReplay(10, 2, new Generator(1)), 3, 0.9, 2),
  };

  describe.each(Object.entries(memories))('%s', (_, make) => {
    it.each<[string, object, string]>([
      ['action −1', { action: -1 }, 'action is -1; expected an integer from 0 to 65535'],
      ['action 1.5', { action: 1.5 }, 'action is 1.5'],
      ['action 65536', { action: 65_536 }, 'action is 65536'],
      ['an action as text', { action: '1' }, 'action is "1"'],
      ['no action', { action: undefined }, 'action is undefined'],
      [
        'an observation that is too short',
        { observation: Float32Array.of(1) },
        'observation has 1 entries; expected 2',
      ],
      ['an observation that is too long', { observation: new Float32Array(3) }, 'observation has 3 entries'],
      [
        'a next observation that is too short',
        { nextObservation: new Float32Array(1) },
        'nextObservation has 1',
      ],
      [
        'NaN in an observation',
        { observation: Float32Array.of(0, NaN) },
        'observation[1] is NaN; expected a finite',
      ],
      [
        'NaN at the beginning of an observation',
        { observation: Float32Array.of(NaN, 0) },
        'observation[0] is NaN; expected a finite number',
      ],
      [
        'Infinity in a next observation',
        { nextObservation: [Infinity, 0] },
        'nextObservation[0] is Infinity; expected a finite number',
      ],
      ['a reward of NaN', { reward: NaN }, 'reward is NaN; expected a finite float32'],
      ['a reward as text', { reward: '1' }, 'reward is "1"'],
      ['a reward beyond float32', { reward: -1e39 }, 'reward is -1e+39'],
      [
        'an end by another name',
        { terminated: undefined, done: true },
        'terminated is undefined; expected true or',
      ],
      ['an end as a number', { terminated: 1 }, 'terminated is 1; expected true or false'],
      [
        'no word about the time limit',
        { truncated: undefined },
        'truncated is undefined; expected true or false',
      ],
      ['0 steps', { steps: 0 }, 'steps is 0; expected an integer from 1 to 255'],
      ['256 steps', { steps: 256 }, 'steps is 256'],
    ])('takes no transition with %s', (_, named, message) => {
      const memory = make();
      expectRefusal(() => memory.push(step(named)), message);
      expect(memory.size).toBe(0);
    });

    it('takes the largest reward of a float32', () => {
      const memory = make();
      memory.push(step({ reward: -(2 - 2 ** -23) * 2 ** 127, terminated: true }));
      expect(memory.size).toBe(1);
    });

    it('gives no minibatch as long as it is empty', () => {
      const batch = new Batch(4, 2, device);
      expectRefusal(() => make().sample(batch), 'the replay memory is empty');
    });

    it('fills no minibatch of other observations', () => {
      const memory = make();
      for (let k = 0; k < 5; k++) memory.push(step());
      const message = 'observationSize of the batch is 3; expected 2, as in this memory';
      expectRefusal(() => memory.sample(new Batch(4, 3, device)), message);
    });
  });

  it.each([NaN, Infinity])('that was told an error of %s draws nothing from then on', (error) => {
    const memory = memories.PrioritizedReplay();
    for (let k = 0; k < 5; k++) memory.push(step());
    const batch = new Batch(4, 2, device);
    memory.sample(batch);
    memory.updatePriorities(batch, Float32Array.of(1, 1, 1, error));
    expectRefusal(() => memory.sample(batch), 'the priorities add up to');
  });

  it('of n-step returns takes no transition that is one already', () => {
    expectRefusal(() => memories.NStepReplay().push(step({ steps: 2 })), 'steps is 2; expected 1');
  });

  it.each<[string, () => unknown, string]>([
    ['no observations', () => new UniformReplay(10, 0, new Generator(1)), 'observationSize is 0; expected'],
    [
      'a size left out',
      () => new UniformReplay(10, js(undefined), new Generator(1)),
      'observationSize is undef',
    ],
    ['a capacity as text', () => new UniformReplay(js('10'), 2, new Generator(1)), 'replay capacity is "10"'],
    [
      'γ above 1',
      () => new NStepReplay(memories.UniformReplay(), 3, 1.1, 2),
      'gamma is 1.1; expected a number',
    ],
    ['no γ', () => new NStepReplay(memories.UniformReplay(), 3, js(undefined), 2), 'gamma is undefined'],
    [
      'n-step returns of no observations',
      () => new NStepReplay(memories.UniformReplay(), 3, 0.9, 0),
      'observationSize is 0; expected',
    ],
    [
      'n as text',
      () => new NStepReplay(memories.UniformReplay(), js('3'), 0.9, 2),
      'n is "3"; expected an integer',
    ],
  ])('is not made with %s', (_, call, message) => {
    expectRefusal(call, message);
  });
});

describe('a minibatch', () => {
  it.each<[string, () => unknown, string]>([
    ['no rows', () => new Batch(0, 2, device), 'size is 0; expected a positive integer'],
    ['half a row', () => new Batch(0.5, 2, device), 'size is 0.5'],
    ['no size', () => new Batch(js(undefined), 2, device), 'size is undefined'],
    ['observations of no size', () => new Batch(4, js(undefined), device), 'observationSize is undefined'],
  ])('is not made with %s', (_, call, message) => {
    expectRefusal(call, message);
  });
});

describe('a Q-function', () => {
  const q = new QNetwork(new Mlp([2, 4, 3], 1, device), device);

  it.each([0, 1, 3])('has no values for an observation of %i entries', (length) => {
    const observation = new Float32Array(length);
    expectRefusal(() => q.greedyAction(observation), `observation has ${length} entries; expected 2`);
    expectRefusal(() => q.values(observation), `observation has ${length} entries; expected 2`);
  });

  it('has no values for no observation', () => {
    expectRefusal(() => q.greedyAction(js(undefined)), 'observation is undefined; expected an array of 2');
  });
});

describe('a schedule', () => {
  it.each<[string, () => unknown, string]>([
    ['of no steps', () => linear(1, 0, 0, 5), 'duration is 0; expected a positive number of steps'],
    ['of no duration', () => linear(1, 0, js(undefined), 5), 'duration is undefined'],
    [
      'without a step',
      () => linear(1, 0, 10, js(undefined)),
      'step is undefined; expected the environment steps',
    ],
    ['before its first step', () => linear(1, 0, 10, -1), 'step is -1'],
  ])('%s has no value', (_, call, message) => {
    expectRefusal(call, message);
  });
});

it.each([-0.1, 1.1, NaN, undefined])('a target policy is not random with probability %s', (epsilon) => {
  expectRefusal(() => expectedTarget(js(epsilon)), `epsilon is ${epsilon}; expected a number from 0 to 1`);
});

describe('an agent', () => {
  it.each<[keyof DqnOptions, unknown, string]>([
    ['scheduleSteps', 0, 'scheduleSteps is 0; expected a positive integer'],
    ['scheduleSteps', undefined, 'scheduleSteps: got undefined'],
    ['gamma', 1.01, 'gamma: got 1.01, expected a number from 0 to 1'],
    ['gamma', '0.99', 'gamma: got "0.99"'],
    ['batchSize', 0, 'batchSize: got 0, expected an integer from 1'],
    ['batchSize', 7.5, 'batchSize: got 7.5'],
    ['learningRate', undefined, 'learningRate: got undefined, expected a number above 0'],
    ['learningRateEnd', NaN, 'learningRateEnd: got NaN'],
    ['learningStartSteps', undefined, 'learningStartSteps: got undefined'],
    ['trainEverySteps', 0, 'trainEverySteps: got 0'],
    ['trainUpdates', 0, 'trainUpdates: got 0'],
    ['targetSyncSteps', 0, 'targetSyncSteps: got 0'],
    ['targetSyncSteps', 0.5, 'targetSyncSteps: got 0.5'],
    ['targetTau', 0, 'targetTau: got 0'],
    ['maxGradientNorm', NaN, 'maxGradientNorm: got NaN'],
  ])('is not made with %s %s', (name, value, message) => {
    const online = randomMlp([4, 8, 2], 8, 1);
    expectRefusal(() => makeDqn({ options: { [name]: value }, parts: { online } }), message);
  });

  it.each<[keyof EpsilonGreedyOptions, unknown, string]>([
    ['epsilonStart', undefined, 'epsilonStart: got undefined, expected a number from 0 to 1'],
    ['epsilonEnd', 5, 'epsilonEnd: got 5'],
    ['epsilonDecaySteps', 0, 'epsilonDecaySteps: got 0, expected an integer from 1'],
  ])('does not explore with %s %s', (name, value, message) => {
    expectRefusal(() => makeDqn({ exploration: { [name]: value } }), message);
  });

  it('is not made with an optimizer of another network', () => {
    const [online, other] = [randomMlp([4, 8, 2], 8, 1), randomMlp([4, 8, 2], 8, 2)];
    const message = 'the optimizer does not step the online network';
    for (const [params, grads] of [
      [other.params, online.grads],
      [online.params, other.grads],
    ]) {
      const optimizer = new Adam(params, grads, {}, device);
      expectRefusal(() => makeDqn({ parts: { online, optimizer } }), message);
    }
  });

  it.each([-1, 2, 1.5, NaN, '1', undefined])('with two actions is shown no action %j', (action) => {
    const agent = makeDqn();
    const transition = randomTransition(new Generator(1), { action: js(action) });
    const message = `action is ${typeof action === 'string' ? '"1"' : action}; expected an integer from 0 to 1`;
    expectRefusal(() => agent.observe(transition), message);
    expect(agent.replay.size).toBe(0);
  });

  it.each<[string, (agent: ReturnType<typeof makeDqn>) => unknown]>([
    ['act', (agent) => agent.act(new Float32Array(4), js(undefined))],
    ['updatesDue', (agent) => agent.updatesDue(js(undefined))],
    ['learn', (agent) => agent.learn(js(undefined))],
    ['sync', (agent) => agent.sync(js(undefined))],
  ])('does not %s without being told the step', (_, call) => {
    const agent = makeDqn();
    for (let k = 0; k < 8; k++) agent.observe(randomTransition(new Generator(k)));
    expectRefusal(() => call(agent), 'step is undefined; expected the environment steps taken so far');
  });

  it('chooses no action for an observation of another length', () => {
    const agent = makeDqn({ exploration: { epsilonStart: 0, epsilonEnd: 0 } });
    expectRefusal(() => agent.act(new Float32Array(3), 0), 'observation has 3 entries; expected 4');
  });

  it('learns from no empty memory', () => {
    expectRefusal(() => makeDqn().learn(1), 'the replay memory is empty');
  });

  it('of two learners is not made of one, nor of two that would stay equal', () => {
    const message = 'the learners start from equal parameters and would stay equal; give each its own';
    const first = makeDqn();
    expectRefusal(() => new ClippedDoubleAgent(first, first), message);
    expectRefusal(() => new ClippedDoubleAgent(first, makeDqn()), message);
    const smaller = makeDqn({ seed: 2, options: { batchSize: 4 } });
    expectRefusal(
      () => new ClippedDoubleAgent(first, smaller),
      'batchSize of the second learner is 4; expected 8',
    );
    new ClippedDoubleAgent(first, makeDqn({ seed: 2 }));
  });

  describe('of the tutorial', () => {
    const config = resolveConfig({ algorithm: 'tutorial', hiddenSizes: [3], batchSize: 4 }) as TutorialConfig;
    const shape = { observationSize: 4, actionCount: 2 };
    const make = (options: object = {}) =>
      createTutorialAgent({ ...config, ...options }, shape, spawnStreams(1));

    it.each<[keyof TutorialOptions, unknown, string]>([
      ['gamma', undefined, 'gamma: got undefined'],
      ['learningRate', 0, 'learningRate: got 0'],
      ['batchSize', 1.5, 'batchSize: got 1.5'],
      ['replayCapacity', 0, 'replayCapacity: got 0'],
      ['replayCapacity', 3, 'replayCapacity is 3; expected batchSize (4) or more'],
      ['epsilonStart', NaN, 'epsilonStart: got NaN'],
      ['epsilonEnd', -1, 'epsilonEnd: got -1'],
      ['epsilonDecay', 0, 'epsilonDecay: got 0'],
    ])('is not made with %s %s', (name, value, message) => {
      expectRefusal(() => make({ [name]: value }), message);
    });

    it.each([
      [{ action: 2 }, 'action is 2; expected an integer from 0 to 1'],
      [{ reward: NaN }, 'reward is NaN'],
      [{ nextObservation: new Float32Array(3) }, 'nextObservation has 3 entries; expected 4'],
      [{ terminated: undefined }, 'terminated is undefined'],
    ])('remembers no transition with %j', (named, message) => {
      const agent = make();
      const transition = randomTransition(new Generator(1), named as object);
      expectRefusal(() => agent.observe(transition), message);
      expect(agent.memory).toHaveLength(0);
    });
  });
});

describe('a network', () => {
  const kinds: [string, (device: Device) => Mlp | Dueling][] = [
    ['Mlp', (device) => new Mlp([2, 4, 3], 5, device)],
    ['Dueling', (device) => new Dueling([2, 4, 3], 5, device)],
  ];

  describe.each(kinds)('%s', (_, make) => {
    it.each([0, 6, 1.5, NaN, undefined])('takes no batch of %s rows', (B) => {
      const network = make(device);
      const message = `B is ${B}; expected an integer from 1 to 5`;
      expectRefusal(() => network.forward(new Float32Array(12), js(B)), message);
      expectRefusal(() => network.backward(new Float32Array(18), js(B)), message);
    });

    it('takes no fewer numbers than there are rows', () => {
      const network = make(device);
      expectRefusal(() => network.forward(new Float32Array(5), 3), 'x has 5 entries; expected 3 rows of 2');
      network.forward(new Float32Array(6), 3);
      expectRefusal(
        () => network.backward(new Float32Array(8), 3),
        'dOut has 8 entries; expected 3 rows of 3',
      );
    });

    it('takes no array that its kernels would look for in their own memory', () => {
      const network = buildOnDevice(make);
      const other = buildOnDevice(make);
      const message = 'this array is not in the memory of the network';
      expectRefusal(() => network.forward(new Float32Array(2), 1), `x: ${message}`);
      expectRefusal(() => network.forward(other.params, 1), `x: ${message}`);
      expectRefusal(() => network.polyakFrom(other, 0.5), `parameters of the other network: ${message}`);
      network.copyFrom(other);
    });
  });

  it('Mlp goes back from no array that its kernels would look for in their own memory', () => {
    const network = buildOnDevice((device) => new Mlp([2, 4, 3], 5, device));
    const back = () => network.backward(new Float32Array(3), 1);
    expectRefusal(back, 'dOut: this array is not in the memory of the network');
  });

  it('is of no kind that there is not', () => {
    const sizes = [2, 4, 3];
    for (const kind of ['convolutional', 'toString']) {
      const build = () => buildNetwork({ kind: js(kind), sizes }, 1, device);
      expectRefusal(build, `kind is "${kind}"; expected one of mlp, dueling`);
    }
  });

  it('does not start from weights of an unknown kind', () => {
    const start = () => initialize(new Mlp([2, 3], 1, device), js('xavier'), new Generator(1));
    expectRefusal(start, 'initialization is "xavier"; expected one of pytorch, glorot');
  });

  it.each([-1, 0, NaN])('has its gradient clipped to no norm of %s', (maxNorm) => {
    const clip = () => clipGradientNorm(Float32Array.of(3, 4), maxNorm, device.kernels);
    expectRefusal(clip, `maxNorm is ${maxNorm}; expected a positive number`);
  });
});

describe('an optimizer', () => {
  const [params, grads] = [new Float32Array(3), new Float32Array(3)];
  const optimizers = {
    Adam: new Adam(params, grads, {}, device),
    RmsProp: new RmsProp(params, grads, {}, device),
    Sgd: new Sgd(params, grads, {}, device),
  };

  it.each(Object.entries(optimizers))('%s takes no step of no size', (_, optimizer) => {
    for (const rate of [undefined, NaN, -0.1, Infinity]) {
      const message = `learningRate is ${rate}; expected a finite number from 0 up`;
      expectRefusal(() => optimizer.step(js(rate)), message);
    }
    expect(optimizer.updates).toBe(0);
  });

  it('does not take an ε that is infinite as a float32', () => {
    expectRefusal(() => new Adam(params, grads, { epsilon: 1e39 }, device), 'epsilon is 1e+39');
  });
});

describe('statistics', () => {
  it.each<[string, (scores: number[]) => unknown]>([
    ['median', median],
    ['interquartileMean', interquartileMean],
    ['probabilityOfImprovement', (scores) => probabilityOfImprovement([1], scores)],
  ])('%s is not of scores in any order', (_, of) => {
    expectRefusal(() => of([3, 1, 2]), 'scores[1] is 1; expected 3 or more: sort scores with ascending()');
    expectRefusal(() => of([1, NaN]), 'scores[1] is NaN');
  });
});

it.each([0, 3, 5])('a policy does not act in a state of %i numbers instead of 4', (length) => {
  const q = new QNetwork(new Mlp([4, 2], 1, device), device);
  const policy = new Policy(q, { env: 'CartPole-v1', observationScale: [2, 2, 2, 2] });
  expectRefusal(() => policy.act(Array(length).fill(0)), `state has ${length} entries; expected 4`);
  expectRefusal(() => policy.values(Array(length).fill(0)), `state has ${length} entries; expected 4`);
});
