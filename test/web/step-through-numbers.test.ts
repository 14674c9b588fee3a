/** What the page shows where a run stands is what the agent has worked out, and nothing that is still to come. */
import { beforeAll, describe, expect, it, test } from 'vitest';
import type { DqnConfig } from '../../src/config/config.ts';
import { presetConfig } from '../../src/config/presets.ts';
import {
  adamTerms,
  type Inspection,
  Inspector,
  type UpdateInspection,
} from '../../src/experiment/inspection.ts';
import { TrainingRun } from '../../src/experiment/run.ts';
import { LEARN_STEPS, type StepName, Stepper } from '../../src/experiment/stepper.ts';
import { type Card, formatValue, type Line, updateCards } from '../../web/step-through/cards.ts';
import { isUpdateUnderWay, knowledgeOf, lastStep, passKnowledge } from '../../web/step-through/known.ts';
import { learnsLineByLine } from '../../web/step-through/places.ts';
import { mostWrong, nextTerminated, sampleOf } from '../../web/step-through/sample.ts';
import { describeStanding, explain, type Standing } from '../../web/step-through/words.ts';

const QUICK = { learningStartSteps: 40, batchSize: 16, hiddenSizes: [8], metricsEverySteps: 20 };

interface Stop {
  readonly next: StepName | null;
  /** The step that was taken to come here. */
  readonly taken: StepName;
  /** What the page makes of it. */
  readonly last: StepName | null;
  readonly inspection: Inspection;
}

/** Steps through the run from its first update on. */
function stops(changes: Readonly<Record<string, unknown>>, count: number): readonly Stop[] {
  const config = presetConfig('default', { ...QUICK, ...changes });
  const run = new TrainingRun(config, { episodeEnded() {}, metricsTaken() {} });
  const stepper = new Stepper(run);
  const inspector = new Inspector(stepper);
  while (run.updates === 0 || !stepper.atRest) stepper.advance();
  let { updates } = run;
  return Array.from({ length: count }, () => {
    const taken = stepper.advance();
    const { next } = stepper;
    const last = lastStep(next, run.updates > updates, learnsLineByLine(config));
    updates = run.updates;
    return { next, taken, last, inspection: inspector.look() };
  });
}

const config = (changes: object = {}) => presetConfig('default', { ...QUICK, ...changes }) as DqnConfig;

describe('the step that was taken last', () => {
  it.each([
    ['one update in each pass', {}],
    ['several in a row, now and then', { trainEverySteps: 3, trainUpdates: 2 }],
    ['an update in one step', { targetRule: 'clipped-double' }],
  ])('is known: %s', (_, changes) => {
    for (const { taken, last, next } of stops(changes, 60)) {
      if (next === 'choose' || next === 'evaluate') expect(last).toBeNull();
      else expect(last).toBe(taken);
    }
  });

  it('is not guessed where the run is finished', () => {
    expect(lastStep(null, true, true)).toBeNull();
  });
});

describe('what is known of an update', () => {
  it('grows by one step after the other, and is of the last update in between', () => {
    for (const { next, taken, last } of stops({}, 30)) {
      const all = LEARN_STEPS.map((step) => knowledgeOf(step, next, last));
      const done = LEARN_STEPS.indexOf(taken as (typeof LEARN_STEPS)[number]);
      if (done >= 0) {
        expect(all).toEqual(LEARN_STEPS.map((_, k) => (k < done ? 'known' : k === done ? 'new' : 'later')));
      } else expect(all).toEqual(LEARN_STEPS.map(() => 'old'));
    }
  });

  it('an update is under way between its first step and its last', () => {
    expect(isUpdateUnderWay('sampleBatch')).toBe(false);
    for (const step of LEARN_STEPS.slice(1)) expect(isUpdateUnderWay(step)).toBe(true);
    for (const step of ['choose', 'learn', 'sync', null] as const) expect(isUpdateUnderWay(step)).toBe(false);
  });
});

test('of the pass, action and outcome are known once they are there', () => {
  const known = (next: StepName | null) => passKnowledge(next);
  expect(known('choose')).toEqual({ chosen: false, executed: false });
  expect(known('execute')).toEqual({ chosen: true, executed: false });
  expect(known('store')).toEqual({ chosen: true, executed: true });
  expect(known('computeLoss')).toEqual({ chosen: true, executed: true });
  expect(known('finish')).toEqual({ chosen: true, executed: true });
  expect(known('evaluate')).toEqual({ chosen: false, executed: false });
  expect(known(null)).toEqual({ chosen: false, executed: false });
});

describe.each([
  ['default', {}],
  ['every variant', { targetRule: 'double', loss: 'huber', replay: 'prioritized', maxGradientNorm: 0.01 }],
  ['another optimizer', { optimizer: 'rmsprop', targetRule: 'expected', nStep: 3 }],
])('the numbers of %s', (_, changes) => {
  let all: readonly Stop[];
  beforeAll(() => {
    all = stops(changes, 28);
  });

  const cardsAt = ({ inspection, next, last }: Stop, b: number, k: number) =>
    updateCards(config(changes), inspection, next, last, { b, k });
  const linesOf = (cards: readonly Card[]) => cards.flatMap(({ lines }) => lines);
  const numberOf = (lines: readonly Line[], quantity: string) =>
    lines.find((line) => line.quantity === quantity)?.value;

  it('are those of the inspection, bit for bit, once all of them are there', () => {
    const done = all.filter(({ taken }) => taken === 'updateParameters');
    expect(done.length).toBeGreaterThan(0);
    for (const stop of done) {
      const { inspection } = stop;
      const update = inspection.update as UpdateInspection;
      const k = 21;
      for (const b of [0, 5, 15]) {
        const lines = linesOf(cardsAt(stop, b, k));
        const expected: Record<string, unknown> = {
          qNextTarget: [...update.qNextTarget.subarray(2 * b, 2 * b + 2)],
          qNextOnline: [...update.qNextOnline.subarray(2 * b, 2 * b + 2)],
          nextValue: update.nextValues[b],
          tdTarget: update.tdTarget[b],
          q: [...update.q.subarray(2 * b, 2 * b + 2)],
          qTaken: update.qTaken[b],
          tdError: update.tdError[b],
          loss: update.losses[b],
          batchLoss: update.loss,
          dQTaken: update.dQTaken[b],
          dQ: [...update.dQ.subarray(2 * b, 2 * b + 2)],
          gradient: inspection.grads[k],
          gradientNorm: inspection.gradientNorm,
          before: inspection.onlineBefore[k],
          after: inspection.online[k],
        };
        if (inspection.adam) Object.assign(expected, adamTerms(inspection.adam, inspection.learningRate, k));
        else {
          expected.learningRate = inspection.learningRate;
          expected.change = inspection.online[k] - inspection.onlineBefore[k];
        }
        const { clippedNorm, ...shown } = Object.fromEntries(
          lines.map(({ quantity, value }) => [quantity, value]),
        );
        expect(shown).toEqual(expected);
        expect(clippedNorm).toBeCloseTo(Math.hypot(...inspection.grads), 10);
      }
    }
  });

  it('that are still to come are not there', () => {
    for (const stop of all.filter(({ next }) => isUpdateUnderWay(next))) {
      for (const { step, knowledge, lines } of cardsAt(stop, 3, 4)) {
        expect(knowledge, `${step} before ${stop.next}`).not.toBe('old');
        for (const line of lines) {
          expect(line.value === null, `${line.quantity} before ${stop.next}`).toBe(knowledge === 'later');
          if (knowledge === 'later')
            expect(Object.keys(line).sort()).toEqual(['quantity', 'symbol', 'value']);
        }
      }
    }
  });

  it('say where clipping has cut the gradient', () => {
    const stop = all.find(({ taken }) => taken === 'clipGradients') as Stop;
    const lines = linesOf(cardsAt(stop, 0, 0));
    const isClipped = config(changes).maxGradientNorm > 0;
    const note = lines.find(({ quantity }) => quantity === 'clippedNorm')?.note;
    expect(note).toBe(isClipped ? 'cut to c = 0.01' : 'clipping is off');
    const norms = ['clippedNorm', 'gradientNorm'].map((quantity) => Number(numberOf(lines, quantity)));
    if (isClipped) expect(norms[0]).toBeLessThan(norms[1]);
    else expect(norms[0]).toBeCloseTo(norms[1], 5);
  });
});

test('where the task ended, the target is the reward and the next state has no value', () => {
  const stop = stops({}, 28).filter(({ taken }) => taken === 'updateParameters')[0];
  const update = stop.inspection.update as UpdateInspection;
  const ended = { ...update, terminated: update.terminated.map((_, b) => Number(b === 2)) };
  const inspection = { ...stop.inspection, update: ended };
  const lines = updateCards(config(), inspection, stop.next, stop.last, { b: 2, k: 0 }).flatMap(
    (card) => card.lines,
  );
  const line = (quantity: string) => lines.find((candidate) => candidate.quantity === quantity);
  expect(line('nextValue')?.note).toBe('not used: s′ is terminal');
  expect(line('tdTarget')?.worked).toBe('r');
});

test('without an update there are formulas and no numbers, and other agents have no cards', () => {
  const cards = updateCards(config(), null, null, null, { b: 0, k: 0 });
  expect(cards.map(({ step }) => step)).toEqual([...LEARN_STEPS]);
  expect(cards.every(({ knowledge, lines }) => knowledge === 'none' && lines.length === 0)).toBe(true);
  expect(updateCards(presetConfig('tutorial'), null, null, null, { b: 0, k: 0 })).toEqual([]);
});

test('a value is written with the names of the actions', () => {
  expect(formatValue(1.5)).toBe('1.500');
  expect(formatValue([1, -2, 3])).toBe('left 1.000, right −2.000, 2 3.000');
  expect(formatValue(null)).toBe('not yet');
});

describe('a transition of the batch', () => {
  const update = stops({}, 28).filter(({ taken }) => taken === 'updateParameters')[0].inspection
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
  const { inspection, next } = stops({}, 5)[4];
  const standing: Standing = { phase: 'paused', shown: 'run', next, inspection, message: null };
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
    const none = { ...inspection, update: null };
    expect(explain(config(), inspection)).toEqual([]);
    expect(explain(config(), { ...none, step: 7, updates: 0 })[0]).toContain(
      'No update before step 40 is past',
    );
    expect(explain(config(), { ...none, step: 41, updates: 0 })[0]).toContain('one is due every step');
    expect(explain(config(), none)[0]).toContain('opened from a checkpoint');
    expect(explain(config({ trainEverySteps: 256, trainUpdates: 128 }), inspection)[0]).toContain(
      'every 256 steps, 128 updates',
    );
    expect(explain(config({ trainEverySteps: 10 }), inspection)[0]).toBe(
      'It learns every 10 steps, one update.',
    );
  });

  it('says which agents learn in one step', () => {
    expect(explain(presetConfig('tutorial'), null)[0]).toContain('single step “learn”');
    expect(explain(presetConfig('robust'), inspection)[0]).toContain('single step “learn”');
  });
});
