/**
 * How the command-line programs begin and end.
 *
 * Exit codes: 0 done, 1 a fault of the program (with its stack trace), 2 something is wrong with what it was given (one
 * line on standard error), 128 + n stopped by signal n, as shells count: 129 a closed terminal, 130 Ctrl-C, 143 SIGTERM,
 * 141 broken pipe.
 */
import { constants } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { Command, CommanderError } from 'commander';
import { UserError } from '../user-error.ts';
import { watchForOrphanage } from './orphan-watch.ts';
import { printable } from './printable.ts';
import { REPEAT_MS, STOP_SIGNALS, type StopSignal } from './relay.ts';
import { fitToTerminal } from './unicode.ts';

/** The person asked a program for something that cannot be done. */
export class UsageError extends UserError {
  override name = 'UsageError';
}

const EXIT_USAGE = 2;
const EXIT_BROKEN_PIPE = 141;
const exitBySignal = (signal: StopSignal) => 128 + constants.signals[signal];
/** Characters of an error message. */
const MAX_LINE = 600;

/** A commander command that throws instead of exiting and leaves the printing of errors to `runProgram`. */
export function createCommand(name: string): Command {
  return new Command(name).exitOverride().configureOutput({ outputError: () => {} });
}

/**
 * Runs `main` and exits with the code it gives.
 *
 * `stop` is aborted by Ctrl-C, SIGTERM, a closed terminal, when standard output takes no more, and when the process that relays
 * signals is gone; `main` should then finish what must be finished and return, and the exit code tells the cause. A second
 * signal ends the program at once.
 */
export async function runProgram(main: (stop: AbortSignal) => Promise<number>): Promise<void> {
  const stop = new AbortController();
  let stopCode: number | null = null;
  let stoppedAt = 0;
  const stopWith = (code: number) => {
    if (stopCode !== null) return;
    stopCode = code;
    stoppedAt = performance.now();
    stop.abort();
  };
  const onSignal = (signal: NodeJS.Signals) => {
    if (stopCode !== null && performance.now() - stoppedAt > REPEAT_MS) process.exit(stopCode);
    stopWith(exitBySignal(signal as StopSignal));
  };
  for (const signal of STOP_SIGNALS) process.on(signal, onSignal);
  const endWatch = process.connected ? watchForOrphanage() : () => {};
  process.once('disconnect', () => {
    endWatch();
    stopWith(exitBySignal('SIGHUP'));
  });
  // Listening must not keep the program alive.
  process.channel?.unref();
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    const isBrokenPipe = error.code === 'EPIPE';
    if (!isBrokenPipe && stopCode === null)
      process.stderr.write(`error: standard output: ${describeSystemError(error)}\n`);
    stopWith(isBrokenPipe ? EXIT_BROKEN_PIPE : EXIT_USAGE);
    process.exitCode = stopCode ?? EXIT_USAGE;
  });
  // Without a listener a closed standard error would end the program; nothing is left to report to.
  process.stderr.on('error', () => {});
  for (const stream of [process.stdout, process.stderr]) fitToTerminal(stream);

  let code: number;
  try {
    code = await main(stop.signal);
  } catch (error) {
    const line = describeUsageError(error);
    if (line === null) throw error;
    if (line !== '') process.stderr.write(`error: ${line}\n`);
    code = line === '' ? 0 : EXIT_USAGE;
  } finally {
    // A signal that came during the last piece of work is only delivered when the event loop turns.
    await setImmediate();
    for (const signal of STOP_SIGNALS) process.off(signal, onSignal);
    endWatch();
  }
  process.exitCode = stopCode ?? code;
}

/**
 * The line that tells a person what they did wrong; empty if all is well (they asked for help); null if it is not their
 * doing but a fault of the program.
 */
export function describeUsageError(error: unknown): string | null {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return '';
    const message = error.message.replace(/^error: |\.$/g, '').replaceAll('\n', ' ');
    return oneLine(`${message}; see --help`);
  }
  if (error instanceof UserError) return oneLine(error.message);
  if (isAllocationError(error)) {
    return oneLine(
      `there is not enough memory (${error.message}); make --replay-capacity, --hidden-sizes or --batch-size smaller`,
    );
  }
  return isSystemError(error) ? oneLine(describeSystemError(error)) : null;
}

/** The engine has no room for an array; it has no kind of error for that, only words. */
const isAllocationError = (error: unknown): error is RangeError =>
  error instanceof RangeError && /\ballocat(e|ion)\b/.test(error.message);

/** An error of the operating system: a missing file, a full disk, a folder that may not be written. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && 'syscall' in error;
}

const ADVICE: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder; check the path',
  EACCES: 'access denied; choose another place or change its permissions',
  EPERM: 'access denied; choose another place or change its permissions',
  EROFS: 'the disk is read-only; choose another place',
  ENOSPC: 'the disk is full; make room or choose another place',
  EDQUOT: 'your disk quota is used up; make room or choose another place',
  EADDRINUSE: 'the port is in use; choose another one',
  EISDIR: 'this is a folder; name a file',
  EEXIST: 'something else is there already; choose another place',
  EFBIG: 'the file would exceed the size limit; choose another place',
  EIO: 'the device reports an input/output error; choose another place',
  ELOOP: 'its symbolic links form a loop; check the path',
  ENOTDIR: 'a part of the path is a file, not a folder; check the path',
  ENAMETOOLONG: 'the name is too long; choose a shorter one',
};

/** "path: what is wrong and what to do". */
export function describeSystemError(error: NodeJS.ErrnoException): string {
  const what = ADVICE[error.code ?? ''] ?? error.message;
  return error.path === undefined ? what : `${error.path || 'an empty path'}: ${what}`;
}

/** Names found in files may be endless. */
function oneLine(text: string): string {
  const line = printable(text);
  return line.length <= MAX_LINE ? line : `${line.slice(0, MAX_LINE)}…`;
}
