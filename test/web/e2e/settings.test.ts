/** The form of settings, and the link that holds them. */
import { expect, test } from 'vitest';
import { HYPER_PARAMETERS } from '../../../src/config/config.ts';
import { presetConfig } from '../../../src/config/presets.ts';
import { linkOf } from '../../../web/settings/link.ts';
import { describeInBrowser, type LabPage, TRAINING, usePages } from './lab-page.ts';
import { checksumOf, createRun, finish } from './node-run.ts';

const START = 'Start a new run with these settings';

/** The field of a hyper-parameter. */
const fieldOf = (lab: LabPage, name: string) => lab.pane('settings').locator(`#setting-${name}`);

/** What a screen reader adds when the field is wrong. */
async function problemOf(lab: LabPage, name: string): Promise<string> {
  const id = await fieldOf(lab, name).getAttribute('aria-errormessage');
  if (id === null) return '';
  return (await lab.page.locator(`#${id}`).textContent()) ?? '';
}

async function openGroups(lab: LabPage): Promise<void> {
  await lab.show('settings');
  const closed = lab.pane('settings').locator('details.setting-group:not([open]) > summary');
  while ((await closed.count()) > 0) await closed.first().click();
}

async function valuesOf(lab: LabPage): Promise<Record<string, string>> {
  const controls = lab.pane('settings').locator('.setting input, .setting select');
  const pairs = await controls.evaluateAll((nodes) =>
    nodes.map((node) => [node.id, node.type === 'checkbox' ? String(node.checked) : node.value]),
  );
  return Object.fromEntries(pairs);
}

describeInBrowser('settings', () => {
  const pages = usePages();

  test('every hyper-parameter has a field with its bounds, meaning and source', async () => {
    const lab = await pages.open();
    await openGroups(lab);
    const form = (await lab.pane('settings').textContent()) ?? '';
    for (const { name, meaning, expected, source, algorithms } of HYPER_PARAMETERS) {
      if (!algorithms.includes('dqn')) continue;
      expect(await fieldOf(lab, name).count(), name).toBe(1);
      for (const text of [meaning, expected, source]) expect(form).toContain(text);
    }
  });

  test('a wrong value is explained at its field, and nothing can be started with it', async () => {
    const lab = await pages.open();
    await openGroups(lab);
    for (const { name, expected, kind, algorithms } of HYPER_PARAMETERS) {
      if (!algorithms.includes('dqn') || ['boolean', 'choice', 'name'].includes(kind)) continue;
      const field = fieldOf(lab, name);
      const right = await field.inputValue();
      await field.fill('many');
      expect(await problemOf(lab, name), name).toContain(expected);
      await field.fill(right);
      expect(await problemOf(lab, name), name).toBe('');
    }

    await fieldOf(lab, 'gamma').fill('1.5');
    expect(await problemOf(lab, 'gamma')).toContain('got 1.5');
    // The reason stands at Train as well, which does nothing.
    expect(await lab.pane('controls').getByRole('alert').textContent()).toContain('got 1.5');
    await lab.button('Train').click({ force: true });
    const start = lab.pane('settings').getByRole('button', { name: START });
    expect(await start.getAttribute('aria-disabled')).toBe('true');
    await start.click({ force: true });
    expect(await lab.phase.textContent()).toBe('Ready');
    // Whoever tries is brought to the field.
    expect(await lab.page.locator(':focus').getAttribute('id')).toBe('setting-gamma');
    await fieldOf(lab, 'gamma').fill('0.9');
    expect(await start.getAttribute('aria-disabled')).toBe('false');
    await start.click();
    await lab.reached('Paused');
  });

  test('a link brings someone else the whole configuration, and so the same run', async () => {
    const changes = { seed: 11, steps: 1300, earlyStop: false, hiddenSizes: [16, 8], nStep: 2 };
    const config = presetConfig('steady', changes);
    const sender = await pages.open();
    await sender.show('settings');
    await sender.pane('settings').getByLabel('Preset', { exact: true }).selectOption('steady');
    await openGroups(sender);
    await fieldOf(sender, 'seed').fill('11');
    await fieldOf(sender, 'steps').fill('1300');
    await fieldOf(sender, 'hiddenSizes').fill('16,8');
    await fieldOf(sender, 'nStep').fill('2');
    await fieldOf(sender, 'earlyStop').uncheck();
    await expect
      .poll(() => new URL(sender.page.url()).hash)
      .toBe(`${linkOf('steady', config)}&part=settings`);

    const receiver = await pages.open({ hash: new URL(sender.page.url()).hash });
    expect(await valuesOf(receiver)).toEqual(await valuesOf(sender));
    await receiver.button('Train').click();
    await receiver.reached('Finished', TRAINING);
    expect(await receiver.checksum.textContent()).toBe(checksumOf(finish(createRun(config))));
  });

  test('a wrong link is not followed, and the page says why', async () => {
    const lab = await pages.open({ hash: '#preset=default&gamma=7' });
    const refusal = lab.pane('controls').getByRole('alert');
    expect(await refusal.textContent()).toContain('gamma: got 7, expected a number from 0 to 1.');
    for (const name of ['Train', 'Next line', 'New run']) {
      expect(await lab.button(name).getAttribute('aria-disabled'), name).toBe('true');
      await lab.button(name).click({ force: true });
    }
    expect(await lab.phase.textContent()).toBe('Ready');
    // It stays where it can be corrected.
    expect(new URL(lab.page.url()).hash).toBe('#preset=default&gamma=7');
    await lab.page.evaluate("location.hash = '#preset=default&gamma=0.7'");
    await expect.poll(() => lab.page.locator('#refusal').textContent()).toBe('');
    await lab.show('settings');
    expect(await fieldOf(lab, 'gamma').inputValue()).toBe('0.7');
    await lab.button('Next line').click();
    await lab.reached('Paused');
  });

  test('a link to a part that there is not says so', async () => {
    const lab = await pages.open({ hash: '#part=kitchen' });
    expect(await lab.page.locator('#refusal').textContent()).toContain('part: there is no kitchen.');
    await lab.page.evaluate("location.hash = '#part=network'");
    await expect.poll(() => lab.page.locator('#refusal').textContent()).toBe('');
    expect(await lab.pane('network').isVisible()).toBe(true);
  });

  test('the form follows the preset, also to another algorithm', async () => {
    const lab = await pages.open();
    await lab.show('settings');
    await lab.pane('settings').getByLabel('Preset', { exact: true }).selectOption('tutorial');
    await openGroups(lab);
    expect(await fieldOf(lab, 'epsilonDecay').inputValue()).toBe('0.995');
    expect(await fieldOf(lab, 'targetSyncSteps').count()).toBe(0);
    expect(await lab.pane('controls').getByLabel('Preset').inputValue()).toBe('tutorial');
  });

  test('views are in the address, and Back and Forward lead through them', async () => {
    const lab = await pages.open({ hash: '#part=network&chapter=3' });
    expect(await lab.pane('network').isVisible()).toBe(true);
    const chapters = lab.pane('chapters');
    const chapter = () => chapters.getByRole('heading', { level: 3 }).textContent();
    const third = await chapter();
    await lab.show('curves');
    await chapters.getByRole('button', { name: 'Next chapter' }).click();
    expect(new URL(lab.page.url()).hash).toMatch(/&part=curves&chapter=4$/);
    await lab.page.goBack();
    await expect.poll(chapter).toBe(third);
    expect(await lab.pane('curves').isVisible()).toBe(true);
    await lab.page.goBack();
    await lab.pane('network').waitFor();
    await lab.page.goForward();
    await lab.pane('curves').waitFor();
    expect(await lab.pane('network').isVisible()).toBe(false);
  });

  test('a link to a step offers to train up to there, and no step of its own accord', async () => {
    const lab = await pages.open({ hash: '#preset=default&seed=5&step=70' });
    await lab.pane('controls').getByText('This link shows a run at step 70.').waitFor();
    expect(await lab.phase.textContent()).toBe('Ready');
    await lab.button('Train up to there').click();
    await lab.reached('Paused');
    await expect.poll(() => lab.number('Step').textContent()).toMatch(/^70 of/);
    await expect.poll(() => new URL(lab.page.url()).hash).toMatch(/seed=5.*&step=70$/);
  });
});
