import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { formatOwner, isRunning, type LockOwner, parseOwner, thisProcess } from '../../src/cli/lock-owner.ts';

const BOOT = '46f91160-4b4e-411f-ac28-719c7d428dad';
const NAMESPACE = 'pid:[4026531836]';
const self: LockOwner = {
  pid: 100,
  host: 'here',
  beats: true,
  boot: BOOT,
  namespace: NAMESPACE,
  started: '5000',
};
/** As the first version wrote it. */
const old = { beats: false, boot: null, namespace: null, started: null };
/** As it is written where there is no /proc. */
const unseen = { boot: null, namespace: null, started: null };

/** A number that no process has. */
const unusedNumber = () => spawnSync(process.execPath, ['--version']).pid;

let proc: string;
/** What the system tells about a process, whose name is as nasty as names may be. */
function tell(pid: number, started: string, state = 'S'): void {
  mkdirSync(join(proc, `${pid}`), { recursive: true });
  const between = Array.from({ length: 18 }, (_, k) => k).join(' ');
  writeFileSync(join(proc, `${pid}`, 'stat'), `${pid} (a) Z (b) ${state} ${between} ${started} 1 2 3\n`);
}

beforeEach(() => {
  proc = mkdtempSync(join(tmpdir(), 'proc-'));
  symlinkSync('100', join(proc, 'self'));
  tell(100, '5000');
});
afterEach(() => rmSync(proc, { recursive: true }));

describe('the line in a lock', () => {
  test.each([
    ['all that is known', self],
    ['a process of a system that tells nothing', { ...self, ...unseen }],
  ])('keeps %s', (_, owner) => {
    expect(parseOwner(formatOwner(owner))).toEqual(owner);
  });

  test('is for the first version a process of another machine, which it leaves alone', () => {
    const [, pid, host] = /^([1-9]\d{0,9}) (\S+)\n$/.exec(formatOwner(self))!;
    expect([pid, host === 'here']).toEqual(['100', false]);
  });

  test('may be from the first version', () => {
    expect(parseOwner('12 here\n')).toEqual({ pid: 12, host: 'here', ...old });
  });

  test.each(['', 'mine', '12 here', '0 here\n', '12 over here\n', '12  here\n', '12 here\n\n'])(
    'is not %j',
    (text) => {
      expect(parseOwner(text)).toBeNull();
    },
  );
});

test.runIf(process.platform === 'linux')('this process is known by boot, namespace and start', () => {
  const owner = thisProcess();
  expect(owner).toEqual({
    pid: process.pid,
    host: hostname(),
    beats: true,
    boot: expect.stringMatching(/^[0-9a-f-]{36}$/),
    namespace: expect.stringMatching(/^pid:\[\d+\]$/),
    started: expect.stringMatching(/^\d+$/),
  });
  expect(thisProcess()).toEqual(owner);
  expect(isRunning(owner, owner)).toBe(true);
  expect(isRunning({ ...owner, started: `${Number(owner.started) - 1}` }, owner)).toBe(false);
  expect(isRunning({ ...owner, pid: unusedNumber() }, owner)).toBe(false);
});

test('where nothing is told, a process is known by number and host only', () => {
  expect(thisProcess(join(proc, 'none'))).toEqual({
    pid: process.pid,
    host: hostname(),
    beats: true,
    ...unseen,
  });
});

describe('a process of the same machine and namespace', () => {
  const isThere = (changes: Partial<LockOwner>) => isRunning({ ...self, pid: 12, ...changes }, self, proc);

  test('runs if there is one that started at that time', () => {
    tell(12, '777');
    expect(isThere({ started: '777' })).toBe(true);
  });

  test('has ended if its number belongs to another by now, also to this one', () => {
    tell(12, '778');
    expect(isThere({ started: '777' })).toBe(false);
    expect(isThere({ pid: 100, started: '777' })).toBe(false);
  });

  test.each(['Z', 'X'])('has ended if it is in state %s: only its parent has not heard of it', (state) => {
    tell(12, '777', state);
    expect(isThere({ started: '777' })).toBe(false);
  });

  test('has ended if nobody has its number', () => {
    expect(isThere({ pid: unusedNumber() })).toBe(false);
  });

  test('though its machine has got another name: a container that was started again', () => {
    tell(12, '778');
    expect(isThere({ host: 'before', started: '777' })).toBe(false);
  });

  test('is not known if somebody has its number, but it may not be looked at', () => {
    expect(isThere({ pid: process.ppid })).toBeNull();
  });

  test('is not known if what is mounted as /proc is of another namespace', () => {
    rmSync(join(proc, 'self'));
    symlinkSync('4711', join(proc, 'self'));
    tell(12, '778');
    expect(isThere({ started: '777' })).toBeNull();
  });
});

test.each<[string, Partial<LockOwner>]>([
  ['another boot, be it of this machine', { boot: 'another' }],
  ['another namespace of this machine', { namespace: 'pid:[1]' }],
  ['another machine without /proc', { ...unseen, host: 'there' }],
  ['an unknown start', { started: null }],
])('a process of %s is not known, whatever numbers are in use', (_, changes) => {
  for (const pid of [100, process.ppid, unusedNumber()]) {
    expect(isRunning({ ...self, ...changes, pid }, self, proc)).toBeNull();
  }
});

describe('a lock of the first version', () => {
  const own = { ...self, pid: process.pid };
  const runs = (pid: number, host = 'here') => isRunning({ pid, host, ...old }, own, proc);

  test('is believed by number and host', () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    try {
      expect(runs(child.pid!)).toBe(true);
    } finally {
      child.kill();
    }
    expect(runs(unusedNumber())).toBe(false);
    expect(runs(9_999_999_999)).toBe(false);
    expect(runs(process.pid)).toBe(false);
  });

  test('of another machine cannot be judged', () => {
    expect(runs(unusedNumber(), 'there')).toBeNull();
  });
});

describe('on a system without namespaces', () => {
  const { platform } = process;
  beforeEach(() => Object.defineProperty(process, 'platform', { value: 'darwin' }));
  afterEach(() => Object.defineProperty(process, 'platform', { value: platform }));
  const here = { ...self, ...unseen, pid: process.pid };

  test('a process has ended if nobody has its number, and if somebody has, it is not known', () => {
    expect(isRunning({ ...here, pid: unusedNumber() }, here, proc)).toBe(false);
    expect(isRunning(here, here, proc)).toBe(false);
    expect(isRunning({ ...here, pid: process.ppid }, here, proc)).toBeNull();
  });

  test('which Linux without /proc is not', () => {
    Object.defineProperty(process, 'platform', { value: 'linux' });
    expect(isRunning({ ...here, pid: unusedNumber() }, here, proc)).toBeNull();
  });
});
