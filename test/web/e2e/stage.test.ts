/** What a visitor sees: one screen on which nothing moves but what learns. */
import { expect, test } from 'vitest';
import { describeInBrowser, type LabPage, usePages } from './lab-page.ts';

const STAGE = ['controls', 'scene', 'return', 'policy-map'] as const;

/** Left, top, width and height of each pane, to the pixel. */
const places = (lab: LabPage) =>
  Promise.all(
    STAGE.map(async (id) => {
      const { x, y, width, height } = (await lab.pane(id).boundingBox())!;
      return [id, ...[x, y, width, height].map(Math.round)];
    }),
  );

const caption = (lab: LabPage) => lab.pane('scene').locator('.scene-caption');

/** Notes every caption of the scene from now on, also one that is there for a single frame. (For the browser.) */
const COLLECT_CAPTIONS = `{
  const caption = document.querySelector('#scene .scene-caption');
  globalThis.captions = [];
  const note = () => captions.push(caption.textContent);
  new MutationObserver(note).observe(caption, { childList: true, characterData: true, subtree: true });
}`;

describeInBrowser('the stage', () => {
  const pages = usePages();

  test.each([
    [1280, 720],
    [1440, 900],
  ])('is one screen of %d by %d, on which pressing Train moves nothing', async (width, height) => {
    const lab = await pages.open({ viewport: { width, height }, hash: '#preset=default&steps=1200' });
    const page = () => lab.page.locator('html').evaluate((root) => [root.scrollWidth, root.scrollHeight]);
    expect(await page()).toEqual([width, height]);
    const before = await places(lab);
    for (const [, left, top, wide, high] of before as [string, number, number, number, number][]) {
      expect([left >= 0, top >= 0, left + wide <= width, top + high <= height]).toEqual(Array(4).fill(true));
    }
    await lab.button('Train').click();
    await lab.reached('Finished', 60_000);
    expect(await places(lab)).toEqual(before);
    expect(await page()).toEqual([width, height]);
  });

  test.each([
    [1280, 720],
    [1440, 900],
  ])('stays beside an open part and the chapters on %d by %d', async (width, height) => {
    const lab = await pages.open({ viewport: { width, height } });
    const inside = async (id: string, selector: string) => {
      const { x, y, width: wide, height: high } = (await lab.pane(id).locator(selector).boundingBox())!;
      return [x >= 0, y >= 0, x + wide <= width, y + high <= height, wide > 100, high > 70];
    };
    const seen = Array(6).fill(true);
    for (const chapters of ['open', 'closed']) {
      if (chapters === 'closed') {
        const tabs = lab.page.getByRole('navigation', { name: 'Parts of the page' });
        await tabs.getByRole('button', { name: 'Chapters', exact: true }).click();
      }
      for (const part of ['step-through', 'settings'] as const) {
        await lab.show(part);
        expect(await inside('scene', 'canvas'), `scene beside ${part}, chapters ${chapters}`).toEqual(seen);
        expect(await inside('return', '.curves-host'), `return beside ${part}, chapters ${chapters}`).toEqual(
          seen,
        );
        expect(
          await inside('policy-map', 'figure:last-child canvas'),
          `map beside ${part}, chapters ${chapters}`,
        ).toEqual(seen);
      }
    }
  });

  test('shows a trained agent first, then the training itself with its exploring, then what has learned', async () => {
    const lab = await pages.open({
      speed: 'growing',
      hash: '#preset=default&steps=200&evaluationEpisodes=1&finalEvaluationEpisodes=1',
      reducedMotion: 'no-preference',
    });
    await expect.poll(() => caption(lab).textContent()).toContain('A trained agent');
    await lab.page.evaluate(COLLECT_CAPTIONS);
    await lab.button('Train').click();
    await expect
      .poll(() => lab.page.evaluate('captions'), { timeout: 30_000 })
      .toEqual(expect.arrayContaining(['Training: exploring', 'Training: greedy action']));
    await lab.reached('Finished', 60_000);
    await expect.poll(() => caption(lab).textContent()).not.toContain('Training');
  });

  test('stepping shows the state at which the run stands', async () => {
    const lab = await pages.open({ viewport: { width: 1700, height: 900 } });
    for (let line = 0; line < 2; line++) await lab.advance('Next line');
    const position = async (quantity: string) =>
      Number(
        await lab.pane('step-through').locator(`data[data-quantity="${quantity}"]`).getAttribute('value'),
      );
    const x = 2.4 * (await position('pass.observation[0]'));
    const label = lab.pane('scene').getByRole('img').first();
    await expect
      .poll(() => label.getAttribute('aria-label'), { timeout: 30_000 })
      .toContain(`${Math.abs(x).toFixed(2)} m`);
  });

  test('a pane can be shown alone and large, and Escape brings the others back', async () => {
    const lab = await pages.open({ viewport: { width: 1280, height: 720 } });
    const scene = lab.pane('scene');
    await scene.getByRole('button', { name: 'alone and large' }).click();
    expect((await scene.boundingBox())!.width).toBeGreaterThan(1200);
    expect(await lab.pane('policy-map').isVisible()).toBe(false);
    await lab.page.keyboard.press('Escape');
    expect(await lab.pane('policy-map').isVisible()).toBe(true);
    expect((await scene.boundingBox())!.width).toBeLessThan(700);
  });

  test('the caption of the picture takes one line, also on a phone with a scrollbar', async () => {
    const lab = await pages.open({ viewport: { width: 360, height: 740 } });
    // Where the browser has no scrollbar of its own that takes room.
    const isBare = (await lab.page.evaluate('document.documentElement.clientWidth')) === 360;
    if (isBare) await lab.page.setViewportSize({ width: 360 - 15, height: 740 });
    await expect.poll(() => caption(lab).textContent()).toContain('A trained agent');
    const lines = () =>
      caption(lab).evaluate((node) => {
        const range = node.ownerDocument.createRange();
        range.selectNodeContents(node);
        return range.getClientRects().length;
      });
    expect(await lines()).toBe(1);
  });

  test('on a phone the stage stays at the top, and shows the pane that is chosen', async () => {
    const lab = await pages.open({ viewport: { width: 360, height: 740 } });
    await lab.show('settings');
    await lab.page.mouse.move(180, 600);
    await lab.page.mouse.wheel(0, 3000);
    const top = async (id: string) => (await lab.pane(id).boundingBox())?.y ?? null;
    await expect.poll(() => top('scene')).toBeLessThan(260);
    expect(await top('scene')).toBeGreaterThan(0);
    await lab.page.getByRole('button', { name: 'Return', exact: true }).click();
    expect([await top('scene'), await lab.pane('return').isVisible()]).toEqual([null, true]);
  });

  test('scene, map and curves can be seen as they were', async () => {
    const lab = await pages.open({ hash: '#preset=default&steps=1500&earlyStop=false' });
    await lab.button('Train').click();
    await lab.reached('Finished', 60_000);
    const value = lab.page.locator('#curves-return li').filter({ hasText: 'greedy evaluation' });
    const last = await value.textContent();
    const slider = lab.pane('return').getByLabel('Look back');
    await slider.fill('0');
    await expect.poll(() => caption(lab).textContent()).toMatch(/^The agent as it was at step \d+$/);
    await expect.poll(() => value.textContent()).toMatch(/–$/);
    await slider.press('End');
    await expect.poll(() => value.textContent()).toBe(last);
    expect(await caption(lab).textContent()).not.toContain('as it was');
  });
});
