/**
 * How a program starts: what it does is loaded only in the process that does it, which under the command `tsx` is a second one,
 * and only once its flags have turned out to be right.
 */
import module from 'node:module';
import { asksForHelp } from './asks-for-help.ts';
import { isWatchedByTsx, relayToCopy } from './relay.ts';

/** Runs `main` as `runProgram` does, in a process that has time for signals. */
export async function start(main: (stop: AbortSignal) => Promise<number>): Promise<void> {
  // Help is printed at once: there is nothing that a signal could harm.
  if (isWatchedByTsx() && !asksForHelp(process.argv)) {
    process.exitCode = await relayToCopy();
    return;
  }
  keepCompiledCode();
  const { runProgram } = await import('./program.ts');
  await runProgram(main);
}

/** What is compiled now need not be compiled at the next start, where Node can keep it (22.8 and later). */
function keepCompiledCode(): void {
  const { enableCompileCache } = module as { readonly enableCompileCache?: () => unknown };
  enableCompileCache?.();
}
