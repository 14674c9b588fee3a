/** Node under `--jitless` has no WebAssembly: the readable kernels do the same, over plain arrays, to the same bytes. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { finishProgram, type ProgramName, type ProgramResult, runFiles, runProgram } from './programs.ts';

const RUN = [
  ...['--steps', '80', '--hidden-sizes', '8', '--batch-size', '8', '--learning-start-steps', '20'],
  ...['--evaluation-episodes', '2', '--final-evaluation-episodes', '2'],
];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'without-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const path = (...names: string[]) => join(folder, ...names);

async function runWithout(program: ProgramName, ...args: string[]): Promise<ProgramResult> {
  const flags = ['--jitless', '--import', 'tsx', `src/${program}.ts`, ...args];
  const { err, ...rest } = await finishProgram(
    spawn(process.execPath, flags, { stdio: ['ignore', 'pipe', 'pipe'] }),
  );
  return { ...rest, err: err.replace(/^Warning: disabling flag --expose_wasm .*\n/gm, '') };
}

test('train leaves the same bytes', async () => {
  const [without, usual] = await Promise.all([
    runWithout('train', ...RUN, '--out', path('without')),
    runProgram('train', ...RUN, '--out', path('usual')),
  ]);
  expect([without, usual]).toMatchObject([
    { code: 0, err: '' },
    { code: 0, err: '' },
  ]);
  expect(runFiles(path('without'))).toEqual(runFiles(path('usual')));
});

test('sweep leaves the same results', async () => {
  const sweep = [...RUN, '--seeds', '0', '--workers', '1'];
  const ended = await Promise.all([
    runWithout('sweep', ...sweep, '--out', path('sweep-without')),
    runProgram('sweep', ...sweep, '--out', path('sweep-usual')),
  ]);
  expect(ended).toMatchObject([
    { code: 0, err: '' },
    { code: 0, err: '' },
  ]);
  const results = (name: string) => readFileSync(path(name, 'results.jsonl'), 'utf8');
  expect(results('sweep-without')).toBe(results('sweep-usual'));
});

test('train refuses --kernels simd in one line', async () => {
  const { code, err } = await runWithout('train', ...RUN, '--kernels', 'simd', '--out', path('refused'));
  expect(code).toBe(2);
  expect(err).toBe(
    'error: kernels: got simd, but this runtime has no WebAssembly SIMD; use readable or auto\n',
  );
});
