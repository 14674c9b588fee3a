/** `train --from` in processes of its own. */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { crc32Text } from '../src/experiment/files/crc32.ts';
import { decodeRunCheckpoint } from '../src/experiment/files/run-checkpoint.ts';
import { Session } from './experiment/saved-runs.ts';
import { runFiles, runProgram } from './programs.ts';

const SHORT = [
  ...['--steps', '300', '--hidden-sizes', '8', '--batch-size', '8', '--learning-start-steps', '50'],
  ...['--evaluation-every-steps', '100', '--evaluation-episodes', '2', '--final-evaluation-episodes', '3'],
];

let folder: string;
const path = (...names: string[]) => join(folder, ...names);
const config = (name: string) => JSON.parse(readFileSync(path(name, 'config.json'), 'utf8'));
const train = (...args: string[]) => runProgram('train', ...args);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'branch-'));
  expect(await train(...SHORT, '--out', path('parent'))).toMatchObject({ code: 0, err: '' });
  // A checkpoint of the middle, as from a run that was stopped there.
  const { checkpoint } = new Session(
    decodeRunCheckpoint(readFileSync(path('parent', 'checkpoint.bin'))).config,
  )
    .advance(400)
    .save();
  writeFileSync(path('middle.bin'), checkpoint);
});
afterAll(() => rmSync(folder, { recursive: true }));

test('a branch begins with the networks, says so, and writes down its parent', async () => {
  const { code, out, err } = await train(
    '--from',
    path('parent'),
    '--learning-rate',
    '0.01',
    '--out',
    path('child'),
  );
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const file = path('parent', 'checkpoint.bin');
  const checksum = crc32Text(readFileSync(file));
  expect(out).toContain(`branched from ${file} (CRC-32 ${checksum}), keeping networks\n`);
  expect(config('child')).toEqual({
    ...config('parent'),
    learningRate: 0.01,
    parent: file,
    parentChecksum: checksum,
    parentKept: 'networks',
  });
  // It can be resumed, and still knows where it came from.
  expect(await train('--resume', path('child'), '--steps', '320')).toMatchObject({ code: 0, err: '' });
  expect(config('child')).toMatchObject({ steps: 320, parentChecksum: checksum });
});

test('with --keep all and no other change it is the resumed parent', async () => {
  mkdirSync(path('alone'));
  copyFileSync(path('middle.bin'), path('alone', 'checkpoint.bin'));
  expect(await train('--resume', path('alone'))).toMatchObject({ code: 0, err: '' });
  const branched = await train('--from', path('middle.bin'), '--keep', 'all', '--out', path('all'));
  expect(branched).toMatchObject({ code: 0, err: '' });
  // These two say who the parent is.
  const { 'config.json': _, 'checkpoint.bin': __, ...files } = runFiles(path('all'));
  expect(runFiles(path('alone'))).toMatchObject(files);
});

test.each<[string, string[], RegExp]>([
  [
    'a folder without a run',
    ['--from', '.'],
    /^error: \. has no checkpoint\.bin and no weights\.safetensors; /,
  ],
  ['a file that is neither', ['--from', 'package.json'], /^error: package\.json: /],
  [
    'a missing file',
    ['--from', 'nothing.bin'],
    /^error: nothing\.bin: there is no such file or folder; check the path\n$/,
  ],
  ['other networks', ['--hidden-sizes', '9'], /checkpoint\.bin: the networks of the parent are mlp 4-8-2, /],
  ['a wrong value', ['--gamma', '7'], /^error: --gamma: got 7, expected a number from 0 to 1\n$/],
  [
    'an unknown part',
    ['--keep', 'weights'],
    /^error: --keep: got "weights", expected all or a list of networks, replay, optimizer, streams\n$/,
  ],
  ['a part twice', ['--keep', 'replay,replay'], /^error: --keep: got "replay,replay", /],
  [
    '--resume as well',
    ['--resume', 'runs/x'],
    /^error: option '--resume <dir>' cannot be used with option '--from <path>'; see --help\n$/,
  ],
])('refuses %s in one line and makes nothing', async (_, args, message) => {
  const from = args.includes('--from') ? [] : ['--from', path('parent')];
  const { code, err } = await train(
    ...from,
    ...args,
    ...(args.includes('--resume') ? [] : ['--out', path('refused')]),
  );
  expect(code).toBe(2);
  expect(err).toMatch(message);
  expect(err.match(/\n/g)).toHaveLength(1);
});

test('there is nothing to keep without a parent', async () => {
  const { code, err } = await train('--keep', 'all');
  expect({ code, err }).toEqual({
    code: 2,
    err: 'error: --keep: there is nothing to keep without --from; add it or leave --keep out\n',
  });
});
