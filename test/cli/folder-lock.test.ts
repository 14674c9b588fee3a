import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type FolderLock, LOCK_FILE, type Surroundings, withFolderLock } from '../../src/cli/folder-lock.ts';
import { formatOwner, isRunning, thisProcess } from '../../src/cli/lock-owner.ts';
import { UsageError } from '../../src/cli/program.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'));
  path = join(folder, LOCK_FILE);
});
afterEach(() => rmSync(folder, { recursive: true }));

const self = thisProcess();
const OURS = formatOwner(self);
/** A process of which nothing can be known from here but that its lock is touched. */
const FAR = formatOwner({ ...self, pid: 12, host: 'there', namespace: 'pid:[1]' });
/** A process that has ended. */
const deadProcess = () => spawnSync(process.execPath, ['--version']).pid;

let told: string[];
const withLock = <T>(
  work: (lock: FolderLock) => Promise<T>,
  around: Partial<Surroundings> = {},
  stop = new AbortController(),
) => {
  told = [];
  const tell = (line: string) => told.push(line);
  return withFolderLock(folder, stop.signal, work, {
    self,
    isRunning,
    pause: async () => {},
    tell,
    ...around,
  });
};
const lockedText = (around?: Partial<Surroundings>) =>
  withLock(async () => readFileSync(path, 'utf8'), around);

/** It says that the folder is in use, does no work, and leaves the lock as it is. */
async function expectRefused(message: string, around: Partial<Surroundings> = {}) {
  const held = readFileSync(path, 'utf8');
  let worked = false;
  const work = async () => {
    worked = true;
  };
  const error = await withLock(work, around).catch((error) => error);
  expect(error).toBeInstanceOf(UsageError);
  expect(error.message).toBe(message);
  expect(worked).toBe(false);
  expect(readFileSync(path, 'utf8')).toBe(held);
  expect(readdirSync(folder)).toEqual([LOCK_FILE]);
}

test('says in a file who works in the folder, and removes it in the end', async () => {
  expect(await lockedText()).toBe(OURS);
  expect(readdirSync(folder)).toEqual([]);
});

test('removes it when the work fails, too', async () => {
  await expect(withLock(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(existsSync(path)).toBe(false);
});

test('refuses a folder in which this very process works', async () => {
  await withLock(async () => {
    await expectRefused(
      `${folder} is in use by process ${process.pid} on ${hostname()}; wait until it has ended, or choose another folder`,
      { isRunning: () => true },
    );
  });
});

describe('of a process that can be looked at', () => {
  test('a lock is respected while it runs', async () => {
    writeFileSync(path, `${process.ppid} ${hostname()}\n`);
    await expectRefused(
      `${folder} is in use by process ${process.ppid} on ${hostname()}; wait until it has ended, or choose another folder`,
    );
  });

  test.each([
    ['has ended', () => formatOwner({ ...self, pid: deadProcess() })],
    ['had our number before us', () => formatOwner({ ...self, started: '1' })],
    ['has ended, of the first version,', () => `${deadProcess()} ${hostname()}\n`],
    ['had our number, of the first version,', () => `${process.pid} ${hostname()}\n`],
    ['has a number that no process has, of the first version,', () => `9999999999 ${hostname()}\n`],
  ])('a lock that %s is taken over', async (_, owner) => {
    writeFileSync(path, owner());
    expect(await lockedText()).toBe(OURS);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('of a process that cannot be looked at', () => {
  beforeEach(() => writeFileSync(path, FAR));

  test('a lock that is touched is respected', async () => {
    const pause = async () => utimesSync(path, 1, 1);
    await expectRefused(
      `${folder} is in use by process 12 on there, which gave a sign of life just now; wait until it has ended, or choose another folder`,
      { pause },
    );
    expect(told).toEqual([]);
  });

  test('a lock that is not touched is taken over, after some time', async () => {
    expect(await lockedText()).toBe(OURS);
    expect(told).toEqual([
      `waiting up to 20 s for a sign of life of process 12 on there, which holds ${folder}`,
    ]);
  });

  test('the wait can be interrupted', async () => {
    const stop = new AbortController();
    const waiting = withLock(async () => {}, { pause: async () => stop.abort() }, stop);
    await expect(waiting).rejects.toThrow(
      `${folder} is held by process 12 on there, which may have ended; try again`,
    );
    expect(readFileSync(path, 'utf8')).toBe(FAR);
  });

  test('a lock that another process takes over in the same moment is left to that', async () => {
    const other = formatOwner({ ...self, pid: 13, host: 'elsewhere' });
    const isRunning = () => {
      writeFileSync(path, other);
      return false;
    };
    const late = withLock(async () => {}, { isRunning });
    await expect(late).rejects.toThrow(`${folder} was just taken by another process`);
    expect(readFileSync(path, 'utf8')).toBe(other);
    expect(readdirSync(folder)).toEqual([LOCK_FILE]);
  });

  test('one of the first version, which never touches its lock, must be removed by hand', async () => {
    writeFileSync(path, '12 there\n');
    await expectRefused(
      `${folder} is in use by process 12 on there, whose state cannot be checked from here; wait until it has ended or, if it has, remove ${path}`,
    );
  });
});

test('takes over the file of a process that was killed before it had written its name', async () => {
  writeFileSync(path, '');
  expect(await lockedText()).toBe(OURS);
});

test('gives a process that has just made the file the time to write its name', async () => {
  writeFileSync(path, '');
  const pause = async () => writeFileSync(path, `${process.ppid} ${hostname()}\n`);
  await expect(withLock(async () => {}, { pause })).rejects.toThrow(`process ${process.ppid} on`);
});

test('leaves a file alone that is not a lock', async () => {
  writeFileSync(path, 'mine');
  await expectRefused(`${path} is not a lock file of dqn.ts; move it or choose another folder`);
});

test('a folder that is not there is named', async () => {
  const missing = join(folder, 'none');
  const locked = withFolderLock(missing, new AbortController().signal, async () => {});
  await expect(locked).rejects.toThrow(
    expect.objectContaining({ code: 'ENOENT', path: join(missing, LOCK_FILE) }),
  );
});

describe('the work', () => {
  test('hears whether somebody was killed at it before', async () => {
    const wasAbandoned = () => withLock(async (lock) => lock.wasAbandoned);
    expect(await wasAbandoned()).toBe(false);
    writeFileSync(path, formatOwner({ ...self, started: '1' }));
    expect(await wasAbandoned()).toBe(true);
    expect(await wasAbandoned()).toBe(false);
  });

  test('hears that the folder was taken over, whose lock then stays', async () => {
    await withLock(async ({ check }) => {
      check();
      // As another process does it, which cannot look at this one.
      renameSync(path, `${path}.13.tmp`);
      check();
      rmSync(`${path}.13.tmp`);
      writeFileSync(path, FAR);
      expect(check).toThrow(UsageError);
      expect(check).toThrow(
        `${folder} was taken over by another process, because this one gave no sign of life for 20 s; this one stops without writing anything more`,
      );
    });
    expect(readFileSync(path, 'utf8')).toBe(FAR);
  });
});
