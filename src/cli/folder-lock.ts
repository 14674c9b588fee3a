/**
 * One program at a time in a folder: a file that names the process which works there.
 *
 * A process that is killed leaves the file behind; the next one sees that there is no such process and takes it over.
 */
import { closeSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { namingPath } from './files.ts';
import { UsageError } from './program.ts';

export const LOCK_FILE = 'running.lock';

/** Milliseconds that a process may take to write its name into the file that it has made. */
const WRITING = 200;

/**
 * Does something while nobody else works in a folder.
 *
 * @throws UsageError if another process does.
 */
export async function withFolderLock<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const path = join(folder, LOCK_FILE);
  await lock(folder, path);
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}

async function lock(folder: string, path: string): Promise<void> {
  if (createLockFile(path)) return;
  if (readLockFile(path) === '') await setTimeout(WRITING);
  const found = readLockFile(path);
  const holder = parseHolder(found);
  if (holder !== null && isAlive(holder)) {
    const { pid, host } = holder;
    throw new UsageError(
      `${folder} is in use by process ${pid} on ${host}; wait for it or, if it is none of ours, remove ${path}`,
    );
  }
  removeLockFile(path, found);
  if (!createLockFile(path)) {
    throw new UsageError(`${folder} was taken by another process at this moment; wait for it`);
  }
}

/** Whether the file was not there. */
function createLockFile(path: string): boolean {
  let file: number;
  try {
    file = openSync(path, 'wx');
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
  try {
    namingPath(path, () => writeSync(file, `${process.pid} ${hostname()}\n`));
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
  return true;
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
  const moved = `${path}.${process.pid}.tmp`;
  try {
    renameSync(path, moved);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return;
    throw error;
  }
  if (readFileSync(moved, 'utf8') === found) rmSync(moved);
  else renameSync(moved, path);
}

interface Holder {
  readonly pid: number;
  readonly host: string;
}

/** Null if the file says nothing: whoever made it was killed before it had written. */
function parseHolder(text: string): Holder | null {
  const [, pid, host] = /^([1-9]\d{0,9}) (\S+)\n$/.exec(text) ?? [];
  return pid === undefined ? null : { pid: Number(pid), host };
}

/** Of another machine one cannot know, so it counts as alive. */
function isAlive({ pid, host }: Holder): boolean {
  if (host !== hostname()) return true;
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isCode(error, 'EPERM');
  }
}

const isCode = (error: unknown, code: string) => (error as NodeJS.ErrnoException).code === code;
