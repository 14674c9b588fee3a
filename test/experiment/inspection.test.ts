import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { argmax } from '../../src/agent/q-function.ts';
import type { Config } from '../../src/config/config.ts';
import {
  adamTerms,
  type Inspection,
  Inspector,
  type LearnerInspection,
  type UpdateInspection,
} from '../../src/experiment/inspection.ts';
import { DivergenceError } from '../../src/experiment/run.ts';
import { Stepper } from '../../src/experiment/stepper.ts';
import { bits, entryError } from '../nn/compare.ts';
import { referenceLayers, referenceOutput, toRows } from '../reference/network.ts';
import { CONFIGS_OF_AGENTS, prepareRun, shortConfig, shortTutorialConfig } from './runs.ts';
import { Session } from './saved-runs.ts';

/** float32 arithmetic of a few dozen terms against float64. */
const ROUNDING = 1e-5;

type Look = Inspection & LearnerInspection;

/** A run that is stepped, and what there is to see of it. */
class Watched {
  readonly stepper: Stepper;
  readonly inspector: Inspector;

  constructor(config: Config) {
    this.stepper = new Stepper(prepareRun(config).run);
    this.inspector = new Inspector(this.stepper);
  }

  get run() {
    return this.stepper.run;
  }

  /** What there is to see of the run, and of one of its learners. */
  look(learner = 0): Look {
    const inspection = this.inspector.look();
    return { ...inspection, ...inspection.learners[learner] };
  }

  /** Goes on until `next` is the next step and `count` updates have been made. */
  stepTo(next: string, count = 0): this {
    while (this.stepper.next !== next || this.run.updates < count) this.stepper.advance();
    return this;
  }

  /** The same by whole passes, of which the stepper sees nothing. */
  advanceTo(step: number): this {
    while (this.run.step < step || this.run.updatesDue > 0) this.run.advance();
    return this;
  }
}

/** Q (B, actionCount) by the network of the textbook. */
function referenceValues(config: Config, params: Float32Array, observations: Float32Array): number[] {
  const dueling = config.algorithm === 'dqn' && config.network === 'dueling';
  const layers = referenceLayers([4, ...config.hiddenSizes, dueling ? 3 : 2], params);
  return toRows(observations, 4).flatMap((row) => {
    const output = referenceOutput(layers, row);
    if (!dueling) return output;
    const [value, left, right] = output;
    return [left, right].map((advantage) => value + advantage - (left + right) / 2);
  });
}

const updateOf = ({ update }: LearnerInspection): UpdateInspection => {
  expect(update).not.toBeNull();
  return update!;
};

const mean = (values: ArrayLike<number>) =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

const CHANGES = {
  // A target network that lags behind, and actions of the network.
  targetSyncSteps: 20,
  epsilonStart: 0.3,
  epsilonEnd: 0.3,
  learningRate: 1e-2,
  learningRateEnd: 1e-3,
};
const variants: [string, Readonly<Record<string, unknown>>][] = [
  ['the plain algorithm', { loss: 'squared' }],
  ['a double target', { targetRule: 'double' }],
  ['an expected target', { targetRule: 'expected' }],
  ['a dueling network', { network: 'dueling', targetRule: 'double', loss: 'huber', huberDelta: 0.05 }],
  ['a prioritized memory', { replay: 'prioritized' }],
  ['3-step returns', { nStep: 3, replay: 'prioritized', loss: 'squared' }],
  ['a target that follows in every step', { targetSyncSteps: 1, targetTau: 0.1 }],
  ['a clipped gradient and RMSProp', { optimizer: 'rmsprop', maxGradientNorm: 0.01 }],
  ['SGD with momentum', { optimizer: 'sgd', sgdMomentum: 0.9 }],
];

describe.each(variants)('one update with %s', (_, changes) => {
  const config = shortConfig({ ...CHANGES, ...changes });
  if (config.algorithm !== 'dqn') throw new Error('these are variants of DQN');
  const B = config.batchSize;

  let before: Look;
  let counted: Look;
  let unclipped: Look;
  let after: Look;
  let later: Look;
  let u: UpdateInspection;
  beforeAll(() => {
    const watched = new Watched(config);
    before = watched.advanceTo(99).stepTo('sampleBatch').look();
    counted = watched.stepTo('computeTargets').look();
    unclipped = watched.stepTo('clipGradients').look();
    const { updates } = watched.run;
    watched.stepTo('updateParameters').stepper.advance();
    after = watched.look();
    expect(after.updates).toBe(updates + 1);
    // The target network has followed and the schedules have gone on, but there is no next update yet.
    later = watched.stepTo('choose').stepTo('store').look();
    expect(bits(later.target)).not.toEqual(bits(before.target));
    u = updateOf(after);
  });

  it('has the values of the parameters that it began with', () => {
    expect(bits(after.onlineBefore)).toEqual(bits(before.online));
    expect(bits(counted.onlineBefore)).toEqual(bits(before.online));
    expect(bits(before.target)).not.toEqual(bits(before.online));
    for (const [got, params, observations] of [
      [u.q, before.online, u.observations],
      [u.qNextOnline, before.online, u.nextObservations],
      [u.qNextTarget, before.target, u.nextObservations],
    ]) {
      expect(got).toHaveLength(2 * B);
      expect(entryError(got, referenceValues(config, params, observations))).toBeLessThan(ROUNDING);
    }
    expect(bits(after.online)).not.toEqual(bits(before.online));
  });

  it('shows the values that the targets will be made of as soon as there is a minibatch', () => {
    const early = updateOf(counted);
    for (const name of ['observations', 'q', 'qNextOnline', 'qNextTarget'] as const) {
      expect(early[name]).toEqual(u[name]);
    }
  });

  it('makes the targets of them', () => {
    const rows = [u.qNextTarget, u.qNextOnline].map((values) => toRows(values, 2));
    const expected = rows[0].map((target, b) => {
      const online = rows[1][b];
      switch (config.targetRule) {
        case 'double':
          return target[online[1] > online[0] ? 1 : 0];
        case 'expected':
          return (1 - config.targetEpsilon) * Math.max(...target) + config.targetEpsilon * mean(target);
        default:
          return Math.max(...target);
      }
    });
    expect(entryError(u.nextValues, expected)).toBeLessThan(1e-6);
    const y = expected.map((value, b) => u.rewards[b] + (u.terminated[b] ? 0 : u.discounts[b] * value));
    expect(entryError(u.tdTarget, y)).toBeLessThan(1e-6);
    expect(Array.from(u.tdTarget)).not.toEqual(Array.from(u.rewards));
  });

  it('measures the error and the loss', () => {
    const actions = Array.from(u.actions);
    expect(Array.from(u.qTaken)).toEqual(actions.map((action, b) => u.q[2 * b + action]));
    const errors = actions.map((_, b) => u.tdTarget[b] - u.qTaken[b]);
    expect(entryError(u.tdError, errors)).toBeLessThan(1e-6);
    expect(u.meanQ).toBeCloseTo(mean(u.qTaken), 6);
    expect(u.meanAbsTdError).toBeCloseTo(mean(errors.map(Math.abs)), 6);

    const delta = config.loss === 'huber' ? config.huberDelta : Infinity;
    const losses = errors.map((error, b) => {
      const size = Math.abs(error);
      if (config.loss === 'squared') return u.weights[b] * size ** 2;
      return u.weights[b] * (size <= delta ? size ** 2 / 2 : delta * (size - delta / 2));
    });
    expect(entryError(u.losses, losses)).toBeLessThan(1e-6);
    expect(mean(u.losses)).toBeCloseTo(u.loss, 6);

    const factor = config.loss === 'squared' ? 2 : 1;
    const slopes = errors.map((e, b) => (-factor * u.weights[b] * Math.max(-delta, Math.min(delta, e))) / B);
    expect(entryError(u.dQTaken, slopes)).toBeLessThan(1e-6);
    const dQ = slopes.flatMap((slope, b) => (u.actions[b] === 0 ? [slope, 0] : [0, slope]));
    expect(entryError(u.dQ, dQ)).toBeLessThan(1e-6);
  });

  it('has the gradient, before clipping and after it', () => {
    const norm = (grads: Float32Array) => Math.sqrt(grads.reduce((sum, g) => sum + g * g, 0));
    expect(after.gradientNorm).toBeCloseTo(norm(unclipped.grads), 6);
    const { maxGradientNorm } = config;
    const largest = maxGradientNorm === 0 ? Infinity : maxGradientNorm;
    expect(norm(after.grads)).toBeCloseTo(Math.min(largest, after.gradientNorm), 6);
    expect(after.gradientNorm).toBeGreaterThan(0.01);
  });

  it('shows the minibatch as the memory gave it', () => {
    expect(u).toMatchObject({ size: B, actionCount: 2, observationSize: 4 });
    expect(new Set(u.slots).size).toBeGreaterThan(1);
    if (config.replay === 'prioritized') {
      expect(Math.max(...u.weights)).toBe(1);
      expect(new Set(u.weights).size).toBeGreaterThan(1);
    } else expect(Array.from(u.weights)).toEqual(Array(B).fill(1));
    const { gamma, nStep } = config;
    const powers = Array.from({ length: nStep }, (_, k) => gamma ** (k + 1));
    for (const discount of u.discounts) {
      expect(Math.min(...powers.map((power) => Math.abs(power - discount)))).toBeLessThan(1e-12);
    }
  });

  it('stays as it was until the next one begins', () => {
    expect(later.update).toEqual(after.update);
    expect(later.learningRate).toBe(after.learningRate);
    expect(bits(later.onlineBefore)).toEqual(bits(before.online));
  });

  it('has the change of every parameter by Adam, and no Adam where there is none', () => {
    if (config.optimizer !== 'adam') {
      expect(after.adam).toBeNull();
      return;
    }
    const { adam, learningRate, online, onlineBefore } = after;
    expect(adam!.updates).toBe(after.updates);
    const { learningRate: first, learningRateEnd: last, steps } = config;
    expect(learningRate).toBeCloseTo(first + ((last - first) * after.step) / steps, 12);
    const terms = Array.from(online, (_, k) => adamTerms(adam!, learningRate, k));
    // A step is a few roundings away from the formula, and its difference from the parameter one more.
    terms.forEach(({ change }, k) => {
      const real = online[k] - onlineBefore[k];
      const bound = 4e-6 * Math.abs(change) + 1.2e-7 * Math.abs(online[k]);
      expect(Math.abs(real - change)).toBeLessThanOrEqual(bound);
    });
    expect(Math.max(...terms.map(({ change }) => Math.abs(change)))).toBeGreaterThan(1e-4);
    const k = terms.findIndex(({ change }) => change !== 0);
    const { m, v, mHat, vHat } = terms[k];
    expect({ m, v }).toEqual({ m: adam!.m[k], v: adam!.v[k] });
    expect(mHat).toBeCloseTo(m / (1 - config.adamBeta1 ** adam!.updates), 12);
    expect(vHat).toBeCloseTo(v / (1 - config.adamBeta2 ** adam!.updates), 12);
  });

  it('has what the optimizer kept before it, of which that of now is made', () => {
    const { fround } = Math;
    const { accumulators, accumulatorsBefore, grads } = after;
    const expectMade = (name: string, decay: number, share: number, now: (g: number) => number) => {
      const before = accumulatorsBefore[name];
      const made = before.map((of, k) =>
        fround(fround(fround(decay) * of) + fround(fround(share) * now(grads[k]))),
      );
      expect(bits(accumulators[name])).toEqual(bits(made));
      expect(made.some((of, k) => of !== before[k])).toBe(true);
    };
    const average = (name: string, decay: number) => expectMade(name, decay, 1 - decay, (g) => g);
    const ofSquares = (name: string, decay: number) =>
      expectMade(name, decay, 1 - decay, (g) => fround(g * g));
    switch (config.optimizer) {
      case 'adam':
        average('m', config.adamBeta1);
        ofSquares('v', config.adamBeta2);
        break;
      case 'sgd':
        expectMade('velocity', config.sgdMomentum, 1, (g) => g);
        break;
      default:
        average('mean', config.rmspropDecay);
        ofSquares('square', config.rmspropDecay);
    }
  });
});

const FURTHER: [string, Readonly<Record<string, unknown>>][] = [
  ['noisy networks', { noisyLayers: 'all', noisySigma: 2, loss: 'squared' }],
  ['a categorical distribution', { distribution: 'categorical', vMin: 0, atoms: 11, loss: 'squared' }],
  ['a quantile distribution', { distribution: 'quantile', quantiles: 7, loss: 'huber' }],
  [
    'noisy networks of distributions',
    { distribution: 'categorical', atoms: 11, noisyLayers: 'heads', network: 'dueling', loss: 'squared' },
  ],
];

describe.each(FURTHER)('one update with %s', (_, changes) => {
  let after: UpdateInspection;
  let later: UpdateInspection;
  beforeAll(() => {
    const config = shortConfig({ ...CHANGES, targetRule: 'double', replay: 'prioritized', ...changes });
    const watched = new Watched(config).advanceTo(99).stepTo('updateParameters');
    watched.stepper.advance();
    after = updateOf(watched.look());
    // Another action has been chosen.
    later = updateOf(watched.stepTo('choose').stepTo('store').look());
  });

  it('has the values that its targets and its errors were made of', () => {
    const { nextValues, qNextOnline, qNextTarget, q, qTaken, actions } = after;
    const best = Array.from(nextValues, (_, b) => (qNextOnline[2 * b + 1] > qNextOnline[2 * b] ? 1 : 0));
    expect(Array.from(nextValues)).toEqual(best.map((action, b) => qNextTarget[2 * b + action]));
    expect(Array.from(qTaken)).toEqual(Array.from(actions, (action, b) => q[2 * b + action]));
  });

  it('has a loss of each sample, and the distributions if there are any', () => {
    expect(mean(after.losses)).toBeCloseTo(after.loss, 6);
    const { distributions } = after;
    expect(distributions !== undefined).toBe('distribution' in changes);
    if (distributions === undefined) return;
    const N = 'quantiles' in changes ? 7 : 11;
    expect(distributions.text).toMatch(new RegExp(`^${changes.distribution},${N}`));
    for (const values of [distributions.target, distributions.taken])
      expect(values).toHaveLength(after.size * N);
  });

  it('stays as it was until the next one begins', () => {
    expect(later).toEqual(after);
  });
});

it('each of several updates in one step begins with what the one before has left', () => {
  const watched = new Watched(shortConfig({ trainUpdates: 3 })).advanceTo(60).stepTo('sampleBatch');
  const left: number[][] = [];
  const begunWith: number[][] = [];
  while (watched.run.updatesDue > 0) {
    left.push(bits(watched.look().online));
    watched.stepper.advance();
    begunWith.push(bits(watched.look().onlineBefore));
    while (watched.stepper.advance() !== 'updateParameters');
  }
  expect(left).toHaveLength(3);
  expect(begunWith).toEqual(left);
});

it('an update at which the run diverges can still be looked at', () => {
  const diverging = { learningRate: 10, learningRateEnd: 10, optimizer: 'sgd' };
  const watched = new Watched(shortConfig(diverging));
  expect(() => watched.stepTo('choose', 400)).toThrow(DivergenceError);
  const { update, online, onlineBefore } = watched.look();
  expect(update).not.toBeNull();
  expect(onlineBefore.every(Number.isFinite)).toBe(true);
  expect(bits(onlineBefore)).not.toEqual(bits(online));
});

it('adamTerms has nothing to say before the first update', () => {
  const { adam, learningRate } = new Watched(shortConfig()).look();
  expect(adamTerms(adam!, learningRate, 0)).toEqual({ m: 0, v: 0, mHat: 0, vHat: 0, change: 0 });
});

describe('looking', () => {
  it.each(CONFIGS_OF_AGENTS)('between any two steps changes no byte of the run: %s', (_, configs) => {
    fc.assert(
      fc.property(configs, fc.infiniteStream(fc.nat(3)), (config, turns) => {
        const undisturbed = new Session(config).advance().save();
        const looked = new Session(config);
        const stepper = new Stepper(looked.run);
        const inspector = new Inspector(stepper);
        while (stepper.next !== null) {
          const [turn] = turns.take(1);
          if (turn === 0) inspector.look();
          if (turn === 1 && stepper.atRest) looked.run.advance();
          else stepper.advance();
        }
        const saved = looked.save();
        expect(saved.tables).toEqual(undisturbed.tables);
        expect(Buffer.compare(saved.checkpoint, undisturbed.checkpoint)).toBe(0);
      }),
      { numRuns: 10 },
    );
  });

  it('gives arrays with memory of their own, which no later step and no other look writes to', () => {
    const watched = new Watched(shortConfig({ learningStartSteps: 0 })).stepTo('updateParameters', 2);
    const first = watched.look();
    const arrays = ({ transition, accumulators, accumulatorsBefore, update, ...rest }: Look) =>
      [rest, transition, accumulators, accumulatorsBefore, update!]
        .flatMap((part) => Object.values(part))
        .filter(ArrayBuffer.isView);
    expect(arrays(first).length).toBe(2 + 8 + 2 + 2 + 18);
    const buffers = new Set(arrays(first).map(({ buffer }) => buffer));
    expect(buffers.size).toBe(arrays(first).length);
    for (const { buffer, byteLength } of arrays(first)) expect(buffer.byteLength).toBe(byteLength);
    const copy = structuredClone(first);
    watched.stepTo('updateParameters', 4).look();
    expect(first).toEqual(copy);
    // What was given away is of no concern to the next look.
    structuredClone(first, { transfer: [...buffers] as ArrayBuffer[] });
    expect(watched.look().update).not.toBeNull();
  });

  it('shows the step that is being taken', () => {
    const watched = new Watched(shortConfig({ ...CHANGES, epsilonStart: 0, epsilonEnd: 0 })).advanceTo(60);
    const start = watched.look();
    expect(start.step).toBe(60);
    const { observation } = start.transition;
    const expected = referenceValues(watched.run.config, start.online, observation);
    expect(entryError(start.q, expected)).toBeLessThan(ROUNDING);
    const { action } = watched.stepTo('execute').look().transition;
    expect(action).toBe(argmax(start.q, 0, 2));
    const executed = watched.stepTo('store').look();
    expect(executed.step).toBe(61);
    expect(executed.transition).toMatchObject({ observation, action, reward: 1 });
    const { nextObservation, terminated } = executed.transition;
    expect(nextObservation).not.toEqual(observation);
    if (!terminated) expect(watched.stepTo('choose').look().transition.observation).toEqual(nextObservation);
  });

  it('tells ε of the choice, and counts', () => {
    const watched = new Watched(shortConfig({ epsilonStart: 0.8, epsilonEnd: 0.2, epsilonDecaySteps: 100 }));
    const { epsilon, step, updates } = watched.advanceTo(75).look();
    expect({ step, updates }).toEqual({ step: 75, updates: 25 });
    expect(epsilon).toBeCloseTo(0.35, 12);
  });

  it('shows no update before the first one, and none that the stepper did not make', () => {
    const watched = new Watched(shortConfig(CHANGES));
    const { update, onlineBefore, online } = watched.stepTo('sampleBatch').look();
    expect(update).toBeNull();
    expect(onlineBefore).toEqual(online);
    expect(watched.stepTo('choose').look().update).not.toBeNull();
    // Without an update in it, a pass leaves the last one what it is.
    watched.run.advance();
    const unseen = watched.look();
    expect(unseen.update).toBeNull();
    expect(bits(unseen.onlineBefore)).toEqual(bits(unseen.online));
    expect(unseen.gradientNorm).toBeGreaterThan(0);
    expect(watched.stepTo('computeTargets').look().update).not.toBeNull();
  });

  it('still shows the last update after passes that made none', () => {
    const watched = new Watched(shortConfig({ trainEverySteps: 10 }));
    const seen = watched.stepTo('sync', 1).look();
    watched.stepTo('choose').run.advance();
    expect(watched.look().update).toEqual(seen.update);
  });
});

describe('two learners', () => {
  const config = shortConfig({ ...CHANGES, targetRule: 'clipped-double', maxGradientNorm: 0.01 });
  if (config.algorithm !== 'dqn') throw new Error('two learners are a variant of DQN');
  const before: Look[] = [];
  const after: Look[] = [];
  beforeAll(() => {
    const watched = new Watched(config).advanceTo(99).stepTo('sampleBatch');
    for (const k of [0, 1]) before.push(watched.look(k));
    watched.stepTo('updateParameters').stepper.advance();
    for (const k of [0, 1]) after.push(watched.look(k));
  });

  it('can both be looked into, the one that acts first', () => {
    expect(after[0].learners).toHaveLength(2);
    expect(bits(after[0].q)).toEqual(bits(after[1].q));
    const [first, second] = after.map(updateOf);
    for (const [k, { q, qNextTarget, observations, nextObservations }] of [first, second].entries()) {
      expect(entryError(q, referenceValues(config, before[k].online, observations))).toBeLessThan(ROUNDING);
      const next = referenceValues(config, before[k].target, nextObservations);
      expect(entryError(qNextTarget, next)).toBeLessThan(ROUNDING);
      expect(bits(after[k].onlineBefore)).toEqual(bits(before[k].online));
    }
    expect(bits(second.q)).not.toEqual(bits(first.q));
    const { transition, online } = before[0];
    expect(entryError(before[0].q, referenceValues(config, online, transition.observation))).toBeLessThan(
      ROUNDING,
    );
  });

  it('learn from one minibatch towards one target: the best of the smaller values', () => {
    const [first, second] = after.map(updateOf);
    for (const part of ['observations', 'actions', 'slots', 'nextValues', 'tdTarget'] as const) {
      expect(second[part]).toEqual(first[part]);
    }
    const rows = [first, second].map(({ qNextTarget }) => toRows(qNextTarget, 2));
    const expected = rows[0].map((row, b) => Math.max(...row.map((q, a) => Math.min(q, rows[1][b][a]))));
    expect(entryError(first.nextValues, expected)).toBeLessThan(1e-6);
    expect(Array.from(first.tdError)).not.toEqual(Array.from(second.tdError));
  });

  it('each have an error, a gradient and a step of their own', () => {
    for (const { grads, gradientNorm, online, onlineBefore, adam, learningRate, update } of after) {
      const { tdTarget, qTaken, tdError } = update!;
      expect(
        entryError(
          tdError,
          tdTarget.map((y, b) => y - qTaken[b]),
        ),
      ).toBeLessThan(1e-6);
      expect(gradientNorm).toBeGreaterThan(0.01);
      expect(Math.hypot(...grads)).toBeCloseTo(0.01, 6);
      const k = grads.findIndex((g) => g !== 0);
      const { change } = adamTerms(adam!, learningRate, k);
      expect(Math.abs(online[k] - onlineBefore[k] - change)).toBeLessThan(1e-6);
    }
    expect(bits(after[0].grads)).not.toEqual(bits(after[1].grads));
  });
});

describe('the tutorial', () => {
  const config = shortTutorialConfig({ learningRate: 0.01 });
  if (config.algorithm !== 'tutorial') throw new Error('this is the tutorial');

  it('shows each fit as an update of one sample, whose target comes from the network that is fitted', () => {
    const watched = new Watched(config).stepTo('drawSample', 8);
    const taken: number[] = [];
    for (let fit = 0; fit < 8; fit++) {
      const before = watched.stepTo('computeTarget').look();
      watched.stepTo('updateParameters').stepper.advance();
      const after = watched.look();
      const u = updateOf(after);
      taken.push(...u.slots);
      expect(after.updates).toBe(before.updates + 1);
      expect(bits(after.onlineBefore)).toEqual(bits(before.online));
      expect(bits(after.target)).toEqual(bits(after.online));
      expect(u).toMatchObject({ size: 1, actionCount: 2, observationSize: 4 });
      for (const [values, observations] of [
        [u.q, u.observations],
        [u.qNextTarget, u.nextObservations],
      ]) {
        expect(entryError(values, referenceValues(config, before.online, observations))).toBeLessThan(
          ROUNDING,
        );
      }
      const [action] = u.actions;
      const [y] = u.tdTarget;
      expect(u.nextValues[0]).toBeCloseTo(u.terminated[0] ? 0 : Math.max(...u.qNextTarget), 6);
      expect(y).toBeCloseTo(u.rewards[0] + config.gamma * u.nextValues[0], 6);
      expect(u.qTaken[0]).toBe(u.q[action]);
      expect(u.tdError[0]).toBeCloseTo(y - u.q[action], 5);
      expect(u.losses[0]).toBeCloseTo(u.tdError[0] ** 2 / 2, 5);
      expect(u.loss).toBeCloseTo(u.losses[0], 5);
      expect(u.dQTaken[0]).toBeCloseTo(-u.tdError[0], 5);
      expect(Array.from(u.dQ)).toEqual(action === 0 ? [u.dQTaken[0], 0] : [0, u.dQTaken[0]]);
      expect(after.gradientNorm).toBeCloseTo(Math.hypot(...after.grads), 6);
      expect(after.learningRate).toBe(0.01);
      const k = after.grads.findIndex((g) => g !== 0);
      const { change } = adamTerms(after.adam!, after.learningRate, k);
      expect(after.online[k] - before.online[k]).toBeCloseTo(change, 6);
    }
    expect(new Set(taken).size).toBe(8);
    expect(watched.stepper.next).toBe('exploreLess');
    const { epsilon, update } = watched.look();
    watched.stepper.advance();
    const after = watched.look();
    expect(after.epsilon).toBeCloseTo(0.995 * epsilon, 12);
    expect(after.update).toEqual(update);
  });

  it('shows no fit that the stepper did not make', () => {
    const watched = new Watched(config);
    while (watched.run.updates < 8) watched.run.advance();
    expect(watched.look().update).toBeNull();
    expect(watched.stepTo('drawSample').look().update).toBeNull();
    expect(watched.stepTo('computeTarget').look().update).not.toBeNull();
  });
});
