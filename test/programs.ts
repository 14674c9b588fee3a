/** The command-line programs in processes of their own, as a person starts them. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

export type ProgramName = 'train' | 'play' | 'sweep';

export interface ProgramResult {
  readonly code: number | null;
  /** Standard output. */
  readonly out: string;
  /** Standard error. */
  readonly err: string;
}

export function startProgram(program: ProgramName, args: readonly string[]): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', `src/${program}.ts`, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
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
