/** The programs in processes of their own, and what they leave, for the scripts that try whether they can be relied on. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decodeRunCheckpoint } from '../../src/experiment/files/run-checkpoint.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A program and its flags. */
export type Command = readonly [program: 'train' | 'play' | 'sweep', ...flags: string[]];

export interface Ended {
  /** Null if a signal ended it. */
  readonly code: number | null;
  /** Standard error. */
  readonly err: string;
  readonly milliseconds: number;
}

export interface Circumstances {
  /** Another Node, or a command that starts one in other circumstances. */
  readonly node?: readonly string[];
  /** What runs TypeScript instead of Node with tsx. */
  readonly runtime?: readonly string[];
  /** After so many milliseconds it is killed without warning. */
  readonly killAfter?: number;
}

/** Starts a program and waits for its end. */
export async function run(
  [program, ...flags]: Command,
  { node = [process.execPath], runtime = [...node, '--import', 'tsx'], killAfter }: Circumstances = {},
): Promise<Ended> {
  const [command, ...before] = runtime;
  const start = performance.now();
  const child = spawn(command, [...before, `src/${program}.ts`, ...flags], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let err = '';
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  const timer = killAfter === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfter);
  const [code] = await once(child, 'close');
  clearTimeout(timer);
  return { code, err, milliseconds: performance.now() - start };
}

/** @throws Error with what it said if it did not end well. */
export async function runToTheEnd(command: Command, circumstances?: Circumstances): Promise<Ended> {
  const ended = await run(command, circumstances);
  if (ended.code !== 0) throw new Error(`${command.join(' ')} ended with ${ended.code}: ${ended.err}`);
  return ended;
}

/** The names of all files in a folder, or in either of two, that are not the same in both. */
export function differentFiles(a: string, b: string): string[] {
  const names = new Set([...filesOf(a), ...filesOf(b)]);
  return [...names].filter((name) => !contentOf(a, name).equals(contentOf(b, name)));
}

const filesOf = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(join(folder, name)).isFile(),
  );

const MISSING = Buffer.from('no such file');

function contentOf(folder: string, name: string): Buffer {
  const path = join(folder, name);
  return statSync(path, { throwIfNoEntry: false }) === undefined ? MISSING : readFileSync(path);
}

/**
 * The step of the checkpoint in a folder, or null if there is none.
 *
 * @throws CheckpointError if it is not whole.
 */
export function checkpointStep(folder: string): number | null {
  const path = join(folder, 'checkpoint.bin');
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return null;
  return decodeRunCheckpoint(readFileSync(path)).step;
}
