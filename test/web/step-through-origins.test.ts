/** Each number that is shown names the line that makes it, and there is such a line. */
import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { PRESETS, presetConfig } from '../../src/config/presets.ts';
import { Inspector } from '../../src/experiment/inspection.ts';
import { TrainingRun } from '../../src/experiment/run.ts';
import { Stepper } from '../../src/experiment/stepper.ts';
import { updateCards } from '../../web/step-through/cards.ts';
import { originOf, stepOfPass } from '../../web/step-through/origins.ts';

const SMALL = { hiddenSizes: [4], batchSize: 4 };
const SOON = { learningStartSteps: 10, trainEverySteps: 1, trainUpdates: 1 };
const CART_POLE = Object.keys(PRESETS).filter((name) => presetConfig(name).env.startsWith('CartPole'));
const configOf = (preset: string) =>
  presetConfig(preset, preset === 'tutorial' ? SMALL : { ...SMALL, ...SOON });

const read = (file: string) => readFileSync(file, 'utf8');

const OF_THE_PASS = [
  'pass.q',
  'pass.action',
  'pass.observation[0]',
  'pass.reward',
  'pass.nextObservation[3]',
];

describe.each(CART_POLE)('with %s', (preset) => {
  const config = configOf(preset);
  const stepper = new Stepper(new TrainingRun(config, { episodeEnded() {}, metricsTaken() {} }));
  const inspector = new Inspector(stepper);
  while (stepper.run.updates === 0) stepper.advance();
  const inspection = inspector.look();

  it('every number of an update has its line', () => {
    for (const learner of inspection.learners.keys()) {
      const cards = updateCards(config, inspection, null, { learner, b: 0, k: 3 });
      const shown = cards.flatMap(({ step, lines }) =>
        lines.map(({ quantity }) => [step, quantity] as const),
      );
      expect(shown.length).toBeGreaterThan(10);
      for (const [step, quantity] of shown) {
        const origin = originOf(read, config, step, quantity, learner);
        expect(origin, `${quantity} in ${step}`).not.toBeNull();
        const { file, line, text } = origin!;
        expect(read(file).split('\n')[line - 1].trim()).toBe(text);
      }
    }
  });

  it('so have those of the step in the environment', () => {
    const isNoisy = config.algorithm === 'dqn' && config.noisyLayers !== 'none';
    for (const quantity of OF_THE_PASS.slice(isNoisy ? 3 : 0)) {
      expect(originOf(read, config, stepOfPass(quantity), quantity, 0), quantity).not.toBeNull();
    }
    expect(originOf(read, config, 'execute', 'pass.reward', 0)?.text).toContain('this.#env.step(');
  });
});

test.each([
  ['default', 'computeTargets', 'tdTarget', 0, 'this.tdTarget[b] += discounts[b] * this.nextValues[b]'],
  ['default', 'computeGradients', 'dQ', 0, 'this.dQ[b * this.actionCount + actions[b]] = this.dQTaken[b]'],
  ['default', 'sampleBatch', 'observation[2]', 0, 'this.replay.sample(this.batch)'],
  ['robust', 'computeTargets', 'tdTarget', 0, 'this.first.computeTargets()'],
  ['robust', 'computeTargets', 'tdTarget', 1, 'this.second.tdTarget.set(this.first.tdTarget)'],
  ['robust', 'computeLoss', 'tdError', 1, 'this.second.computeLoss()'],
  ['c51', 'computeTargets', 'tdTarget', 0, 'super.computeTargets()'],
  ['c51', 'computeQValues', 'qTaken', 0, 'this.#takenRows.means(this.qTaken, this.taken, B)'],
  [
    'tutorial',
    'computeTarget',
    'tdTarget',
    0,
    'this.#target = reward + this.options.gamma * this.#nextValue',
  ],
  ['tutorial', 'exploreLess', 'epsilon', 0, 'this.explorationRate = multiplicative('],
])('with %s, %s makes %s of learner %i in the line %s', (preset, step, quantity, learner, text) => {
  expect(originOf(read, configOf(preset), step, quantity, learner)?.text).toContain(text);
});

it('what no line makes has none', () => {
  expect(originOf(read, configOf('default'), 'computeLoss', 'step', 0)).toBeNull();
  expect(originOf(read, configOf('default'), 'updatePriorities', 'tdTarget', 0)).toBeNull();
});
