/** How modules of this project run in threads of their own. */
import { Tinypool } from 'tinypool';
import { errorOfThread } from './thread-refusal.ts';

/**
 * Flags of Node with which a thread runs a module: TypeScript in a checkout, or JavaScript that was made of it. Deno needs and takes
 * none.
 */
export const threadFlags = (module: URL): string[] =>
  module.pathname.endsWith('.ts') && !('deno' in process.versions)
    ? ['--import', new URL('./register-tsx.mjs', import.meta.url).href]
    : [];

/** Calls the default export of a module in a thread. What it takes and gives must be plain data. */
export type CallInThread = (argument: unknown) => Promise<unknown>;

/**
 * Does something with threads that call the default export of a module, and then ends them.
 *
 * When the program is to stop it ends them in the middle of what they do and gives null.
 */
export async function withThreads<T>(
  module: URL,
  count: number,
  stop: AbortSignal,
  use: (call: CallInThread) => Promise<T>,
): Promise<T | null> {
  if (stop.aborted) return null;
  const pool = new Tinypool({
    filename: module.href,
    runtime: 'worker_threads',
    useAtomics: false,
    minThreads: count,
    maxThreads: count,
    execArgv: threadFlags(module),
  });
  const interrupt = () => void pool.destroy();
  stop.addEventListener('abort', interrupt, { once: true });
  try {
    return await use((argument) => pool.run(argument));
  } catch (error) {
    // Threads that are ended in the middle of something look to the pool like failures.
    if (stop.aborted) return null;
    throw errorOfThread(error);
  } finally {
    stop.removeEventListener('abort', interrupt);
    await pool.destroy();
  }
}
