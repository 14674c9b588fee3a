/** Training on disks that are full and in folders that may not be written. */
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { formatLine, formatTitles } from '../../bench/table.ts';
import { temporaryOf } from '../../src/cli/files.ts';
import { checkpointStep, differentFiles, run, runToTheEnd } from './programs.ts';

/** The user and the group that own nothing. */
const NOBODY = 65_534;
/** Bytes of a disk on which everything has room. */
const AMPLE = 64_000_000;

/** A place where a run meets a limit, which can be lifted. */
interface Place {
  readonly name: string;
  /** The folder of the run. */
  readonly path: string;
  /** The command with which Node meets the limit, until there is room. */
  readonly node: readonly string[];
  makeRoom(): void;
  remove(): void;
}

function shell(command: string, ...args: string[]): void {
  execFileSync(command, args, { stdio: 'ignore' });
}

function succeeds(action: () => void): boolean {
  try {
    action();
    return true;
  } catch {
    return false;
  }
}

/** A disk of its own in memory. Takes the rights to mount one. */
function smallDisk(folder: string, bytes: number): Place {
  const disk = join(folder, `disk-${bytes}`);
  mkdirSync(disk, { recursive: true });
  shell('mount', '-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', disk);
  const unmount = () => shell('umount', disk);
  process.once('exit', unmount);
  return {
    name: `disk of ${bytes} bytes`,
    path: join(disk, 'run'),
    node: [process.execPath],
    makeRoom: () => shell('mount', '-o', `remount,size=${AMPLE}`, disk),
    remove() {
      process.off('exit', unmount);
      unmount();
    },
  };
}

/** No file may grow beyond so many bytes. */
function limitedFiles(folder: string, bytes: number): Place {
  return {
    name: `files of ${bytes} bytes`,
    path: join(folder, `limited-${bytes}`),
    node: ['prlimit', `--fsize=${bytes}`, process.execPath],
    makeRoom() {},
    remove() {},
  };
}

const COLUMNS = [
  { title: 'full disk', width: 30 },
  { title: 'checkpoint of step', width: 20 },
  { title: 'different files', width: 17 },
  { title: '  said', width: 0 },
];

/** Fills disks of several sizes, makes room, resumes, and compares with an undisturbed run. Gives the number of faults. */
export async function tryFullDisks(folder: string, flags: readonly string[]): Promise<number> {
  const canMount = succeeds(() => smallDisk(folder, 4096).remove());
  if (!canMount) process.stdout.write('\nno disk may be mounted here; only the sizes of files are limited\n');
  process.stdout.write(`\n${formatTitles(COLUMNS)}\n`);
  // In the second run the tables take the room.
  const filling = ['--metrics-every-steps', '1', '--checkpoint-every', '1000000'];
  let faults = 0;
  for (const [name, training] of [
    ['checkpoints', flags],
    ['tables', [...flags, ...filling]],
  ] as const) {
    const unbroken = join(folder, name);
    await runToTheEnd(['train', ...training, '--out', unbroken]);
    const sizes = readdirSync(unbroken).map((file) => statSync(join(unbroken, file)).size);
    const all = sizes.reduce((sum, size) => sum + size, 0);
    const largest = Math.max(...sizes);
    const disks = (canMount ? [0.3, 0.6, 0.95] : []).map(
      (share) => () => smallDisk(folder, Math.round(share * all)),
    );
    const files = [0.2, 0.9].map((share) => () => limitedFiles(folder, Math.round(share * largest)));
    for (const make of [...disks, ...files]) {
      const place = make();
      try {
        faults += await tryFullDisk(place, training, unbroken);
      } finally {
        place.remove();
      }
    }
  }
  return faults;
}

async function tryFullDisk(place: Place, flags: readonly string[], unbroken: string): Promise<number> {
  const { path } = place;
  const { code, err } = await run(['train', ...flags, '--out', path], { node: place.node });
  const faults: string[] = [];
  if (code !== 2 || !isOneLine(err)) faults.push(`ended with ${code}: ${err}`);
  const step = checkpointStep(path);
  if (readdirSync(path).some((name) => temporaryOf(name) !== null)) faults.push('left a file half-written');

  place.makeRoom();
  const next = step === null ? [...flags, '--out', path, '--overwrite'] : ['--resume', path];
  const again = await run(['train', ...next]);
  if (again.code !== 0) faults.push(`could not go on: ${again.err}`);
  const different = differentFiles(unbroken, path);
  const said = err.replaceAll(path, '…').trim();
  process.stdout.write(
    `${formatLine(COLUMNS, [place.name, step === null ? 'none' : String(step), String(different.length), `  ${said}`])}\n`,
  );
  for (const fault of faults) process.stdout.write(`FAULT: ${fault}\n`);
  return faults.length + different.length;
}

/** Training in a folder that may not be written must say so and change nothing. Gives the number of faults. */
export async function tryReadOnlyFolder(folder: string, flags: readonly string[]): Promise<number> {
  const path = join(folder, 'run');
  await runToTheEnd(['train', ...flags, '--out', path]);
  const before = contents(path);
  const isRoot = process.getuid?.() === 0;
  // A user with all rights may write there, too.
  const node = isRoot
    ? ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', process.execPath]
    : [process.execPath];
  if (isRoot) for (const owned of [folder, path]) chownSync(owned, NOBODY, NOBODY);
  for (const closed of [path, folder]) chmodSync(closed, 0o555);
  let faults = 0;
  process.stdout.write('\nread-only folder\n');
  try {
    for (const [name, args] of [
      ['new run', [...flags, '--out', join(folder, 'new')]],
      ['--overwrite', [...flags, '--out', path, '--overwrite']],
      ['--resume', ['--resume', path]],
    ] as const) {
      const { code, err } = await run(['train', ...args], { node });
      const isFault = code !== 2 || !isOneLine(err) || contents(path) !== before;
      if (isFault) faults++;
      process.stdout.write(
        `  ${name.padEnd(28)}${isFault ? `FAULT, exit code ${code}: ` : ''}${err.replaceAll(folder, '…').trim()}\n`,
      );
    }
  } finally {
    for (const closed of [folder, path]) chmodSync(closed, 0o755);
  }
  return faults;
}

const isOneLine = (text: string) => /^error: [^\n]+\n$/.test(text);

/** All bytes and names of a folder. */
const contents = (path: string) =>
  readdirSync(path)
    .map((name) => `${name} ${readFileSync(join(path, name), 'base64')}`)
    .join('\n');
