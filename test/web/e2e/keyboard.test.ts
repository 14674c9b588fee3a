/** All of the page without a mouse. */
import { expect, test } from 'vitest';
import { describeInBrowser, type LabPage, usePages } from './lab-page.ts';

/** What has the keyboard: its name as far as it is text, and its place among all elements of the page. */
interface Stop {
  readonly name: string;
  readonly place: number;
  /** Whether it can be seen that it has the keyboard. */
  readonly isMarked: boolean;
}

async function focused(lab: LabPage): Promise<Stop> {
  return await lab.page.locator(':focus').evaluate((node) => {
    const { outlineStyle, boxShadow } = node.ownerDocument.defaultView.getComputedStyle(node);
    return {
      name: `${node.id} ${node.getAttribute('aria-label') ?? node.textContent}`.trim().slice(0, 60),
      place: [...node.ownerDocument.querySelectorAll('*')].indexOf(node),
      isMarked: outlineStyle !== 'none' || boxShadow !== 'none',
    };
  });
}

/** Presses Tab until something has the keyboard. */
async function tabTo(lab: LabPage, pane: string, name: string): Promise<void> {
  const wanted = lab.pane(pane).getByRole('button', { name, exact: true });
  for (let press = 0; press < 150; press++) {
    await lab.page.keyboard.press('Tab');
    if (await wanted.evaluate((node) => node === node.ownerDocument.activeElement)) return;
  }
  throw new Error(`Tab does not lead to ${name}`);
}

describeInBrowser('by keyboard alone', () => {
  const pages = usePages();

  test('training, pausing and stepping', async () => {
    const lab = await pages.open({ hash: '#preset=default&learningStartSteps=30&earlyStop=false' });
    const { keyboard } = lab.page;
    // Behind its last stop, Tab leaves the page in some browsers.
    await lab.page.getByRole('link', { name: 'Skip to the lab' }).focus();
    await tabTo(lab, 'controls', 'Train');
    await keyboard.press('Enter');
    await lab.reached(/^Training/);
    // The same button, which has the keyboard still.
    await keyboard.press('Enter');
    await lab.reached('Paused');
    const standing = lab.pane('step-through').locator('[role=status]');
    // To the end of the pass, wherever it was paused.
    await lab.advance(() => keyboard.press('s'));
    await tabTo(lab, 'controls', 'Next line');
    const stands = (next: string) =>
      expect.poll(() => standing.textContent(), { timeout: 30_000 }).toContain(`Next: ${next},`);
    for (const next of ['execute', 'store', 'sampleBatch', 'computeTargets']) {
      await keyboard.press('Enter');
      await stands(next);
    }
    // Keys that work from anywhere.
    await keyboard.press('u');
    await stands('sync');
    await keyboard.press('n');
    await stands('moveOn');
  });

  test('going through the minibatch', async () => {
    const lab = await pages.open({ hash: '#preset=default&learningStartSteps=30&batchSize=8' });
    const { keyboard } = lab.page;
    await lab.show('step-through');
    await tabTo(lab, 'step-through', 'Next update');
    await keyboard.press('Enter');
    const number = lab.pane('step-through').getByLabel('Transition (1 to 8)');
    await number.waitFor();
    for (const [key, expected] of [
      ['ArrowRight', '2'],
      ['.', '3'],
      ['ArrowLeft', '2'],
      [',', '1'],
      [',', '8'],
    ]) {
      await keyboard.press(key);
      expect(await number.inputValue()).toBe(expected);
    }
  });

  test('driving the cart, and handing it over', async () => {
    const lab = await pages.open();
    const { keyboard } = lab.page;
    const caption = lab.pane('scene').locator('.scene-caption');
    await tabTo(lab, 'scene', 'you');
    await keyboard.press('Enter');
    await caption.filter({ hasText: 'Press ← or → to start' }).waitFor();
    // With one push only, the pole falls soon.
    await keyboard.press('ArrowRight');
    await caption.filter({ hasText: /The pole fell after \d+ steps/ }).waitFor();
    await expect.poll(() => lab.pane('scene').textContent()).toMatch(/\d+: you, fell/);
    await tabTo(lab, 'scene', 'Hand over to the agent');
    await keyboard.press('Enter');
    const agent = lab.pane('scene').getByRole('button', { name: 'the agent', exact: true });
    expect(await agent.getAttribute('aria-pressed')).toBe('true');
  });

  test('Tab goes through the page in its order, and what has the keyboard is marked', async () => {
    const lab = await pages.open({ hash: '#preset=default&learningStartSteps=30&earlyStop=false' });
    await lab.advance('Next update');
    await lab.show('settings');
    await lab.page.locator('body').evaluate((body) => body.ownerDocument.activeElement.blur());
    const stops: Stop[] = [];
    for (;;) {
      await lab.page.keyboard.press('Tab');
      if ((await lab.page.locator(':focus').count()) === 0) break;
      const stop = await focused(lab);
      // Some browsers begin again.
      if (stops.length > 0 && stop.place === stops[0].place) break;
      stops.push(stop);
    }
    expect(stops.length).toBeGreaterThan(50);
    const sorted = stops.toSorted((a, b) => a.place - b.place);
    expect(stops.map(({ name }) => name)).toEqual(sorted.map(({ name }) => name));
    expect(stops.filter(({ isMarked }) => !isMarked).map(({ name }) => name)).toEqual([]);
  });
});
