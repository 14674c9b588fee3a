/** What the page asks for and from whom, and that the tests of it would notice. */
import { expect, test } from 'vitest';
import { presetConfig } from '../../../src/config/presets.ts';
import { describeInBrowser, TRAINING, usePages } from './lab-page.ts';
import { checksumOf, createRun, finish } from './node-run.ts';

const SHORT = { steps: 1200, earlyStop: false };
const SHORT_LINK = '#preset=default&steps=1200&earlyStop=false';

describeInBrowser('loading', () => {
  const pages = usePages();

  test('once it is there, it needs the network no more: neither to train nor to make pictures', async () => {
    const lab = await pages.open({ hash: SHORT_LINK });
    await lab.page.waitForLoadState('networkidle');
    await lab.page.context().setOffline(true);
    const { length } = lab.requests;
    await lab.button('Train').click();
    await lab.reached('Finished', TRAINING);
    expect(await lab.checksum.textContent()).toBe(
      checksumOf(finish(createRun(presetConfig('default', SHORT)))),
    );
    await lab.show('curves');
    for (const name of ['curve.svg', 'diagnosis.svg', 'metrics.csv', 'episodes.csv']) {
      const button = lab.pane('curves').getByRole('button', { name: `Save ${name}` });
      expect((await lab.download(button)).name).toBe(name);
    }
    expect(lab.requests.slice(length).filter((url) => !url.startsWith('blob:'))).toEqual([]);
  });

  test('a script from elsewhere, one in the page and code made of text are all refused, and seen here', async () => {
    const lab = await pages.open();
    const page = lab.page.locator('body');
    await page.evaluate((body) => {
      const inline = body.ownerDocument.createElement('script');
      inline.textContent = 'document.title = "broken in"';
      const foreign = body.ownerDocument.createElement('script');
      foreign.src = 'http://127.0.0.2:9/evil.js';
      body.append(inline, foreign);
    });
    const breaches = () => lab.problems.filter((problem) => problem.startsWith('breach: script-src')).length;
    await expect.poll(breaches).toBe(2);
    expect(await lab.page.title()).toContain('dqn.ts');
    lab.problems.length = 0;
    lab.requests.length = 0;
  });
});
