/** The guided path: each chapter sets the page, and what it says is to be seen then is seen. */
import { expect, test } from 'vitest';
import { GUIDE } from '../../../web/chapters/guide.ts';
import { describeInBrowser, type LabPage, TRAINING, usePages } from './lab-page.ts';

/** Presses of a button of a chapter after which it has nothing new to show. */
const PRESSES = 4;

const unseen = (lab: LabPage) => lab.pane('chapters').locator('.sight').filter({ hasText: 'Not seen yet' });

/** Does what the chapter proposes, button by button, until everything is seen or there is nothing left to do. */
async function tryAll(lab: LabPage): Promise<void> {
  for (const proposal of await lab.pane('chapters').locator('ol li').getByRole('button').all()) {
    if ((await proposal.getAttribute('aria-label'))?.startsWith('Chapter')) continue;
    let left = await unseen(lab).count();
    for (let press = 0; press < PRESSES && left > 0; press++) {
      await lab.advance(() => proposal.click());
      const now = await unseen(lab).count();
      if (now < left) press = -1;
      left = now;
    }
  }
}

describeInBrowser('the chapters', () => {
  const pages = usePages();

  test('each sets the page, and what it promises is seen, from the first to the last', async () => {
    const lab = await pages.open();
    const chapters = lab.pane('chapters');
    const next = chapters.getByRole('button', { name: 'Next chapter' });
    for (const [k, { title, state }] of GUIDE.entries()) {
      if (k > 0) {
        await next.click();
        expect(await lab.page.locator(':focus').textContent()).toBe(title);
      }
      await chapters.getByRole('button', { name: 'Set the page to this chapter' }).click();
      const place = chapters.getByRole('status').filter({ hasText: 'The page is set' });
      await place.waitFor({ timeout: TRAINING });
      expect(await place.textContent()).toContain(`before ${state.line ?? ''}`);
      await tryAll(lab);
      expect(await unseen(lab).allTextContents(), title).toEqual([]);
      await chapters.getByRole('button', { name: `Chapter ${k + 1}: ${title}, seen` }).waitFor();
    }
    expect(await next.isDisabled()).toBe(true);
  });
});
