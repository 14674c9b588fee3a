/** Stepping through the algorithm: the values are those of Node, and the code is that of the file. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Config } from '../../../src/config/config.ts';
import { presetConfig } from '../../../src/config/presets.ts';
import {
  adamTerms,
  type Inspection,
  Inspector,
  type LearnerInspection,
} from '../../../src/experiment/inspection.ts';
import { Stepper } from '../../../src/experiment/stepper.ts';
import { updateStepsOf } from '../../../web/agent-facts.ts';
import { parameterAt } from '../../../web/network/parameters.ts';
import { gradientSum } from '../../../web/network/sums.ts';
import { waysOf } from '../../../web/network/trace.ts';
import { describeInBrowser, type LabPage, usePages } from './lab-page.ts';
import { createRun } from './node-run.ts';

/** The first update comes soon, its gradient is too long, and its batch is small enough to hold only some of the memory. */
const CHANGES = { seed: 2, learningStartSteps: 40, batchSize: 16, maxGradientNorm: 0.5 };
const LINK = '#preset=default&seed=2&learningStartSteps=40&batchSize=16&maxGradientNorm=0.5';

type Values = Readonly<Record<string, number | readonly number[]>>;

/** What is looked at. */
interface Focus {
  readonly learner: number;
  readonly b: number;
  readonly k: number;
}

/** What each step of an update leaves of transition `b` and parameter `k`, under the names that the page has for it. */
function valuesAfter(
  step: string,
  config: Config,
  { learners, epsilon }: Inspection,
  { learner: chosen, b, k }: Focus,
): Values {
  const learner = learners[chosen];
  const { update } = learner;
  if (update === null) throw new Error('there is no update to look at');
  const A = update.actionCount;
  const row = (values: Float32Array) => [...values.subarray(b * A, (b + 1) * A)];
  const target = { nextValue: update.nextValues[b], tdTarget: update.tdTarget[b] };
  const loss = { tdError: update.tdError[b], loss: update.losses[b], dQTaken: update.dQTaken[b] };
  switch (step) {
    case 'computeTargets':
      if (learners.length > 1) {
        const [q1, q2] = learners.map((each) => row((each.update as typeof update).qNextTarget));
        return { qNextTarget1: q1, qNextTarget2: q2, ...target };
      }
      return { qNextTarget: row(update.qNextTarget), qNextOnline: row(update.qNextOnline), ...target };
    case 'computeTarget':
      return { qNextTarget: row(update.qNextTarget), ...target };
    case 'computeQValues':
    case 'computeQValue':
      return { q: row(update.q), qTaken: update.qTaken[b] };
    case 'computeLoss':
      return update.size === 1 ? loss : { ...loss, batchLoss: update.loss };
    case 'computeGradients':
      return {
        ...(update.distributions === undefined && { dQ: row(update.dQ) }),
        share: shareOf(config, learner, b, k),
        gradient: learner.grads[k],
      };
    case 'clipGradients':
      return {
        gradientNorm: learner.gradientNorm,
        clippedNorm: Math.sqrt(learner.grads.reduce((sum, gradient) => sum + gradient * gradient, 0)),
      };
    case 'updateParameters':
      return weightValues(learner, k);
    case 'exploreLess':
      return { epsilon };
    default:
      return {};
  }
}

/** What the transition adds to the gradient of the weight; of all of them together the laws of `network-trace` hold. */
function shareOf(config: Config, learner: LearnerInspection, b: number, k: number): number {
  const ways = waysOf(config, learner)!;
  const parameter = parameterAt(ways.layers, k, learner.grads.length);
  return gradientSum([ways.learningWay(b)], parameter).total;
}

function weightValues({ adam, learningRate, online, onlineBefore }: LearnerInspection, k: number): Values {
  if (adam === null) throw new Error('these runs have Adam');
  return { ...adamTerms(adam, learningRate, k), before: onlineBefore[k], after: online[k] };
}

/** What is to be seen after the step `last`: the results of all steps of the update that are past. */
function expectedValues(config: Config, last: string, inspection: Inspection, focus: Focus) {
  const steps = updateStepsOf(config);
  const past = steps.includes(last) ? steps.slice(0, steps.indexOf(last) + 1) : steps;
  const values: Values = Object.assign(
    {},
    ...past.map((step) => valuesAfter(step, config, inspection, focus)),
  );
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, [value].flat().join(' ')]));
}

/** All numbers of the cards of the update, with all their digits. */
async function shownValues(lab: LabPage): Promise<Record<string, string>> {
  const data = lab.pane('step-through').locator('li.card data:not(table data)');
  const pairs = await data.evaluateAll((nodes) =>
    nodes.map((node) => [node.getAttribute('data-quantity'), node.getAttribute('value')]),
  );
  return Object.fromEntries(pairs);
}

/** The state of a transition in the table of one card. */
async function shownState(lab: LabPage, quantity: string): Promise<string[]> {
  const cells = lab.pane('step-through').locator(`data[data-quantity^="${quantity}["]`);
  return await cells.evaluateAll((nodes) => nodes.map((node) => node.getAttribute('value') ?? ''));
}

async function pressUntil(lab: LabPage, name: string, next: string): Promise<void> {
  const pane = lab.pane('step-through');
  await lab.show('step-through');
  await pane.getByRole('button', { name, exact: true }).click();
  await pane
    .getByRole('status')
    .filter({ hasText: `Next: ${next},` })
    .waitFor();
}

describeInBrowser('step by step', () => {
  const pages = usePages();
  test.each([
    ['default', presetConfig('default', CHANGES), LINK, 17],
    [
      'robust',
      presetConfig('robust', { ...CHANGES, trainEverySteps: 1 }),
      '#preset=robust&seed=2&learningStartSteps=40&batchSize=16&maxGradientNorm=0.5&trainEverySteps=1',
      20,
    ],
    [
      'tutorial',
      presetConfig('tutorial', { seed: 2, batchSize: 3 }),
      '#preset=tutorial&seed=2&batchSize=3',
      24,
    ],
  ])(
    '%s: every line shows the numbers that Node has there, for any transition and weight',
    async (_, config, hash, lines) => {
      const stepper = new Stepper(createRun(config));
      const inspector = new Inspector(stepper);
      const lab = await pages.open({ hash });
      const pane = lab.pane('step-through');
      const transition = pane.getByLabel(/^Transition \(1 to/);
      const weight = pane.getByLabel('Weight k to watch');
      const choice = pane.getByLabel('Learner', { exact: true });

      // To the end of the first update.
      let last = '';
      while (stepper.run.updates === 0) last = stepper.advance();
      await pressUntil(lab, 'Next update', stepper.next!);
      const count = stepper.run.network.params.length;
      expect(await weight.inputValue()).toBe(`${count - 1}`);

      for (let line = 0; line < lines; line++) {
        const inspection = inspector.look();
        const { learners } = inspection;
        const { size, observations, nextObservations } = learners[0].update!;
        const focus = { learner: line % learners.length, b: (7 * line) % size, k: (997 * line) % count };
        expect(await choice.isVisible()).toBe(learners.length > 1);
        expect(await transition.isVisible()).toBe(size > 1);
        if (learners.length > 1) await choice.selectOption(`${focus.learner + 1}`);
        if (size > 1) {
          await transition.fill(`${focus.b + 1}`);
          await transition.press('Enter');
        }
        await weight.fill(`${focus.k}`);
        await weight.press('Enter');
        const where = `after ${last} at step ${inspection.step}`;
        expect(await shownValues(lab), where).toEqual(expectedValues(config, last, inspection, focus));
        const state = (of: Float32Array) => [...of.subarray(4 * focus.b, 4 * focus.b + 4)].map(String);
        const isDrawn = last !== 'drawSample';
        expect(await shownState(lab, 'observation'), where).toEqual(isDrawn ? state(observations) : []);
        expect(await shownState(lab, 'nextObservation'), where).toEqual(
          isDrawn ? state(nextObservations) : [],
        );
        last = stepper.advance();
        await pressUntil(lab, 'Next line', stepper.next!);
      }
    },
  );

  test('the step in the environment is shown as it is in Node', async () => {
    const stepper = new Stepper(createRun(presetConfig('default', CHANGES)));
    const inspector = new Inspector(stepper);
    const lab = await pages.open({ hash: LINK });
    for (let line = 0; line < 6; line++) {
      stepper.advance();
      await pressUntil(lab, 'Next line', stepper.next!);
    }
    while (stepper.next !== 'store') {
      stepper.advance();
      await pressUntil(lab, 'Next line', stepper.next!);
    }
    const { transition, q, step, epsilon } = inspector.look();
    const shown = async (quantity: string) =>
      await lab.pane('step-through').locator(`data[data-quantity="${quantity}"]`).getAttribute('value');
    expect(await shown('step')).toBe(`${step}`);
    expect(await shown('epsilon')).toBe(`${epsilon}`);
    expect(await shown('pass.q')).toBe(q.join(' '));
    expect(await shown('pass.action')).toBe(`${transition.action}`);
    expect(await shown('pass.reward')).toBe(`${transition.reward}`);
    expect(await shownState(lab, 'pass.observation')).toEqual([...transition.observation].map(String));
    expect(await shownState(lab, 'pass.nextObservation')).toEqual(
      [...transition.nextObservation].map(String),
    );
  });

  test.each([
    ['default', 'src/agent/dqn.ts', { learningStartSteps: 5 }],
    ['robust', 'src/agent/clipped-double.ts', { learningStartSteps: 5 }],
    ['tutorial', 'src/agent/tutorial.ts', {}],
  ])('%s: the code is that of %s, and the line that comes next is marked', async (preset, file, changes) => {
    const source = readFileSync(file, 'utf8').trimEnd().split('\n');
    const config = presetConfig(preset, { batchSize: 2, ...changes });
    const steps = updateStepsOf(config);
    const settings = Object.entries({ batchSize: 2, ...changes }).map(([name, value]) => `&${name}=${value}`);
    const lab = await pages.open({ hash: `#preset=${preset}${settings.join('')}` });
    const pane = lab.pane('step-through');
    const listing = pane.getByRole('region', { name: `Source of ${file}` });

    // To the beginning of the pass in which it learns first.
    const scout = createRun(config);
    while (scout.updates === 0) scout.advance();
    const stepper = new Stepper(createRun(config));
    while (stepper.run.step < scout.step - 1) {
      stepper.run.advance();
      await lab.advance('Next step');
    }
    stepper.advance();
    await pressUntil(lab, 'Next line', stepper.next!);

    const seen = new Set<string>();
    while (seen.size < steps.length) {
      const next = stepper.next!;
      if (steps.includes(next)) {
        if (seen.size === 0) {
          const shown = await listing.locator('.line code').allTextContents();
          expect(shown.map((line) => line.trimEnd())).toEqual(source);
        }
        seen.add(next);
        const marked = listing.locator('[aria-current="step"]');
        const number = Number(await marked.locator('.line-number').textContent());
        expect(source[number - 1]).toMatch(new RegExp(`^ {2}${next}\\(`));
        expect(await marked.locator('code').textContent()).toBe(source[number - 1]);
        // The line of learn(), or of replay(), that calls it.
        const call = pane.locator('.listing:not(.listing-file) [aria-current="step"] code');
        expect((await call.textContent())?.trim()).toContain(`this.${next}(`);
      }
      stepper.advance();
      await pressUntil(lab, 'Next line', stepper.next!);
    }
  });
});
