/** The command-line programs in processes of their own, as a person starts them. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** On Windows a signal ends a program, which cannot hear it; and there are no devices such as /dev/null, and no permissions. */
export const IS_WINDOWS = process.platform === 'win32';

export const PROGRAM_NAMES = ['train', 'play', 'sweep', 'compare', 'export'] as const;
export type ProgramName = (typeof PROGRAM_NAMES)[number];

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

/** Runs a program from its source with `node --import tsx`. */
export const startSource = (program: ProgramName, args: readonly string[], root?: string): ChildProcess =>
  startScript(`src/${program}.ts`, args, root);

/** Runs a program from the bundle that is made for the tests, or from its source where there is none. */
export function startProgram(program: ProgramName, args: readonly string[]): ChildProcess {
  const bundle = process.env.BUNDLED_PROGRAMS;
  if (bundle === undefined) return startSource(program, args);
  return spawn(process.execPath, [join(bundle, `${program}.js`), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

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

export const runSource = (program: ProgramName, ...args: string[]): Promise<ProgramResult> =>
  finishProgram(startSource(program, args));

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
