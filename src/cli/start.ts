/**
 * How a program starts: what it does is loaded only in the process that does it, which under the command `tsx` is a second one,
 * and only once its flags have turned out to be right.
 */
import { asksForHelp } from './asks-for-help.ts';
import { isWatchedByTsx, relayToCopy } from './relay.ts';

/** Runs `main` as `runProgram` does, in a process that has time for signals. */
export async function start(main: (stop: AbortSignal) => Promise<number>): Promise<void> {
  // Help is printed at once: there is nothing that a signal could harm.
  if (isWatchedByTsx() && !asksForHelp(process.argv)) {
    process.exitCode = await relayToCopy();
    return;
  }
  const { runProgram } = await import('./program.ts');
  await runProgram(main);
}
