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
    await expect.poll(() => new URL(sender.page.url()).hash).toBe(linkOf('steady', config));

    const receiver = await pages.open({ hash: new URL(sender.page.url()).hash });
    expect(await valuesOf(receiver)).toEqual(await valuesOf(sender));
    await receiver.button('Train').click();
    await receiver.reached('Finished', TRAINING);
    expect(await receiver.checksum.textContent()).toBe(checksumOf(finish(createRun(config))));
  });

  test('a wrong link is not followed, and the page says why', async () => {
    const lab = await pages.open({ hash: '#preset=default&gamma=2' });
    await lab.show('settings');
    const alert = lab.pane('settings').getByRole('alert').filter({ hasText: 'gamma' });
    expect(await alert.textContent()).toMatch(/got 2, expected a number from 0 to 1$/);
    expect(await fieldOf(lab, 'gamma').inputValue()).toBe('0.995');
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
});
