/**
 * `node:fs` on a machine whose power fails between two operations on files.
 *
 * What was written and not brought to the disk by `fsync` is lost then, all of it, while names, lengths that were cut and
 * removals stay: the worst that a file system does which keeps the order of such changes (ext4 in its default mode). Or
 * nothing is lost, as when the process is killed.
 */
import type * as Fs from 'node:fs';
import { join } from 'node:path';

class PowerFailure extends Error {}

/** Lengths that are on the disk, by the number of the file, of files that were written to since. */
const unsynced = new Map<number, number>();
const open = new Set<number>();
let fs: typeof Fs;
let operations = 0;
/** The operation that the power fails at; all later ones fail, too, such as those that would clean up. */
let failAt = Number.POSITIVE_INFINITY;

function operation<Args extends unknown[], Result>(work: (...args: Args) => Result) {
  return (...args: Args): Result => {
    if (operations++ >= failAt) throw new PowerFailure('the power has failed');
    return work(...args);
  };
}

/** For `vi.mock('node:fs', …)`. */
export function withFailingPower(original: typeof Fs): typeof Fs {
  fs = original;
  const before = (file: number) => {
    const { ino, size } = fs.fstatSync(file);
    if (!unsynced.has(ino)) unsynced.set(ino, size);
  };
  const cut = (ino: number, length: number) => {
    const synced = unsynced.get(ino);
    if (synced !== undefined) unsynced.set(ino, Math.min(synced, length));
  };
  return {
    ...fs,
    openSync: operation((path, flags, mode) => {
      const file = fs.openSync(path, flags, mode);
      const { ino, size } = fs.fstatSync(file);
      cut(ino, size);
      open.add(file);
      return file;
    }),
    closeSync(file) {
      open.delete(file);
      fs.closeSync(file);
    },
    writeSync: operation((file: number, ...rest: unknown[]) => {
      before(file);
      return (fs.writeSync as (file: number, ...rest: unknown[]) => number)(file, ...rest);
    }) as typeof Fs.writeSync,
    fsyncSync: operation((file) => {
      fs.fsyncSync(file);
      unsynced.delete(fs.fstatSync(file).ino);
    }),
    ftruncateSync: operation((file, length = 0) => {
      fs.ftruncateSync(file, length ?? 0);
      cut(fs.fstatSync(file).ino, length ?? 0);
    }),
    truncateSync: operation((path, length = 0) => {
      fs.truncateSync(path, length ?? 0);
      cut(fs.statSync(path as string).ino, length ?? 0);
    }),
    renameSync: operation(fs.renameSync),
    rmSync: operation(fs.rmSync),
    mkdirSync: operation(fs.mkdirSync) as typeof Fs.mkdirSync,
  };
}

function loseUnsynced(folder: string): void {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) loseUnsynced(path);
    const length = unsynced.get(fs.statSync(path).ino);
    if (length !== undefined) fs.truncateSync(path, length);
  }
}

/** What ends the work of a process at a moment that it has not chosen. */
export const ENDS = ['process killed', 'power lost'] as const;

/**
 * Prepares an empty folder and works in it, ended at its first operation on files, then at its second, and so on, and last
 * after all of them. `look` sees what is left each time.
 */
export function endedAtEachOperation(
  end: (typeof ENDS)[number],
  folder: string,
  {
    prepare = () => {},
    work,
    look,
  }: { prepare?: () => void; work: () => void; look: (done: boolean) => void },
): void {
  for (let done = false, at = 0; !done; at++) {
    for (const name of fs.readdirSync(folder)) fs.rmSync(join(folder, name), { recursive: true });
    prepare();
    unsynced.clear();
    [operations, failAt] = [0, at];
    try {
      work();
      done = operations <= at;
    } catch (error) {
      if (!(error instanceof PowerFailure)) throw error;
    }
    failAt = Number.POSITIVE_INFINITY;
    for (const file of open) fs.closeSync(file);
    open.clear();
    if (end === 'power lost') loseUnsynced(folder);
    look(done);
  }
}
