/** The command-line programs in processes of their own, as a person starts them. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** On Windows a signal ends a program, which cannot hear it; and there are no devices such as /dev/null, and no permissions. */
export const IS_WINDOWS = process.platform === 'win32';

export type ProgramName = 'train' | 'play' | 'sweep' | 'compare' | 'export';

export interface ProgramResult {
  readonly code: number | null;
  /** Standard output. */
  readonly out: string;
  /** Standard error. */
  readonly err: string;
}

/** Runs a file of TypeScript, given by its path from the root of the project, or from that of another checkout. */
export function startScript(file: string, args: readonly string[], root = process.cwd()): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', file, ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

export const startProgram = (program: ProgramName, args: readonly string[], root?: string): ChildProcess =>
  startScript(`src/${program}.ts`, args, root);

/** Starts a program with the command `tsx`, which watches over it, and not with `node --import tsx`. */
export const startUnderTsx = (program: ProgramName, args: readonly string[]): ChildProcess =>
  spawn(process.execPath, ['node_modules/tsx/dist/cli.mjs', `src/${program}.ts`, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });

/** Sends a signal as soon as something has come true, and waits for the end. */
export async function signalWhen(
  child: ChildProcess,
  isTime: () => boolean,
  signal: NodeJS.Signals,
): Promise<ProgramResult> {
  const ended = finishProgram(child);
  while (child.exitCode === null && !isTime()) await setTimeout(2);
  child.kill(signal);
  return ended;
}

/** Waits for the end of a program and collects what it says. */
export async function finishProgram(child: ChildProcess): Promise<ProgramResult> {
  let [out, err] = ['', ''];
  child.stdout!.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr!.on('data', (chunk) => {
    err += chunk;
  });
  const [code] = await once(child, 'close');
  return { code, out, err };
}

export const runProgram = (program: ProgramName, ...args: string[]): Promise<ProgramResult> =>
  finishProgram(startProgram(program, args));

/** What a finished run leaves in its folder, in alphabetical order. */
export const RUN_FILES = [
  'best.safetensors',
  'checkpoint.bin',
  'config.json',
  'curve.svg',
  'diagnosis.svg',
  'episodes.csv',
  'metrics.csv',
  'weights.safetensors',
];

/** Their bytes as text, which is easy to compare and short to show. */
export const runFiles = (folder: string): Record<string, string> =>
  Object.fromEntries(RUN_FILES.map((name) => [name, readFileSync(join(folder, name)).toString('base64')]));
