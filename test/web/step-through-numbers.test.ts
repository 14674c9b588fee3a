/** What the page shows where a run stands is what the agent has worked out, and nothing that is still to come. */
import { beforeAll, describe, expect, it, test } from 'vitest';
import type { Config, DqnConfig } from '../../src/config/config.ts';
import { presetConfig } from '../../src/config/presets.ts';
import {
  adamTerms,
  type Inspection,
  Inspector,
  type LearnerInspection,
  type UpdateInspection,
} from '../../src/experiment/inspection.ts';
import { TrainingRun } from '../../src/experiment/run.ts';
import { Stepper } from '../../src/experiment/stepper.ts';
import { stepsOfPass, updateStepsOf } from '../../web/agent-facts.ts';
import { type Card, formatValue, updateCards } from '../../web/step-through/cards.ts';
import { knowledgeOf, passKnowledge } from '../../web/step-through/knowledge.ts';
import type { Line } from '../../web/step-through/line.ts';
import { mostWrong, nextTerminated, sampleOf } from '../../web/step-through/sample.ts';
import {
  describeStanding,
  explain,
  museumSentences,
  type Standing,
} from '../../web/step-through/sentences.ts';

const QUICK = { learningStartSteps: 40, batchSize: 16, hiddenSizes: [8], metricsEverySteps: 20 };

const config = (changes: object = {}) => presetConfig('default', { ...QUICK, ...changes }) as DqnConfig;
const ROBUST = presetConfig('robust', QUICK);
const TUTORIAL = presetConfig('tutorial', { batchSize: 5, hiddenSizes: [8], learningRate: 0.01 });

interface Stop {
  readonly next: string | null;
  /** The step that was taken to come here. */
  readonly last: string;
  readonly inspection: Inspection;
}

/** Steps through the run from its first update on, over so many steps of updates. */
function stops(of: Config, count = 20): readonly Stop[] {
  const run = new TrainingRun(of, { episodeEnded() {}, metricsTaken() {} });
  const stepper = new Stepper(run);
  const inspector = new Inspector(stepper);
  const steps = updateStepsOf(of);
  while (run.updates === 0 || !stepper.atRest) stepper.advance();
  const all: Stop[] = [];
  for (let inUpdates = 0; inUpdates < count; ) {
    const last = stepper.advance();
    if (steps.includes(last)) inUpdates++;
    if (steps.includes(last) || all.length < 10) {
      all.push({ next: stepper.next, last, inspection: inspector.look() });
    }
  }
  return all;
}

describe.each([
  ['one learner', config()],
  ['two learners', ROBUST],
  ['the tutorial', TUTORIAL],
])('what is known of an update of %s', (_, of) => {
  const steps = updateStepsOf(of);

  it('grows by one step after the other, and is of the last update in between', () => {
    for (const { last } of stops(of)) {
      const all = steps.map((step) => knowledgeOf(step, steps, last));
      const done = steps.indexOf(last);
      if (done < 0) expect(all).toEqual(steps.map(() => 'old'));
      else {
        expect(all).toEqual(steps.map((_, k) => (k < done ? 'known' : k === done ? 'new' : 'later')));
      }
    }
  });

  it('is of an update before where nothing is known of what was done last', () => {
    expect(steps.map((step) => knowledgeOf(step, steps, null))).toEqual(steps.map(() => 'old'));
  });

  it('the steps of a pass are those that are taken', () => {
    const taken = new Set(stops(of, 40).map(({ last }) => last));
    for (const step of taken) expect(stepsOfPass(of)).toContain(step);
    expect(stepsOfPass(of).filter((step) => steps.includes(step))).toEqual(steps);
  });
});

test('of the pass, action and outcome are known once they are there', () => {
  const known = (next: string | null) => passKnowledge(next);
  expect(known('choose')).toEqual({ chosen: false, executed: false });
  expect(known('execute')).toEqual({ chosen: true, executed: false });
  expect(known('store')).toEqual({ chosen: true, executed: true });
  expect(known('computeLoss')).toEqual({ chosen: true, executed: true });
  expect(known('moveOn')).toEqual({ chosen: true, executed: true });
  expect(known('measure')).toEqual({ chosen: false, executed: false });
  expect(known(null)).toEqual({ chosen: false, executed: false });
});

const cardsAt = (of: Config, { inspection, last }: Stop, b: number, k: number, learner = 0) =>
  updateCards(of, inspection, last, { learner, b, k });
const linesOf = (cards: readonly Card[]) => cards.flatMap(({ lines }) => lines);
const valuesOf = (cards: readonly Card[]) =>
  Object.fromEntries(linesOf(cards).map(({ quantity, value }) => [quantity, value]));

/** What stands in the arrays of a learner about transition `b` and parameter `k`, under the names that the page has for it. */
function expectedValues(
  learner: LearnerInspection,
  b: number,
  k: number,
  kept: readonly string[] = [],
): Record<string, unknown> {
  const update = learner.update as UpdateInspection;
  const row = (values: Float32Array) => [...values.subarray(2 * b, 2 * b + 2)];
  const { adam, learningRate, online, onlineBefore, grads } = learner;
  return {
    nextValue: update.nextValues[b],
    tdTarget: update.tdTarget[b],
    q: row(update.q),
    qTaken: update.qTaken[b],
    tdError: update.tdError[b],
    loss: update.losses[b],
    dQTaken: update.dQTaken[b],
    dQ: row(update.dQ),
    gradient: grads[k],
    before: onlineBefore[k],
    after: online[k],
    ...(adam ? adamTerms(adam, learningRate, k) : { change: online[k] - onlineBefore[k] }),
    ...Object.fromEntries(kept.map((name) => [name, learner.accumulators[name][k]])),
  };
}

/** The values of each action in s′ that the page shows beside those, by each network that is asked. */
const rowOf = (values: Float32Array, b: number) => [...values.subarray(2 * b, 2 * b + 2)];

describe.each([
  ['default', config(), ['m', 'v']],
  [
    'every variant',
    config({ targetRule: 'double', loss: 'huber', replay: 'prioritized', maxGradientNorm: 0.01 }),
    ['m', 'v'],
  ],
  ['SGD', config({ optimizer: 'sgd', learningRate: 0.01 }), ['velocity']],
  ['RMSProp', config({ optimizer: 'rmsprop', targetRule: 'expected', nStep: 3 }), ['square']],
  ["Graves' RMSProp", config({ optimizer: 'rmsprop-graves' }), ['mean', 'square']],
])('the numbers of %s', (_, of, kept) => {
  let all: readonly Stop[];
  beforeAll(() => {
    all = stops(of);
  });

  it('are those of the inspection, bit for bit, once all of them are there', () => {
    const done = all.filter(({ last }) => last === 'updateParameters');
    expect(done.length).toBeGreaterThan(0);
    for (const stop of done) {
      const [learner] = stop.inspection.learners;
      const update = learner.update as UpdateInspection;
      for (const b of [0, 5, 15]) {
        const { clippedNorm, share: _share, ...shown } = valuesOf(cardsAt(of, stop, b, 21));
        expect(shown).toEqual({
          ...expectedValues(learner, b, 21, kept),
          qNextTarget: rowOf(update.qNextTarget, b),
          qNextOnline: rowOf(update.qNextOnline, b),
          batchLoss: update.loss,
          gradientNorm: learner.gradientNorm,
        });
        expect(clippedNorm).toBeCloseTo(Math.hypot(...learner.grads), 10);
      }
    }
  });

  it('say where clipping has cut the gradient', () => {
    const stop = all.find(({ last }) => last === 'clipGradients') as Stop;
    const cards = cardsAt(of, stop, 0, 0);
    const isClipped = of.maxGradientNorm > 0;
    const note = linesOf(cards).find(({ quantity }) => quantity === 'clippedNorm')?.note;
    expect(note).toBe(isClipped ? 'cut to c = 0.01' : 'clipping is off');
    const { clippedNorm, gradientNorm } = valuesOf(cards);
    if (isClipped) expect(Number(clippedNorm)).toBeLessThan(Number(gradientNorm));
    else expect(clippedNorm).toBeCloseTo(Number(gradientNorm), 5);
  });
});

/** The value of what a formula has written in numbers, to the digits that it shows. */
function evaluate(numeric: string): number {
  const tokens = numeric.match(/\d[\d.]*(e−?\d+)?|\^\{|\S/g) ?? [];
  const isNext = (token: string) => tokens[0] === token && tokens.shift() !== undefined;
  const number = () => Number(tokens.shift()?.replace('−', '-'));
  function inBrackets(): number {
    const value = sum();
    tokens.shift();
    return value;
  }
  function factor(): number {
    if (isNext('−')) return -factor();
    if (isNext('√')) return Math.sqrt(factor());
    const value = isNext('(') ? inBrackets() : number();
    if (isNext('²')) return value ** 2;
    return isNext('^{') ? value ** inBrackets() : value;
  }
  function product(): number {
    let value = factor();
    for (;;) {
      if (isNext('·')) value *= factor();
      else if (isNext('/')) value /= factor();
      else return value;
    }
  }
  function sum(): number {
    let value = product();
    for (;;) {
      if (isNext('+')) value += product();
      else if (isNext('−')) value -= product();
      else return value;
    }
  }
  return sum();
}

test.each([
  ['Adam', config(), ['m', 'v', 'mHat', 'vHat', 'change']],
  ['SGD', config({ optimizer: 'sgd', learningRate: 0.01, sgdMomentum: 0.9 }), ['velocity', 'change']],
  ['RMSProp', config({ optimizer: 'rmsprop' }), ['square', 'change']],
  [
    "Graves' RMSProp",
    config({ optimizer: 'rmsprop-graves', rmspropEpsilon: 0.01 }),
    ['mean', 'square', 'change'],
  ],
])('what %s keeps, and the change of a weight, is what the formula makes of its numbers', (_, of, kept) => {
  for (const stop of stops(of, 60).filter(({ last }) => last === 'updateParameters')) {
    const card = cardsAt(of, stop, 0, 21).find(({ step }) => step === 'updateParameters') as Card;
    const own = card.lines.filter(({ numeric }) => numeric !== undefined);
    expect(own.map(({ quantity }) => quantity)).toEqual(kept);
    for (const { quantity, numeric, value } of own) {
      // The numbers in it have four digits, and their difference fewer.
      expect(evaluate(numeric as string) / Number(value), quantity).toBeCloseTo(1, 1);
    }
  }
});

test('of two learners either can be looked into, and both target networks are asked', () => {
  const stop = stops(ROBUST).filter(({ last }) => last === 'updateParameters')[0];
  const { learners } = stop.inspection;
  const updates = learners.map(({ update }) => update as UpdateInspection);
  for (const [k, learner] of learners.entries()) {
    const { clippedNorm, share: _share, ...shown } = valuesOf(cardsAt(ROBUST, stop, 3, 21, k));
    expect(shown).toEqual({
      ...expectedValues(learner, 3, 21),
      qNextTarget1: rowOf(updates[0].qNextTarget, 3),
      qNextTarget2: rowOf(updates[1].qNextTarget, 3),
      batchLoss: updates[k].loss,
      gradientNorm: learner.gradientNorm,
    });
  }
  expect(updates[0].tdTarget).toEqual(updates[1].tdTarget);
  expect(updates[0].qTaken).not.toEqual(updates[1].qTaken);
});

test.each([
  ['one learner', config({ loss: 'huber', maxGradientNorm: 0.01 }), 0],
  ['the second of two learners', ROBUST, 1],
  ['a noisy network', config({ noisyLayers: 'heads' }), 0],
  ['a learner of distributions', config({ distribution: 'quantile', quantiles: 5, loss: 'huber' }), 0],
])('the shares of all transitions add up to the gradient: %s', (_, of, learner) => {
  const stop = stops(of).find(({ last }) => last === 'computeGradients') as Stop;
  const { grads, update } = stop.inspection.learners[learner];
  for (const k of [0, 30, 57]) {
    let sum = 0;
    for (let b = 0; b < (update as UpdateInspection).size; b++) {
      sum = Math.fround(sum + Number(valuesOf(cardsAt(of, stop, b, k, learner)).share));
    }
    expect(sum, `parameter ${k}`).toBe(grads[k]);
  }
});

test('of the tutorial each fit has its numbers', () => {
  const fits = stops(TUTORIAL, 45).filter(({ last }) => last === 'updateParameters');
  expect(fits.length).toBeGreaterThan(5);
  for (const stop of fits) {
    const [learner] = stop.inspection.learners;
    const { epsilon, share, ...shown } = valuesOf(cardsAt(TUTORIAL, stop, 0, 21));
    // There is no other transition in a fit.
    expect(share).toBe(shown.gradient);
    const { qNextTarget } = learner.update as UpdateInspection;
    expect(shown).toEqual({ ...expectedValues(learner, 0, 21), qNextTarget: rowOf(qNextTarget, 0) });
    // It comes after the last fit.
    expect(epsilon).toBeNull();
  }
});

test.each([
  ['one learner', config({ loss: 'huber', maxGradientNorm: 0.01 })],
  ['two learners', ROBUST],
  ['the tutorial', TUTORIAL],
])('numbers that are still to come are not there: %s', (_, of) => {
  const steps = updateStepsOf(of);
  for (const stop of stops(of).filter(({ last }) => steps.includes(last))) {
    for (const { step, knowledge, lines } of cardsAt(of, stop, 0, 4)) {
      expect(knowledge, `${step} after ${stop.last}`).not.toBe('old');
      for (const line of lines) {
        expect(line.value === null, `${line.quantity} after ${stop.last}`).toBe(knowledge === 'later');
        if (knowledge === 'later') expect(Object.keys(line).sort()).toEqual(['quantity', 'symbol', 'value']);
      }
    }
  }
});

test('where the task ended, the target is the reward and the next state has no value', () => {
  const stop = stops(config()).filter(({ last }) => last === 'updateParameters')[0];
  const [learner] = stop.inspection.learners;
  const update = learner.update as UpdateInspection;
  const ended = { ...update, terminated: update.terminated.map((_, b) => Number(b === 2)) };
  const inspection = { ...stop.inspection, learners: [{ ...learner, update: ended }] };
  const lines = linesOf(cardsAt(config(), { ...stop, inspection }, 2, 0));
  const line = (quantity: string): Line | undefined =>
    lines.find((candidate) => candidate.quantity === quantity);
  expect(line('nextValue')?.note).toBe('not used: s′ is terminal');
  expect(line('tdTarget')?.numeric).toBe('r');
});

test.each([
  ['one learner', config()],
  ['two learners', ROBUST],
  ['the tutorial', TUTORIAL],
])('without an update there are formulas and no numbers: %s', (_, of) => {
  const cards = updateCards(of, null, null, { learner: 0, b: 0, k: 0 });
  expect(cards.map(({ step }) => step)).toEqual([...updateStepsOf(of)]);
  expect(cards.every(({ formula }) => formula.text !== '')).toBe(true);
  expect(cards.every(({ knowledge, lines }) => knowledge === 'none' && lines.length === 0)).toBe(true);
});

test('a value is written with the names of the actions', () => {
  expect(formatValue(1.5, 'CartPole-v1')).toBe('1.500');
  expect(formatValue([1, -2], 'CartPole-v1')).toBe('left 1.000, right −2.000');
  expect(formatValue([1, -2, 3], 'MountainCar-v0')).toBe('left 1.000, coast −2.000, right 3.000');
  expect(formatValue(null, 'CartPole-v1')).toBe('not yet');
});

describe('a transition of the batch', () => {
  const update = stops(config()).filter(({ last }) => last === 'updateParameters')[0].inspection.learners[0]
    .update as UpdateInspection;

  it('has its own rows of the arrays', () => {
    const sample = sampleOf(update, 3);
    expect([...sample.observation]).toEqual([...update.observations.subarray(12, 16)]);
    expect([...sample.nextObservation]).toEqual([...update.nextObservations.subarray(12, 16)]);
    expect(sample).toMatchObject({
      slot: update.slots[3],
      action: update.actions[3],
      reward: update.rewards[3],
      discount: 0.995,
      weight: 1,
      terminated: update.terminated[3] === 1,
    });
  });

  it('is found by its end, going round, or by its error', () => {
    const terminated = Uint8Array.of(0, 1, 0, 1);
    const small = { ...update, size: 4, terminated, tdError: Float32Array.of(1, -3, 3, 0) };
    expect([0, 1, 3].map((b) => nextTerminated(small, b))).toEqual([1, 3, 1]);
    expect(nextTerminated({ ...small, terminated: new Uint8Array(4) }, 0)).toBeNull();
    expect(mostWrong(small)).toBe(1);
  });
});

describe('the pane in words', () => {
  const { inspection, next } = stops(config()).find(({ last }) => last === 'computeTargets') as Stop;
  const standing: Standing = {
    phase: 'paused',
    shown: 'run',
    config: config(),
    next,
    inspection,
    message: null,
  };
  const say = (changes: Partial<Standing>) => describeStanding({ ...standing, ...changes });

  it('says where the run stands', () => {
    expect(next).toBe('computeQValues');
    expect(say({})).toBe(
      `Stopped at step ${inspection.step}, update ${inspection.updates + 1}. Next: computeQValues, what Q says.`,
    );
    expect(say({ next: 'sync' })).toBe(`Stopped at step ${inspection.step}. Next: sync, target network.`);
    expect(say({ phase: 'finished', next: null })).toContain('Finished');
    expect(say({ phase: 'running', inspection: null, next: null })).toContain('training');
    expect(say({ phase: 'empty', inspection: null, next: null })).toContain('No run yet');
    expect(say({ phase: 'failed', message: 'the loss is NaN' })).toContain('the loss is NaN');
    const weights = { shown: 'weights', inspection: null, next: null } as const;
    expect(say(weights)).toMatch(/saved policy.*go on with the run/);
    expect(say({ ...weights, phase: 'empty' })).toMatch(/saved policy.*starts a run/);
    expect(say({ ...weights, phase: 'finished' })).toMatch(/saved policy.*has ended/);
    expect(say({ inspection: null, next: null })).toBe('Getting ready.');
  });

  it('says why there is no update', () => {
    const none = { ...inspection, learners: [{ ...inspection.learners[0], update: null }] };
    expect(explain(config(), inspection)).toEqual([]);
    expect(explain(config(), { ...none, step: 7, updates: 0 })[0]).toContain(
      'No update until step 40 has passed',
    );
    expect(explain(config(), { ...none, step: 41, updates: 0 })[0]).toContain('one is due every step');
    expect(explain(config(), none)[0]).toContain('opened from a checkpoint');
    expect(explain(TUTORIAL, { ...none, updates: 0 })[1]).toContain('5 transitions are remembered');
    expect(explain(config({ trainEverySteps: 256, trainUpdates: 128 }), inspection)[0]).toContain(
      'every 256 steps, 128 updates',
    );
    expect(explain(config({ trainEverySteps: 10 }), inspection)[0]).toBe(
      'It learns every 10 steps, one update.',
    );
  });

  it('says how the other agents learn', () => {
    expect(explain(presetConfig('tutorial'), null)).toEqual([
      expect.stringContaining('draws 32 transitions and fits one after the other'),
    ]);
    expect(explain(presetConfig('robust'), inspection)[0]).toContain('two learners');
  });
});

test('a run of the museum has another program than the source that is shown', () => {
  expect(museumSentences(null)).toEqual([]);
  expect(museumSentences({ bug: null, isSecret: false })).toEqual([]);
  expect(museumSentences({ bug: 'sum-tree', isSecret: false })).toEqual([
    expect.stringContaining('the bug sum-tree'),
  ]);
  const [riddle] = museumSentences({ bug: 'sum-tree', isSecret: true });
  expect([riddle, ...museumSentences({ bug: null, isSecret: true })]).toEqual([riddle, riddle]);
  expect(riddle).not.toContain('sum-tree');
});
