/** The programs work from a folder of any name: no code and no address is made by pasting paths together. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { finishProgram, type ProgramName, RUN_FILES, startSource } from './programs.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Windows has no names with ". */
const NAME = `it's #1, 100%25 ${process.platform === 'win32' ? '' : '"ü" '}— 日本`;
const RUN = [
  ...['--steps', '100', '--hidden-sizes', '8', '--batch-size', '8', '--learning-start-steps', '50'],
  ...['--evaluation-episodes', '2', '--final-evaluation-episodes', '2'],
];

let parent: string;
let checkout: string;

/** A checkout whose packages are those of this one, but for tsx, which lies there itself: it is told to threads by its path. */
beforeAll(() => {
  parent = mkdtempSync(join(tmpdir(), 'names-'));
  checkout = join(parent, NAME);
  const packages = join(checkout, 'node_modules');
  mkdirSync(packages, { recursive: true });
  for (const name of ['src', 'museum', 'package.json', 'tsconfig.json']) {
    cpSync(join(ROOT, name), join(checkout, name), { recursive: true });
  }
  const installed = realpathSync(join(ROOT, 'node_modules'));
  for (const name of readdirSync(installed)) {
    if (name !== 'tsx') symlinkSync(join(installed, name), join(packages, name), 'junction');
  }
  cpSync(join(installed, 'tsx'), join(packages, 'tsx'), { recursive: true });
});
afterAll(() => rmSync(parent, { recursive: true }));

async function expectDone(program: ProgramName, ...args: string[]): Promise<string> {
  const { code, out, err } = await finishProgram(startSource(program, args, checkout));
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return out;
}

test(`from a folder named ${NAME}`, async () => {
  const out = `runs of ${NAME}`;
  await expectDone('train', ...RUN, '--out', `${out}/run`);
  await expectDone('train', '--resume', `${out}/run`, '--steps', '150');
  expect(readdirSync(join(checkout, out, 'run')).sort()).toEqual(RUN_FILES);
  await expectDone('play', `${out}/run`, '--episodes', '2', '--no-render', '--svg', `${out}/agent.svg`);
  await expectDone('sweep', ...RUN, '--seeds', '0-1', '--workers', '2', '--out', `${out}/sweep`);
  await expectDone('sweep', '--merge', `${out}/sweep`, '--out', `${out}/joined`);
  expect(readdirSync(join(checkout, out)).sort()).toEqual(['agent.svg', 'joined', 'run', 'sweep']);
});
