/** The pictures of the page have numbers beside them: those of the run, as Node has them. */
import { expect, test } from 'vitest';
import { presetConfig } from '../../../src/config/presets.ts';
import { adamTerms, Inspector } from '../../../src/experiment/inspection.ts';
import type { MetricsRow } from '../../../src/experiment/metrics.ts';
import { TrainingRun } from '../../../src/experiment/run.ts';
import { Stepper } from '../../../src/experiment/stepper.ts';
import { formatValue } from '../../../web/curves/reading.ts';
import { formatNumber } from '../../../web/format.ts';
import { policyOfFile } from '../../../web/policy.ts';
import { describeInBrowser, TRAINING, typeNumber, usePages } from './lab-page.ts';
import { createRun, finish, weightsOf } from './node-run.ts';

/** How high the first curve of a chart is drawn in its middle, as a share of the axis; NaN if it is not. (For the browser.) */
const shareDrawn = (chart: string) => `(() => {
  const canvas = document.querySelector('#curves-${chart} canvas');
  const area = document.querySelector('#curves-${chart} [role=slider]');
  const x = Math.round(area.offsetLeft + area.clientWidth / 2);
  const { data } = canvas.getContext('2d').getImageData(x, area.offsetTop, 1, area.clientHeight);
  const isBlue = (row) => data[4 * row + 3] === 255 && data[4 * row + 2] > data[4 * row] + 80;
  const rows = Array.from({ length: area.clientHeight }, (_, row) => row).filter(isBlue);
  return 1 - (rows.reduce((sum, row) => sum + row + 0.5, 0) / rows.length) / area.clientHeight;
})()`;

describeInBrowser('the panes', () => {
  const pages = usePages();

  test('the curves end at the numbers of the last row, and keep those of the run before', async () => {
    const rows: MetricsRow[] = [];
    const config = presetConfig('default', { steps: 1600, earlyStop: false });
    finish(new TrainingRun(config, { episodeEnded() {}, metricsTaken: (row) => rows.push(row) }));
    const last = rows[rows.length - 1];

    const lab = await pages.open({ hash: '#preset=default&steps=1600&earlyStop=false' });
    await lab.show('curves');
    await lab.button('Train').click();
    await lab.reached('Finished', TRAINING);
    const legend = (chart: string, name: string) =>
      lab.page.locator(`#curves-${chart} li`).filter({ hasText: name }).locator('.curves-value');
    const { actionGap, maxQ, qCeiling } = last.diagnosis;
    for (const [chart, name, value] of [
      ['return', 'greedy evaluation', last.greedyReturn],
      ['return', 'mean of last 100', last.meanReturn],
      ['td-error', 'mean of minibatches', last.meanAbsTdError],
      ['epsilon', 'ε', last.epsilon],
      ['action-gap', 'mean of recent states', actionGap],
      ['max-q', 'largest of recent states', maxQ],
      ['max-q', 'ceiling', qCeiling],
      ['terminals', 'all', last.terminalsInMemory],
    ] as const) {
      await expect.poll(() => legend(chart, name).textContent(), { message: name }).toBe(formatValue(value));
    }
    // Where the line is at step 800, as ε falls from 1 at step 0: on an axis that ends at 1.05.
    const drawn = (await lab.page.evaluate(shareDrawn('epsilon'))) as number;
    expect(1.05 * drawn).toBeCloseTo(rows.find(({ step }) => step === 800)!.epsilon, 1.5);
    // The charts of the museum are made only now.
    await lab.show('museum');
    const ofMuseum = lab.page.locator('#curves-museum-max-q').getByRole('slider');
    await ofMuseum.waitFor();
    await expect.poll(() => lab.page.evaluate(shareDrawn('museum-max-q'))).toBeGreaterThan(0);
    await lab.show('curves');
    const area = lab.page.locator('#curves-epsilon').getByRole('slider');
    const { width } = (await area.boundingBox())!;
    await area.hover({ position: { x: width / 2, y: 10 } });
    await lab.page.locator('#curves-epsilon h3').getByText('at step 800').waitFor();
    expect(await legend('epsilon', 'ε').textContent()).toBe(
      formatValue(rows.find(({ step }) => step === 800)!.epsilon),
    );
    await area.press('Home');
    await expect.poll(() => area.getAttribute('aria-valuenow')).toBe(String(rows[0].step));
    const before = lab.pane('curves').locator('li:visible').filter({ hasText: 'seed 1' });
    expect(await before.count()).toBe(0);

    await lab.button('New run').click();
    await lab.reached('Paused');
    await expect.poll(() => before.count()).toBe(5);
    for (const text of await before.allTextContents()) expect(text).toContain('default, seed 1');
  });

  test('the network has value, gradient, moments and change of the weight that was chosen', async () => {
    const stepper = new Stepper(createRun(presetConfig('default', { learningStartSteps: 30 })));
    const inspector = new Inspector(stepper);
    while (stepper.run.updates < 2) stepper.advance();
    const [learner] = inspector.look().learners;

    const lab = await pages.open({ hash: '#preset=default&learningStartSteps=30' });
    for (const _ of [1, 2]) await lab.advance('Next update');
    const pane = lab.pane('network');
    await lab.show('network');
    const number = pane.getByLabel('Weight k to watch');
    const map = pane.getByRole('application', { name: /^Latest gradients/ });
    const shown = async () => {
      const data = pane.locator('data[data-quantity^="weight."]');
      const pairs = await data.evaluateAll((nodes) =>
        nodes.map((node) => [node.getAttribute('data-quantity'), node.getAttribute('value')]),
      );
      return Object.fromEntries(pairs);
    };
    const expected = (k: number) => {
      const { m, v, mHat, vHat, change } = adamTerms(learner.adam!, learner.learningRate, k);
      const values = { value: learner.online[k], gradient: learner.grads[k], m, v, mHat, vHat, change };
      return Object.fromEntries(
        Object.entries(values).map(([name, value]) => [`weight.${name}`, `${value}`]),
      );
    };

    // By number, with a click into the map of the gradients, and with an arrow key.
    await typeNumber(number, 1000);
    await expect.poll(shown).toEqual(expected(1000));
    await map.locator('canvas').click({ position: { x: 30, y: 40 } });
    await expect.poll(() => number.inputValue()).not.toBe('1000');
    const clicked = Number(await number.inputValue());
    await expect.poll(shown).toEqual(expected(clicked));
    await map.focus();
    await lab.page.keyboard.press('ArrowRight');
    await expect.poll(shown).toEqual(expected(clicked + 1));
  });

  test('the policy map says what the network says, for any position of the cart', async () => {
    const weights = weightsOf(finish(createRun(presetConfig('default', { steps: 1500, earlyStop: false }))));
    const policy = policyOfFile(weights);
    const lab = await pages.open();
    await lab.show('files');
    const chooser = lab.pane('files').getByLabel('Checkpoint, weights (safetensors) or config.json');
    const file = { name: 'weights.safetensors', mimeType: 'application/octet-stream' };
    await chooser.setInputFiles({ ...file, buffer: Buffer.from(weights) });
    const pane = lab.pane('policy-map');
    await lab.show('overview');
    await pane.getByRole('button', { name: 'Policy map, alone and large' }).click();
    for (const x of [0, 1.5]) {
      await pane.getByRole('slider', { name: 'Cart position' }).fill(`${x}`);
      // Upright and still.
      await pane.getByRole('application').press('Home');
      for (const q of policy.values([x, 0, 0, 0])) {
        await expect.poll(() => pane.locator('dl').textContent()).toContain(formatNumber(q));
      }
    }
  });

  test('the pole can be pushed with the mouse, from the left and from the right', async () => {
    const lab = await pages.open();
    const cart = lab.pane('scene');
    const canvas = cart.locator('canvas').first();
    await canvas.scrollIntoViewIfNeeded();
    const { width, height } = (await canvas.boundingBox())!;
    const angular = cart.locator('.scene-state div').filter({ hasText: 'pole velocity' }).locator('dd');
    const velocity = async () => Number.parseFloat(((await angular.textContent()) ?? '').replace('−', '-'));
    const atRest = await velocity();
    // From the left it falls to the right, which counts as positive.
    await canvas.click({ position: { x: 0.4 * width, y: height / 3 } });
    const pushed = await velocity();
    expect(pushed).toBeGreaterThan(atRest);
    await canvas.click({ position: { x: 0.6 * width, y: height / 3 } });
    expect(await velocity()).toBeLessThan(pushed);
  });
});
