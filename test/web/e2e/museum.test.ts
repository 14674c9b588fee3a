/** The museum of bugs: a bug trains in the page as in Node, and its riddles can be answered. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MUSEUM } from '../../../museum/bugs.ts';
import { museumExhibits } from '../../../museum/exhibits.ts';
import { readMeasurements } from '../../../museum/measurement.ts';
import { presetConfig } from '../../../src/config/presets.ts';
import { crc32Text } from '../../../src/experiment/files/crc32.ts';
import { riddleOf, suspectsOf } from '../../../web/museum/riddles.ts';
import { runSource } from '../../programs.ts';
import { describeInBrowser, type LabPage, TRAINING, usePages } from './lab-page.ts';
import { checksumOf, createRun, finish } from './node-run.ts';

const CONFIG = { seed: 1, steps: 15_000, earlyStop: false };

/** What `train --bug` comes to with these settings. */
async function checksumWithBug(bug: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'museum-'));
  try {
    const flags = ['--seed', '1', '--steps', '15000', '--no-early-stop', '--bug', bug];
    expect(await runSource('train', ...flags, '--out', folder)).toMatchObject({
      code: 0,
      err: '',
    });
    return crc32Text(readFileSync(join(folder, 'weights.safetensors')));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The first riddle with this bug; null: with none. */
function numberOfRiddle(bug: string | null): number {
  const suspects = suspectsOf(museumExhibits('.', MUSEUM, MUSEUM, readMeasurements()));
  for (let number = 1; ; number++) {
    if ((riddleOf(suspects, number).culprit?.id ?? null) === bug) return number;
  }
}

async function enter(lab: LabPage, room: string): Promise<void> {
  await lab.show('museum');
  await lab.pane('museum').getByRole('button', { name: room, exact: true }).click();
}

describeInBrowser('the museum', () => {
  const pages = usePages();

  test('a bug trains beside the correct agent with the weights of `train --bug`, and the correct one as ever', async () => {
    const lab = await pages.open();
    await lab.page.waitForLoadState('networkidle');
    expect(lab.requests.filter((url) => url.includes('museum'))).toEqual([]);
    await lab.show('museum');
    const museum = lab.pane('museum');
    await museum.getByLabel('Bug', { exact: true }).selectOption('rare-updates');
    expect(
      await museum.getByRole('region', { name: /^Difference in src\/agent\/dqn\.ts/ }).textContent(),
    ).toContain('updatesDue(step: number, episodeEnded?: boolean)');
    await museum.getByRole('button', { name: 'Train it beside the correct agent' }).click();
    await museum.getByText('The curves show both runs').waitFor({ timeout: TRAINING });
    expect(await lab.checksum.textContent()).toBe(await checksumWithBug('rare-updates'));
    expect(await lab.phase.textContent()).toContain('with the bug rare-updates');
    expect(await lab.button('Go on').isVisible()).toBe(false);
    expect(await museum.locator('.curves-legend').first().textContent()).toContain('default, seed 1');

    // Its worker is still there.
    await lab.button('New run').click();
    await lab.button('Train').click();
    await lab.reached('Finished', TRAINING);
    expect(await lab.checksum.textContent()).toBe(
      checksumOf(finish(createRun(presetConfig('default', CONFIG)))),
    );
  });

  test('a riddle can be answered by keyboard, and nothing tells the bug before', async () => {
    const lab = await pages.open();
    await enter(lab, 'Guess the bug');
    const museum = lab.pane('museum');
    const { keyboard } = lab.page;
    await museum.getByLabel('Riddle', { exact: true }).filter({ visible: true }).focus();
    await keyboard.press('Control+a');
    await keyboard.type(String(numberOfRiddle('rare-updates')));
    await keyboard.press('Enter');
    await lab.reached('Finished', TRAINING);
    expect(await lab.phase.textContent()).toContain('a riddle');
    expect(await lab.pane('controls').textContent()).not.toContain('rare-updates');
    expect(await museum.getByRole('row', { name: /^updates/ }).textContent()).toMatch(/14\u202f000\d{2,3}$/);

    const focused = () => museum.locator(':focus').getAttribute('type');
    for (let k = 0; k < 12 && (await focused()) !== 'radio'; k++) await keyboard.press('Tab');
    await keyboard.press('Space');
    for (let k = 0; k < 2; k++) await keyboard.press('ArrowDown');
    expect(await museum.getByRole('radio', { name: /^rare-updates/ }).isChecked()).toBe(true);
    await keyboard.press('Tab');
    await keyboard.press('Enter');
    const verdict = museum.locator('.museum-verdict').filter({ visible: true });
    await verdict.getByText('Right:').waitFor();
    expect(await verdict.textContent()).toContain(
      'updates (gradient updates made), on 16 seeds: 14\u202f000',
    );
    expect(await lab.phase.textContent()).toContain('with the bug rare-updates');
  });

  test('a wrong guess is told what would have shown it', async () => {
    const lab = await pages.open();
    await enter(lab, 'Guess the bug');
    const museum = lab.pane('museum');
    await museum
      .getByLabel('Riddle', { exact: true })
      .filter({ visible: true })
      .fill(String(numberOfRiddle(null)));
    await museum.getByRole('button', { name: 'Begin this riddle' }).click();
    await museum.getByRole('radio', { name: /^rare-updates/ }).check();
    await museum.getByRole('button', { name: 'Answer', exact: true }).click();
    const verdict = museum.locator('.museum-verdict').filter({ visible: true });
    await verdict.getByText('Not quite:').waitFor();
    expect(await verdict.textContent()).toMatch(
      /this is the correct agent\.With rare-updates, updates would be \d+ to/,
    );
  });

  test('a bug that no curve shows is found in the source', async () => {
    const lab = await pages.open();
    await enter(lab, 'Find the line');
    const museum = lab.pane('museum');
    await museum.getByRole('button', { name: 'Show this riddle' }).click();
    await museum.getByRole('radio').filter({ visible: true }).first().check();
    await museum.getByRole('button', { name: 'Answer', exact: true }).filter({ visible: true }).click();
    const verdict = museum.locator('.museum-verdict').filter({ visible: true });
    await verdict.getByText(/^(?:Found|Not that one): $/).waitFor();
    expect(await verdict.getByRole('region', { name: /^Difference in/ }).count()).toBeGreaterThan(0);
  });

  test('without a network the museum stays closed, and the page goes on', async () => {
    const lab = await pages.open();
    await lab.page.waitForLoadState('networkidle');
    await lab.page.context().setOffline(true);
    const tabs = lab.page.getByRole('navigation', { name: 'Parts of the page' });
    await tabs.getByRole('button', { name: 'Museum' }).click();
    await lab.pane('museum').getByText('The museum could not be loaded.').waitFor();
    await lab.button('Next line').click();
    await lab.reached('Paused');
    // The second is Chromium's, the third what the driver passes on of the error in Firefox.
    const expected = /museum|ERR_INTERNET_DISCONNECTED|^console: Error$/;
    for (const problem of lab.problems.splice(0)) expect(problem).toMatch(expected);
  });
});
