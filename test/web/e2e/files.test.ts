/** Files that go into the page and come out of it. */

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { presetConfig } from '../../../src/config/presets.ts';
import { environmentOf } from '../../../src/experiment/assembly.ts';
import { encodeRunCheckpoint } from '../../../src/experiment/files/run-checkpoint.ts';
import { CurveRecorder } from '../../../src/experiment/learning-curve.ts';
import { TrainingRun } from '../../../src/experiment/run.ts';
import { formatCount } from '../../../web/format.ts';
import { runFiles, runProgram } from '../../programs.ts';
import { describeInBrowser, type LabPage, TRAINING, usePages } from './lab-page.ts';
import { checksumOf, createRun, finish, weightsOf } from './node-run.ts';

const CONFIG = presetConfig('default', { seed: 4, steps: 2200, earlyStop: false });
const LINK = '#preset=default&seed=4&steps=2200&earlyStop=false';
const NO_TABLES = { episodes: { bytes: 0, crc32: 0 }, metrics: { bytes: 0, crc32: 0 } };

/** The run in Node, trained to a step and saved. */
function checkpointAt(step: number): Buffer {
  const curve = new CurveRecorder(environmentOf(CONFIG).spec);
  const run = new TrainingRun(CONFIG, curve);
  while (run.step < step) run.advance();
  return Buffer.from(encodeRunCheckpoint('default', run, curve, NO_TABLES));
}

/** Drops a file on the page, as a hand would. */
async function drop(lab: LabPage, name: string, content: Uint8Array): Promise<void> {
  await lab.page.locator('body').evaluate(
    (body, file) => {
      const { DataTransfer, DragEvent, File } = body.ownerDocument.defaultView;
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([Uint8Array.from(file.bytes)], file.name));
      for (const type of ['dragover', 'drop']) {
        body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
      }
    },
    { name, bytes: [...content] },
  );
}

const alertOf = (lab: LabPage) => lab.page.locator('.file-news').getByRole('alert');
const statusOf = (lab: LabPage) => lab.page.locator('.file-news').getByRole('status');

async function save(lab: LabPage, button: string, path: string): Promise<void> {
  const part = button.startsWith('Save ') ? 'curves' : 'files';
  await lab.show(part);
  const { bytes } = await lab.download(lab.pane(part).getByRole('button', { name: button, exact: true }));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
}

describeInBrowser('files', () => {
  const pages = usePages();
  let folder: string;
  let final: TrainingRun;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'lab-files-'));
    final = finish(createRun(CONFIG));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('a checkpoint of Node goes on in the page, to the weights that it would have had there', async () => {
    const lab = await pages.open();
    const chooser = lab.pane('files').getByLabel('Checkpoint, weights (safetensors) or config.json');
    const buffer = checkpointAt(1500);
    await chooser.setInputFiles({ name: 'checkpoint.bin', mimeType: 'application/octet-stream', buffer });
    await lab.reached('Paused');
    expect(await lab.number('Step').textContent()).toBe(`${formatCount(1500)} of ${formatCount(2200)}`);
    await lab.button('Train').click();
    await lab.reached('Finished', TRAINING);
    expect(await lab.checksum.textContent()).toBe(checksumOf(final));
  });

  test('a checkpoint of the page goes on in Node, to the bytes of a run that never left it', async () => {
    const lab = await pages.open({ hash: LINK });
    for (let episode = 1; episode <= 20; episode++) await lab.advance('Next episode');
    await save(lab, 'Checkpoint', join(folder, 'run', 'checkpoint.bin'));
    await lab.button('Train').click();
    await lab.reached('Finished', TRAINING);
    await save(lab, 'Weights (safetensors)', join(folder, 'weights.safetensors'));
    const weights = Buffer.from(weightsOf(final));
    expect(readFileSync(join(folder, 'weights.safetensors')).equals(weights)).toBe(true);

    const { code, err } = await runProgram('train', '--resume', join(folder, 'run'));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(readFileSync(join(folder, 'run', 'weights.safetensors')).equals(weights)).toBe(true);
  });

  test('a run of the page leaves the files that `train` leaves, byte for byte', async () => {
    const node = join(folder, 'node');
    const flags = ['--seed', '4', '--steps', '2200', '--no-early-stop', '--out', node];
    expect((await runProgram('train', ...flags)).err).toBe('');
    const lab = await pages.open({ hash: LINK });
    await lab.button('Train').click();
    await lab.reached('Finished', TRAINING);
    const page = join(folder, 'page');
    for (const [button, name] of [
      ['Weights (safetensors)', 'weights.safetensors'],
      ['Best weights', 'best.safetensors'],
      ['Checkpoint', 'checkpoint.bin'],
      ['Settings', 'config.json'],
      ['Episodes', 'episodes.csv'],
      ['Metrics', 'metrics.csv'],
      ['Save curve.svg', 'curve.svg'],
      ['Save diagnosis.svg', 'diagnosis.svg'],
    ]) {
      await save(lab, button, join(page, name));
    }
    const [inNode, inPage] = [runFiles(node), runFiles(page)];
    expect(Object.keys(inNode).filter((name) => inNode[name] !== inPage[name])).toEqual([]);
  });

  test('weights of Node are shown by the cart, the map and the network', async () => {
    const lab = await pages.open();
    const without = lab.page.getByText('Of the trained agent that drives').filter({ visible: true });
    expect(await without.count()).toBe(1);
    await lab.show('network');
    await drop(lab, 'weights.safetensors', weightsOf(final));
    await statusOf(lab).filter({ hasText: 'show these weights' }).waitFor();
    await lab.pane('network').getByText('These are the weights of a file.').waitFor();
    await lab.show('overview');
    await expect.poll(() => without.count()).toBe(0);
    expect(await lab.phase.textContent()).toBe('Ready');
  });

  test('broken files each give one line, and the run goes on', async () => {
    const checkpoint = checkpointAt(200);
    const flipped = Uint8Array.from(checkpoint);
    flipped[flipped.length >> 1] ^= 1;
    const weights = weightsOf(final);
    const noise = Uint8Array.from({ length: 3000 }, (_, k) => (k * k * 31 + k * 7) >> 3);
    const text = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
    const files: readonly (readonly [string, Uint8Array])[] = [
      ['empty.bin', new Uint8Array()],
      ['noise.bin', noise],
      ['half.bin', checkpoint.subarray(0, checkpoint.length >> 1)],
      ['head.bin', checkpoint.subarray(0, 20)],
      ['flipped.bin', flipped],
      ['half.safetensors', weights.subarray(0, weights.length >> 1)],
      ['picture.png', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13)],
      ['list.json', text([1, 2, 3])],
      ['wrong.json', text({ preset: 'default', gamma: 7 })],
      ['table.csv', new TextEncoder().encode('episode,step\n1,20\n')],
    ];
    const lab = await pages.open({ hash: LINK });
    // So slowly that it does not end meanwhile.
    await lab.setSpeed(50);
    await lab.button('Train').click();
    await lab.reached('Training');
    for (const [name, content] of files) {
      await drop(lab, name, content);
      const line = alertOf(lab).filter({ hasText: name });
      await line.waitFor();
      const said = (await line.textContent()) ?? '';
      expect(said).toMatch(new RegExp(`^${name}: .{10,300}$`));
    }
    const step = await lab.number('Step').textContent();
    await expect.poll(() => lab.number('Step').textContent()).not.toBe(step);
    expect(await lab.phase.textContent()).toBe('Training');
    await lab.setSpeed('full');
    await lab.reached('Finished', TRAINING);
    expect(await lab.checksum.textContent()).toBe(checksumOf(final));
  });

  test('a name cannot do anything to the page', async () => {
    const lab = await pages.open();
    const name = '<img src=x onerror=alert(1)>\u202e\n.bin';
    await drop(lab, name, Uint8Array.of(1, 2, 3));
    await alertOf(lab).filter({ hasText: '<img src=x' }).waitFor();
    expect(await lab.page.locator('img').count()).toBe(0);
  });
});
