/**
 * One program at a time in a folder: a file that names the process which works there.
 *
 * A process that is killed leaves the file behind. Where it can be looked at, the next one sees that it has ended, and takes
 * the folder over. Elsewhere (another machine, another container) its heartbeat decides: the file is touched every second.
 */
import { randomInt } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { namingPath } from './files.ts';
import { Heartbeat, PATIENCE, showsLife } from './heartbeat.ts';
import { formatOwner, isRunning, type LockOwner, parseOwner, thisProcess } from './lock-owner.ts';
import { printable } from './printable.ts';
import { UsageError } from './program.ts';

export const LOCK_FILE = 'running.lock';

/** Milliseconds that a process may take to write its name into the file that it has made. */
const WRITING = 200;

export interface FolderLock {
  /** Whether the process that worked here before was killed: it may have left the beginnings of files. */
  readonly wasAbandoned: boolean;
  /**
   * To be called before something is written.
   *
   * @throws UsageError if another process has taken the folder over, because this one gave no sign of life.
   */
  check(): void;
}

/** What locks depend on beside the folder. */
export interface Surroundings {
  readonly self: LockOwner;
  isRunning(owner: LockOwner, self: LockOwner): boolean | null;
  pause(milliseconds: number): Promise<unknown>;
  tell(line: string): void;
}

const surroundings = (): Surroundings => ({
  self: thisProcess(),
  isRunning,
  pause,
  tell: (line) => process.stderr.write(`${line}\n`),
});

/**
 * Does something while no other program works in a folder.
 *
 * @param stop ends the wait for a sign of life of another process.
 * @throws UsageError if another process works there.
 */
export async function withFolderLock<T>(
  folder: string,
  stop: AbortSignal,
  work: (lock: FolderLock) => Promise<T>,
  around = surroundings(),
): Promise<T> {
  const path = join(folder, LOCK_FILE);
  const { file, wasAbandoned } = await lock(folder, path, stop, around);
  // Some file systems do not count.
  const isCounted = fstatSync(file).nlink > 0;
  const heartbeat = new Heartbeat(path);
  try {
    return await work({
      wasAbandoned,
      check() {
        if (!isCounted || fstatSync(file).nlink > 0) return;
        throw new UsageError(
          `${folder} was taken over by another process, because this one gave no sign of life for ${PATIENCE / 1000} s; this one stops without writing anything more`,
        );
      },
    });
  } finally {
    await heartbeat.stop();
    const there = statSync(path, { bigint: true, throwIfNoEntry: false });
    const isOurs = there?.ino === fstatSync(file, { bigint: true }).ino;
    closeSync(file);
    if (isOurs) rmSync(path, { force: true });
  }
}

interface Lock {
  /** Open as long as the lock is held. */
  readonly file: number;
  readonly wasAbandoned: boolean;
}

async function lock(folder: string, path: string, stop: AbortSignal, around: Surroundings): Promise<Lock> {
  const file = createLockFile(path, around.self);
  if (file !== null) return { file, wasAbandoned: false };
  if (readLockFile(path) === '') await around.pause(WRITING);
  const found = readLockFile(path);
  // Empty if a process was killed before it had written its name.
  if (found !== '') await checkEnded(folder, path, found, stop, around);
  removeLockFile(path, found);
  const taken = createLockFile(path, around.self);
  if (taken === null) {
    throw new UsageError(`${folder} was just taken by another process; ${WAIT}`);
  }
  return { file: taken, wasAbandoned: true };
}

const WAIT = 'wait until it has ended, or choose another folder';

/** @throws UsageError unless the process that the lock names has ended, as far as can be known from here. */
async function checkEnded(
  folder: string,
  path: string,
  found: string,
  stop: AbortSignal,
  around: Surroundings,
): Promise<void> {
  const owner = parseOwner(found);
  if (owner === null) {
    throw new UsageError(`${path} is not a lock file of dqn.ts; move it or choose another folder`);
  }
  const name = `process ${owner.pid} on ${owner.host}`;
  const inUse = (more: string) => new UsageError(`${folder} is in use by ${name}${more}`);
  const runs = around.isRunning(owner, around.self);
  if (runs === false) return;
  if (runs) throw inUse(`; ${WAIT}`);
  if (!owner.beats) {
    throw inUse(
      `, whose state cannot be checked from here; wait until it has ended or, if it has, remove ${path}`,
    );
  }
  const tell = () =>
    around.tell(
      `waiting up to ${PATIENCE / 1000} s for a sign of life of ${printable(name)}, which holds ${printable(folder)}`,
    );
  if (await showsLife(path, stop, around.pause, tell)) {
    throw inUse(`, which gave a sign of life just now; ${WAIT}`);
  }
  if (stop.aborted) throw new UsageError(`${folder} is held by ${name}, which may have ended; try again`);
}

/** The open file, or null if there was one already. */
function createLockFile(path: string, self: LockOwner): number | null {
  let file: number;
  try {
    file = openSync(path, 'wx');
  } catch (error) {
    if (isCode(error, 'EEXIST')) return null;
    throw error;
  }
  try {
    namingPath(path, () => writeSync(file, formatOwner(self)));
    return file;
  } catch (error) {
    closeSync(file);
    rmSync(path, { force: true });
    throw error;
  }
}

/** Empty, too, if it has just been removed. */
function readLockFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return '';
    throw error;
  }
}

/**
 * Removes the file if it still holds what was found in it. Of several processes that do this at once, one may already have
 * replaced it by its own, so the file is moved first and then looked at.
 */
function removeLockFile(path: string, found: string): void {
  const moved = `${path}.${randomInt(2 ** 47)}.tmp`;
  try {
    renameSync(path, moved);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return;
    throw error;
  }
  if (readFileSync(moved, 'utf8') === found) rmSync(moved);
  else renameSync(moved, path);
}

const isCode = (error: unknown, code: string) => (error as NodeJS.ErrnoException).code === code;
