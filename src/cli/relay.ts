/**
 * The command `tsx` watches over the program that it runs: when a signal comes, it waits 30 ms for the program to say that it has
 * heard it, sends it the signal, waits another 30 ms, and ends it with SIGKILL. A program that computes or waits for a disk may
 * take longer than that, and only its main thread can hear signals. So under `tsx` a program starts itself once more and does
 * nothing but relay signals, for which it always has time. `node --import tsx` watches over nothing.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';

export type StopSignal = 'SIGHUP' | 'SIGINT' | 'SIGTERM';
export const STOP_SIGNALS: readonly StopSignal[] = ['SIGHUP', 'SIGINT', 'SIGTERM'];

/** Milliseconds in which a second signal is the same one: a Ctrl-C comes from the terminal and again from the relay. */
export const REPEAT_MS = 1000;
/** Milliseconds that the program has to end at a second signal before it is killed. */
const GRACE_MS = 500;

/** With `--require` this is how the command `tsx`, and nothing else, starts a program. */
const WATCHED = /[\\/]tsx[\\/]dist[\\/]preflight\.cjs$/;

export function isWatchedByTsx(execArgv: readonly string[] = process.execArgv): boolean {
  return execArgv.some((argument) => WATCHED.test(argument));
}

/** Runs this program again as a process of its own, not watched, and returns the exit code. */
export async function relayToCopy(): Promise<number> {
  const watched = process.execArgv.findIndex((argument) => WATCHED.test(argument));
  // Without `--require` and its value.
  const flags = process.execArgv.toSpliced(watched - 1, 2);
  const copy = spawn(process.execPath, [...flags, ...process.argv.slice(1)], {
    // The channel tells the copy when this process is gone.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  let since: number | null = null;
  const relay = (signal: NodeJS.Signals) => {
    copy.kill(signal);
    const now = performance.now();
    since ??= now;
    if (now - since > REPEAT_MS) setTimeout(() => copy.kill('SIGKILL'), GRACE_MS).unref();
  };
  for (const signal of STOP_SIGNALS) process.on(signal, relay);
  const [code, signal] = await once(copy, 'close');
  return code ?? 128 + constants.signals[signal as NodeJS.Signals];
}
