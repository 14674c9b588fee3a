/** Stepping through the algorithm: the values are those of Node, and the code is that of the file. */
import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { presetConfig } from '../../../src/config/presets.ts';
import { adamTerms, type Inspection, Inspector } from '../../../src/experiment/inspection.ts';
import { LEARN_STEPS, type LearnStep, type StepName, Stepper } from '../../../src/experiment/stepper.ts';
import { describeInBrowser, type LabPage, usePages } from './lab-page.ts';
import { createRun } from './node-run.ts';

/** The first update comes soon, its gradient is too long, and its batch is small enough to hold only some of the memory. */
const CHANGES = { seed: 2, learningStartSteps: 40, batchSize: 16, maxGradientNorm: 0.5 };
const LINK = '#preset=default&seed=2&learningStartSteps=40&batchSize=16&maxGradientNorm=0.5';

type Values = Readonly<Record<string, number | readonly number[]>>;

/** What each step of an update leaves of transition `b` and parameter `k`, under the names that the page has for it. */
function valuesAfter(step: LearnStep, { update, ...inspection }: Inspection, b: number, k: number): Values {
  if (update === null) throw new Error('there is no update to look at');
  const A = update.actionCount;
  const row = (values: Float32Array) => [...values.subarray(b * A, (b + 1) * A)];
  switch (step) {
    case 'computeTargets':
      return {
        qNextTarget: row(update.qNextTarget),
        qNextOnline: row(update.qNextOnline),
        nextValue: update.nextValues[b],
        tdTarget: update.tdTarget[b],
      };
    case 'computeQValues':
      return { q: row(update.q), qTaken: update.qTaken[b] };
    case 'computeLoss':
      return {
        tdError: update.tdError[b],
        loss: update.losses[b],
        batchLoss: update.loss,
        dQTaken: update.dQTaken[b],
      };
    case 'computeGradients':
      return { dQ: row(update.dQ), gradient: inspection.grads[k] };
    case 'clipGradients':
      return {
        gradientNorm: inspection.gradientNorm,
        clippedNorm: Math.sqrt(inspection.grads.reduce((sum, gradient) => sum + gradient * gradient, 0)),
      };
    case 'updateParameters': {
      const terms = adamTerms(inspection.adam!, inspection.learningRate, k);
      return { ...terms, before: inspection.onlineBefore[k], after: inspection.online[k] };
    }
    default:
      return {};
  }
}

/** What is to be seen before `next`: the results of all steps of the update that are past. */
function expectedValues(
  next: StepName,
  inspection: Inspection,
  b: number,
  k: number,
): Record<string, string> {
  const inside = LEARN_STEPS.indexOf(next as LearnStep);
  const past = inside < 0 ? LEARN_STEPS : LEARN_STEPS.slice(0, inside);
  const values = Object.assign({}, ...past.map((step) => valuesAfter(step, inspection, b, k))) as Values;
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

async function pressUntil(lab: LabPage, name: string, next: StepName): Promise<void> {
  const pane = lab.pane('step-through');
  await pane.getByRole('button', { name, exact: true }).click();
  await pane
    .getByRole('status')
    .filter({ hasText: `Next: ${next},` })
    .waitFor();
}

describeInBrowser('step by step', () => {
  const pages = usePages();
  const source = readFileSync('src/agent/dqn.ts', 'utf8');
  let lines: string[];

  beforeAll(() => {
    lines = source.trimEnd().split('\n');
  });

  test('every line of two updates shows the numbers that Node has there, for any transition and weight', async () => {
    const stepper = new Stepper(createRun(presetConfig('default', CHANGES)));
    const inspector = new Inspector(stepper);
    const lab = await pages.open({ hash: LINK });
    const pane = lab.pane('step-through');

    // To the end of the first update.
    while (stepper.run.updates === 0) stepper.advance();
    await pressUntil(lab, 'Next update', 'sync');
    const count = stepper.run.agent.q.network.params.length;
    const transition = pane.getByLabel('Transition (1 to 16)');
    const weight = pane.getByLabel('Weight k to watch');
    expect(await weight.inputValue()).toBe(`${count - 1}`);

    for (let line = 0; stepper.run.updates < 3; line++) {
      const inspection = inspector.look();
      const next = stepper.next!;
      const b = (7 * line) % 16;
      const k = (997 * line) % count;
      await transition.fill(`${b + 1}`);
      await transition.press('Enter');
      await weight.fill(`${k}`);
      await weight.press('Enter');
      const where = `before ${next} at step ${inspection.step}`;
      // The cards before the first line of an update are those of the last one.
      if (next !== 'sampleBatch') {
        expect(await shownValues(lab), where).toEqual(expectedValues(next, inspection, b, k));
        const { observations, nextObservations } = inspection.update!;
        const state = (of: Float32Array) => [...of.subarray(4 * b, 4 * b + 4)].map(String);
        expect(await shownState(lab, 'observation'), where).toEqual(state(observations));
        expect(await shownState(lab, 'nextObservation'), where).toEqual(state(nextObservations));
      }
      stepper.advance();
      await pressUntil(lab, 'Next line', stepper.next!);
    }
  });

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

  test('the code is that of the file, and the line that comes next is marked', async () => {
    const lab = await pages.open({ hash: LINK });
    const pane = lab.pane('step-through');
    const listing = pane.getByRole('region', { name: 'Source of src/agent/dqn.ts' });
    await pressUntil(lab, 'Next update', 'sync');
    for (const next of ['finish', 'choose', 'execute', 'store', 'sampleBatch'] as const)
      await pressUntil(lab, 'Next line', next);

    const shown = await listing.locator('.line code').allTextContents();
    expect(shown.map((line) => line.trimEnd())).toEqual(lines);
    for (const [k, step] of LEARN_STEPS.entries()) {
      const marked = listing.locator('[aria-current="step"]');
      const number = Number(await marked.locator('.line-number').textContent());
      expect(lines[number - 1]).toMatch(new RegExp(`^ {2}${step}\\(`));
      expect(await marked.locator('code').textContent()).toBe(lines[number - 1]);
      // The line of learn() that calls it.
      const call = pane.locator('.listing:not(.listing-file) [aria-current="step"] code');
      expect((await call.textContent())?.trim()).toMatch(new RegExp(`^this\\.${step}\\(`));
      await pressUntil(lab, 'Next line', LEARN_STEPS[k + 1] ?? 'sync');
    }
  });
});
