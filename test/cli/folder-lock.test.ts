import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LOCK_FILE, withFolderLock } from '../../src/cli/folder-lock.ts';
import { UsageError } from '../../src/cli/program.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'));
  path = join(folder, LOCK_FILE);
});
afterEach(() => rmSync(folder, { recursive: true }));

const OURS = `${process.pid} ${hostname()}\n`;
const lockedText = () => withFolderLock(folder, async () => readFileSync(path, 'utf8'));
/** A process that has ended. */
const deadProcess = () => spawnSync(process.execPath, ['--version']).pid;

test('says in a file who works in the folder, and removes it in the end', async () => {
  expect(await lockedText()).toBe(OURS);
  expect(readdirSync(folder)).toEqual([]);
});

test('removes it when the work fails, too', async () => {
  const failing = withFolderLock(folder, () => Promise.reject(new Error('no')));
  await expect(failing).rejects.toThrow('no');
  expect(existsSync(path)).toBe(false);
});

test.each([
  ['a living process', () => `${process.ppid} ${hostname()}\n`, () => `process ${process.ppid} on`],
  ['a process of another machine', () => `${deadProcess()} elsewhere\n`, () => 'on elsewhere'],
])('refuses a folder in which %s works', async (_, holder, message) => {
  const held = holder();
  writeFileSync(path, held);
  let worked = false;
  const refused = withFolderLock(folder, async () => {
    worked = true;
  });
  await expect(refused).rejects.toThrow(UsageError);
  await expect(refused).rejects.toThrow(`${folder} is in use by `);
  await expect(refused).rejects.toThrow(message());
  await expect(refused).rejects.toThrow(`remove ${path}`);
  expect(worked).toBe(false);
  expect(readFileSync(path, 'utf8')).toBe(held);
  expect(readdirSync(folder)).toEqual([LOCK_FILE]);
});

test.each([
  ['a dead process', () => `${deadProcess()} ${hostname()}\n`],
  ['a process that had our number before us', () => OURS],
  ['a number that no process has', () => `9999999999 ${hostname()}\n`],
  ['a process that was killed before it had written its name', () => ''],
  ['nobody that we know', () => 'me!\n'],
])('takes over the file of %s', async (_, holder) => {
  writeFileSync(path, holder());
  expect(await lockedText()).toBe(OURS);
  expect(readdirSync(folder)).toEqual([]);
});

test('gives a process that has just made the file the time to write its name', async () => {
  writeFileSync(path, '');
  const refused = withFolderLock(folder, async () => {});
  setTimeout(() => writeFileSync(path, `${process.ppid} ${hostname()}\n`), 20);
  await expect(refused).rejects.toThrow(`process ${process.ppid}`);
});

test('a folder that is not there is named', async () => {
  await expect(withFolderLock(join(folder, 'none'), async () => {})).rejects.toThrow(
    expect.objectContaining({ code: 'ENOENT', path: join(folder, 'none', LOCK_FILE) }),
  );
});
