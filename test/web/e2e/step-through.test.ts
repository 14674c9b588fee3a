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
import { gradientSum, slopeSum, unitSum } from '../../../web/network/sums.ts';
import { waysOf } from '../../../web/network/trace.ts';
import { describeInBrowser, type LabPage, typeNumber, usePages } from './lab-page.ts';
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
    case 'sampleBatch':
      return config.algorithm === 'dqn' && config.replay === 'prioritized'
        ? { weight: update.weights[b] }
        : {};
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
      if (update.distributions !== undefined) {
        return { tdError: loss.tdError, loss: loss.loss, batchLoss: update.loss };
      }
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

const quantities = (nodes: { getAttribute(name: string): string | null }[]) =>
  nodes.map((node) => node.getAttribute('data-quantity'));

/** Whether what stands at the middle of an element's upper edge is that element, or in it. */
function isSeen(node: {
  contains(other: unknown): boolean;
  getBoundingClientRect(): { readonly left: number; readonly top: number; readonly width: number };
  readonly ownerDocument: { elementFromPoint(x: number, y: number): unknown };
}): boolean {
  const { left, top, width } = node.getBoundingClientRect();
  return node.contains(node.ownerDocument.elementFromPoint(left + Math.min(width / 2, 60), top + 8));
}

/** A sum as its table has it, added up anew; its result must be the one above the table. */
async function shownSum(lab: LabPage, quantity: string) {
  const sum = lab.pane('step-through').locator('.sum', {
    has: lab.page.locator(`[data-quantity="${quantity}"]`),
  });
  await sum.waitFor();
  const rows: (number | null)[][] = await sum
    .locator('tbody tr')
    .evaluateAll((all) =>
      all.map((row) =>
        [...row.querySelectorAll('td')].map(({ title }) => (title === '' ? null : Number(title))),
      ),
    );
  const start = rows[0][0] === null ? rows.shift()![3]! : 0;
  const { fround } = Math;
  let total = start;
  for (const [left, right, product, sumSoFar] of rows) {
    // The page writes −0 as 0.
    expect(product).toBe(fround(left! * right!) + 0);
    total = fround(total + product!);
    expect(sumSoFar).toBe(total);
  }
  expect(Number(await sum.locator('data').getAttribute('value'))).toBe(total);
  return { start, total, products: rows.length };
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
        if (size > 1) await typeNumber(transition, focus.b + 1);
        await typeNumber(weight, focus.k);
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

  test.each([
    ['c51', { atoms: 11 }],
    ['qr-dqn', { noisyLayers: 'all' }],
    ['rainbow', { atoms: 11 }],
    ['noisy', { network: 'dueling' }],
    ['munchausen', { replay: 'prioritized', nStep: 3 }],
    ['robust', {}],
    ['tutorial', {}],
  ])('%s: the numbers are those of Node, and each sum is that of its products', async (preset, own) => {
    const small = { seed: 2, hiddenSizes: [9, 6], batchSize: 5 };
    const soon = preset === 'tutorial' ? {} : { learningStartSteps: 20, trainEverySteps: 1, trainUpdates: 1 };
    const changes = { ...small, ...soon, ...own };
    const config = presetConfig(preset, changes);
    const settings = Object.entries(changes).map(([name, value]) => `&${name}=${value}`);
    const stepper = new Stepper(createRun(config));
    const inspector = new Inspector(stepper);
    const lab = await pages.open({ hash: `#preset=${preset}${settings.join('')}` });
    const pane = lab.pane('step-through');

    while (stepper.run.updates === 0) stepper.advance();
    await pressUntil(lab, 'Next update', stepper.next!);
    const inspection = inspector.look();
    const learner = inspection.learners.length - 1;
    const { size } = inspection.learners[learner].update!;
    // From the third unit of the first layer to the first of the second.
    const focus = { learner, b: size - 1, k: 5 * 9 + 2 * 6 };
    if (learner > 0) await pane.getByLabel('Learner', { exact: true }).selectOption('2');
    for (let step = 0; step < focus.b; step++) await pane.getByRole('button', { name: 'Next →' }).click();
    await typeNumber(pane.getByLabel('Weight k to watch'), focus.k);
    expect(await shownValues(lab)).toEqual(expectedValues(config, 'updateParameters', inspection, focus));

    await pane.getByText(/^Through the network/).click();
    const { grads } = inspection.learners[learner];
    const ways = waysOf(config, inspection.learners[learner])!;
    const way = ways.learningWay(focus.b);
    const unit = { start: way.weights[5 * 9 + 9 * 6], total: unitSum(ways.layers, way, 1, 0).total };
    expect(await shownSum(lab, 'sum.unit')).toEqual({ ...unit, products: 9 });
    const after = ways.layers[2].outputs;
    const slope = slopeSum(ways.layers, way, 1, 0).total;
    expect(await shownSum(lab, 'sum.slope')).toEqual({ start: 0, total: slope, products: after });
    expect(await shownSum(lab, 'sum.gradient')).toEqual({ start: 0, total: grads[focus.k], products: size });
    await pane.getByLabel('Way', { exact: true }).selectOption('s′ through θ⁻');
    const next = unitSum(ways.layers, ways.nextWay(focus.b), 1, 0);
    expect(await shownSum(lab, 'sum.unit')).toEqual({ start: next.start, total: next.total, products: 9 });
  });

  test('a number says where it comes from, to a pointer and to the keyboard', async () => {
    const lab = await pages.open({ hash: LINK });
    const pane = lab.pane('step-through');
    await pressUntil(lab, 'Next update', 'sync');
    const number = (quantity: string) => pane.locator(`data[data-quantity="${quantity}"]`);
    const origin = pane.locator('.origin');
    const marked = pane.locator('.listing-file .is-related code');

    await number('tdTarget').hover();
    const exact = await number('tdTarget').getAttribute('value');
    const line = 'if (!terminated[b]) this.tdTarget[b] += discounts[b] * this.nextValues[b];';
    expect(await origin.textContent()).toMatch(`tdTarget = ${exact} src/agent/dqn.ts, line `);
    expect(await origin.textContent()).toContain(line);
    expect((await marked.textContent())?.trim()).toBe(line);
    expect(
      await pane.locator('[data-step="computeTargets"] .formula var.is-related').allTextContents(),
    ).toContain('y');
    // And from the line to its numbers.
    await marked.hover();
    expect(await pane.locator('.cards .is-related data').evaluateAll(quantities)).toEqual(['tdTarget']);

    await number('q').focus();
    await lab.page.keyboard.press('ArrowDown');
    expect(await pane.locator('data:focus').evaluateAll(quantities)).toEqual(['qTaken']);
    expect(await origin.textContent()).toContain('this.qTaken[b] = q[b * this.actionCount + actions[b]];');
    // It keeps the keyboard while the transitions go by.
    await lab.page.keyboard.press('ArrowRight');
    expect(await pane.getByLabel(/^Transition \(1 to/).inputValue()).toBe('2');
    expect(await pane.locator('data:focus').evaluateAll(quantities)).toEqual(['qTaken']);
  });

  test('the line that comes next and the new numbers are seen together on every size of screen', async () => {
    const lab = await pages.open({ hash: LINK });
    const pane = lab.pane('step-through');
    await pressUntil(lab, 'Next update', 'sync');
    for (const next of ['moveOn', 'choose', 'execute', 'store', 'sampleBatch', 'computeTargets']) {
      await pressUntil(lab, 'Next line', next);
    }
    for (const [width, height, next] of [
      [1280, 720, 'computeQValues'],
      [1024, 768, 'computeLoss'],
      [360, 740, 'updatePriorities'],
    ] as const) {
      await lab.page.setViewportSize({ width, height });
      await pressUntil(lab, 'Next line', next);
      // Afterwards, as some drivers bring what they click into the middle of the screen.
      await pane.evaluate((node) => node.scrollIntoView());
      const where = `${width} × ${height}`;
      for (const part of [
        '.listing-file .is-current code',
        '.card.is-new',
        '.card.is-new h4',
        '.stepping button',
      ]) {
        const seen = lab.page.locator(`#step-through ${part}`).first();
        await expect.poll(() => seen.evaluate(isSeen), { message: `${part} at ${where}` }).toBe(true);
      }
      expect(await pane.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth), where).toBe(0);
      // On a desk the other transitions are to be had without scrolling.
      if (width < 1280) continue;
      const [picker, place] = await Promise.all([pane.locator('.picker').boundingBox(), pane.boundingBox()]);
      expect(picker!.y + picker!.height, where).toBeLessThan(place!.y + place!.height);
    }
  });

  test('units are chosen by keyboard, and with them the weight that is watched', async () => {
    const lab = await pages.open({ hash: `${LINK}&hiddenSizes=9,16` });
    const pane = lab.pane('step-through');
    await pressUntil(lab, 'Next update', 'sync');
    await pane.getByText(/^Through the network/).click();
    const weight = pane.getByLabel('Weight k to watch');
    await pane.getByRole('listbox', { name: 'Layer 2' }).focus();
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowDown']) await lab.page.keyboard.press(key);
    // The first unit, the second, and the one below that: of it the bias, until a row of its sum says where it is to come from.
    expect(await weight.inputValue()).toBe(`${5 * 9 + 9 * 16 + 9}`);
    await pane.getByRole('option', { name: /^unit 10 /, selected: true }).waitFor();
    await pane.getByRole('row', { name: /^unit 4 / }).click();
    expect(await weight.inputValue()).toBe(`${5 * 9 + 3 * 16 + 9}`);
    // Its gradient belongs to the units at both of its ends.
    await pane.locator('data[data-quantity="gradient"]').hover();
    const units = await pane.locator('.unit.is-related').evaluateAll((all) => all.map(({ id }) => id));
    expect(units).toEqual(['step-through-level-1-3', 'step-through-level-2-9']);
  });

  test('every product of a sum has the keyboard from one stop, and does what it does under a pointer', async () => {
    const lab = await pages.open({ hash: `${LINK}&hiddenSizes=70` });
    const pane = lab.pane('step-through');
    const { keyboard } = lab.page;
    await pressUntil(lab, 'Next update', 'sync');
    await pane.getByText(/^Through the network/).click();
    const boxOf = (quantity: string) =>
      pane
        .locator('.sum', { has: lab.page.locator(`[data-quantity="${quantity}"]`) })
        .locator('.products-box');
    const [unit, gradient] = [boxOf('sum.unit'), boxOf('sum.gradient')];
    const focused = () => pane.locator('tr:focus th').textContent();
    for (const box of [unit, gradient]) {
      await box.waitFor();
      expect(await box.locator('[tabindex="0"]').count()).toBe(1);
    }

    const transition = pane.getByLabel(/^Transition \(1 to/);
    await gradient.locator('[tabindex="0"]').focus();
    expect(await focused()).toBe('transition 1');
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowUp']) await keyboard.press(key);
    expect(await focused()).toBe('transition 2');
    expect(await gradient.locator('tr.is-related th').allTextContents()).toEqual(['transition 2']);
    expect(await gradient.locator('[tabindex="0"] th').allTextContents()).toEqual(['transition 2']);
    await keyboard.press('Enter');
    expect(await transition.inputValue()).toBe('2');
    expect(await focused()).toBe('transition 2');

    // Of 70 products 64 are there at a time.
    await unit.locator('[data-product="63"]').focus();
    await keyboard.press('ArrowDown');
    expect(await focused()).toBe('unit 65');
    await keyboard.press(' ');
    expect(await pane.getByLabel('Weight k to watch').inputValue()).toBe(`${5 * 70 + 2 * 64 + 1}`);
    expect(await focused()).toBe('unit 65');
    expect(await lab.phase.textContent()).toBe('Paused');
    await keyboard.press('ArrowUp');
    expect(await focused()).toBe('unit 64');
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
