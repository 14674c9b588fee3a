/** `train --bug` in processes of its own: the bug is in the program, and the run says so. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runSource } from './programs.ts';

const RUN = [
  ...['--steps', '300', '--hidden-sizes', '8', '--batch-size', '8', '--learning-start-steps', '50'],
  ...['--evaluation-every-steps', '100', '--evaluation-episodes', '2', '--final-evaluation-episodes', '3'],
];
const BUG = ['--bug', 'rare-updates'];

let folder: string;
const path = (...names: string[]) => join(folder, ...names);
const train = (...args: string[]) => runSource('train', ...args);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bug-'));
  expect(await train(...RUN, ...BUG, '--no-early-stop', '--out', path('bug'))).toMatchObject({
    code: 0,
    err: '',
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

test('the bug is in the program', async () => {
  const { out } = await train(...RUN, ...BUG, '--json', '--out', path('again'));
  const { updates, episodes } = JSON.parse(out);
  // One at the end of each episode after the first 50 steps, where the right program makes one at each of 250 steps.
  expect(updates).toBeGreaterThan(0);
  expect(updates).toBeLessThan(episodes);
});

test('the configuration and the pictures say so', () => {
  const says = 'default with the bug rare-updates';
  expect(JSON.parse(readFileSync(path('bug', 'config.json'), 'utf8')).preset).toBe(says);
  for (const picture of ['curve.svg', 'diagnosis.svg']) {
    expect(readFileSync(path('bug', picture), 'utf8')).toContain(`CartPole-v1 · ${says} · seed 1`);
  }
});

test('its folder says so, unless another is given', async () => {
  const { err } = await train(...RUN, ...BUG, '--gamma', '2');
  expect(err).toMatch(/^error: --gamma: /);
  const name = 'runs/CartPole-v1_default_seed987654_bug-rare-updates';
  try {
    const { out } = await train(...RUN, ...BUG, '--seed', '987654');
    expect(out).toContain(`files in ${name}\n`);
  } finally {
    rmSync(name, { recursive: true, force: true });
  }
});

test('it continues with its bug only', async () => {
  const resume = (...args: string[]) => train('--resume', path('bug'), '--steps', '400', ...args);
  expect((await resume()).err).toMatch(
    /: its run was trained with the bug rare-updates; continue with train --bug rare-updates\n$/,
  );
  expect((await resume('--bug', 'no-terminal-mask')).code).toBe(2);
  const resumed = await resume(...BUG);
  expect(resumed).toMatchObject({ code: 0, err: '' });
  expect(resumed.out).toMatch(
    /^training CartPole-v1 · default with the bug rare-updates · seed 1 from step 300 on/,
  );

  await train(...RUN, '--out', path('right'));
  const { code, err } = await train('--resume', path('right'), ...BUG);
  expect({ code, err }).toEqual({
    code: 2,
    err: expect.stringMatching(/: its run was trained without a bug; leave out --bug\n$/),
  });
});

test('a bug that there is not is refused', async () => {
  const { code, err } = await train(...RUN, '--bug', 'no-bug');
  expect(code).toBe(2);
  expect(err).toMatch(
    /^error: option '--bug <id>' argument 'no-bug' is invalid\. Allowed choices are stale-start, [^\n]+\n$/,
  );
});
