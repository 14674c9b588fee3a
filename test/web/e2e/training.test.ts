/** Training in the page: the same bytes as in Node, whatever is pressed meanwhile. */
import { expect, test } from 'vitest';
import { presetConfig } from '../../../src/config/presets.ts';
import { branchRun } from '../../../src/experiment/branch.ts';
import { formatCount } from '../../../web/format.ts';
import { Session } from '../../experiment/saved-runs.ts';
import { describeInBrowser, type LabPage, TRAINING, typeNumber, usePages } from './lab-page.ts';
import { checksumOf, createRun, finish } from './node-run.ts';

const SHORT = { seed: 3, steps: 2500, earlyStop: false, learningStartSteps: 60 };
const SHORT_LINK = '#preset=default&seed=3&steps=2500&earlyStop=false&learningStartSteps=60';

/** Trains for a moment, as long as that may be, and pauses. */
async function trainALittle(lab: LabPage): Promise<void> {
  await lab.button('Train').click();
  await lab.page.waitForTimeout(40);
  await lab.button('Pause').click();
  await lab.reached('Paused');
}

describeInBrowser('training', () => {
  const pages = usePages();

  test('the default preset is solved, at the same step and with the same weights as in Node', async () => {
    const run = finish(createRun(presetConfig('default')));
    const lab = await pages.open();
    await lab.button('Train').click();
    await lab.reached(`Finished, solved at step ${formatCount(run.solvedAtStep!)}`, TRAINING);
    expect(await lab.checksum.textContent()).toBe(checksumOf(run));
    expect(await lab.number('Updates').textContent()).toBe(formatCount(run.updates));
    expect(await lab.number('Episodes').textContent()).toBe(formatCount(run.episodes));
  });

  test('it is the same run if it is interrupted again and again', async () => {
    const run = finish(createRun(presetConfig('default', SHORT)));
    const lab = await pages.open({ hash: SHORT_LINK });
    for (let episode = 0; episode < 4; episode++) await lab.advance('Next episode');
    // So slowly that no machine, however busy this one, could reach the end between two presses.
    await lab.setSpeed(50);
    for (let round = 0; round < 4; round++) {
      await trainALittle(lab);
      for (const name of ['Next line', 'Next line', 'Next update', 'Next line', 'Next step', 'Next line'])
        await lab.advance(name);
    }
    await lab.reached('Paused');
    await lab.setSpeed('full');
    await lab.button('Train').click();
    await lab.reached('Finished', TRAINING);
    expect(await lab.checksum.textContent()).toBe(checksumOf(run));
  });

  test('the next run may have another preset and seed, and the page names the command that makes it in Node', async () => {
    const lab = await pages.open({ hash: '#preset=default&steps=1200&earlyStop=false' });
    await lab.button('Train').click();
    await lab.reached('Finished', TRAINING);
    await lab.pane('controls').getByLabel('Preset').selectOption('steady');
    await lab.pane('controls').getByLabel('Seed').press('Control+a');
    for (const key of ['8', 'Tab']) await lab.page.keyboard.press(key);
    await lab.button('New run').click();
    await lab.reached('Paused');
    const command = await lab.pane('controls').locator('.command').textContent();
    expect(command).toBe('npx tsx src/train.ts --preset steady --seed 8');
  });

  test('a run that diverges says where and why, and another can be started', async () => {
    const run = createRun(presetConfig('default', { learningRate: 10, optimizer: 'sgd' }));
    let problem = '';
    try {
      finish(run);
    } catch (error) {
      problem = (error as Error).message;
    }
    const lab = await pages.open({ hash: '#preset=default&learningRate=10&optimizer=sgd' });
    await lab.button('Train').click();
    await lab.reached('Stopped', TRAINING);
    expect(await lab.phase.textContent()).toBe(`Stopped: ${problem}`);
    await lab.pane('controls').getByLabel('Preset').selectOption('robust');
    await lab.button('New run').click();
    await lab.reached('Paused');
  });

  test('a host that forbids WebAssembly gets the same weights, slowly, and the page says so', async () => {
    const config = { hiddenSizes: [8], steps: 1200, earlyStop: false, evaluationEpisodes: 2 };
    const run = finish(createRun(presetConfig('default', config)));
    const lab = await pages.open({
      hash: '#preset=default&hiddenSizes=8&steps=1200&earlyStop=false&evaluationEpisodes=2',
      headers: { 'content-security-policy': "script-src 'self'" },
    });
    const note = lab.pane('controls').getByText('WebAssembly cannot be used here');
    await lab.button('Train').click();
    await lab.reached('Finished', TRAINING);
    expect(await lab.number('Kernels').textContent()).toBe('readable');
    expect(await note.isVisible()).toBe(true);
    expect(await lab.checksum.textContent()).toBe(checksumOf(run));
    // Only trying tells whether compiling is allowed, and the browser speaks of every try.
    for (const problem of lab.problems.splice(0)) expect(problem).toMatch(/wasm|WebAssembly/);
  });

  test('where WebAssembly may be used there is no word about it', async () => {
    const lab = await pages.open({ hash: SHORT_LINK });
    await lab.button('Train').click();
    await lab.reached('Finished', TRAINING);
    expect(await lab.number('Kernels').textContent()).toBe('simd');
    expect(await lab.pane('controls').getByText('WebAssembly cannot be used here').isVisible()).toBe(false);
  });

  test('a finished run can go on, to the weights of one that had more steps from the beginning, begin with a new seed, or branch', async () => {
    const hash = '#preset=default&seed=3&steps=700&earlyStop=false&learningStartSteps=60';
    const run = finish(createRun(presetConfig('default', { ...SHORT, steps: 1400, scheduleSteps: 700 })));
    const lab = await pages.open({ hash });
    await lab.button('Train').click();
    await lab.reached('Finished', TRAINING);
    // What was pressed is gone, and the keyboard is at what has taken its place.
    expect(await lab.page.locator(':focus').textContent()).toBe('Go on');
    await lab.button('Go on').click();
    await lab.reached('Training');
    await lab.reached('Finished', TRAINING);
    expect(await lab.number('Step').textContent()).toBe(`${formatCount(1400)} of ${formatCount(1400)}`);
    expect(await lab.checksum.textContent()).toBe(checksumOf(run));
    await lab.button('New seed').click();
    await expect.poll(() => lab.pane('controls').getByLabel('Seed').inputValue()).toBe('4');
    await lab.reached('Finished', TRAINING);
    const before = await lab.checksum.textContent();
    await lab.button('Branch').click();
    await expect
      .poll(() => lab.pane('controls').locator('.command').textContent())
      .toContain('--from checkpoint.bin');
    await lab.reached('Finished', TRAINING);
    expect(await lab.checksum.textContent()).not.toBe(before);
  });

  test('a paused run branches, too, from the end of the step in which it stands', async () => {
    const lab = await pages.open({ hash: SHORT_LINK });
    const branch = lab.button('Branch');
    expect(await branch.isVisible()).toBe(false);
    for (let episode = 0; episode < 4; episode++) await lab.advance('Next episode');
    await lab.advance('Next update');
    expect(await branch.isVisible()).toBe(true);
    const parent = new Session(presetConfig('default', SHORT));
    const step = Number((await lab.number('Step').textContent())?.split(' of ')[0]);
    while (parent.run.step < step) parent.advance(1);
    await typeNumber(lab.pane('controls').getByLabel('Seed'), 5);
    await branch.click();
    await lab.reached('Finished', TRAINING);
    const run = branchRun(parent.save().checkpoint, { seed: 5 }, { episodeEnded() {}, metricsTaken() {} });
    expect(await lab.checksum.textContent()).toBe(checksumOf(finish(run)));
  });

  test('a run is still there after the page is loaded again, and goes on to the same weights', async () => {
    const run = finish(createRun(presetConfig('default', SHORT)));
    const lab = await pages.open({ hash: SHORT_LINK });
    for (let episode = 0; episode < 3; episode++) await lab.advance('Next episode');
    const step = await lab.number('Step').textContent();
    const kept = lab.pane('controls').locator('.offer');
    // It is kept a moment after the run stands still.
    await expect
      .poll(async () => {
        await lab.page.waitForTimeout(500);
        await lab.page.reload();
        await lab.button('Train').waitFor();
        return kept.textContent();
      })
      .toContain('Your last run is kept: default, seed 3');
    expect(await lab.phase.textContent()).toBe('Ready');
    await lab.button('Go on with it').click();
    await lab.reached('Paused');
    expect(await lab.number('Step').textContent()).toBe(step);
    await lab.setSpeed('full');
    await lab.button('Train').click();
    await lab.reached('Finished', TRAINING);
    expect(await lab.checksum.textContent()).toBe(checksumOf(run));
  });
});
