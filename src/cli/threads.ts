/** How modules of this project run in threads of their own. */
import { Tinypool } from 'tinypool';

/** Flags of Node with which a thread runs a module: TypeScript in a checkout, or JavaScript that was made of it. */
export const threadFlags = (module: URL): string[] =>
  module.pathname.endsWith('.ts') ? ['--import', new URL('./register-tsx.mjs', import.meta.url).href] : [];

/** Threads that call the default export of a module. */
export function createThreads(module: URL, count: number): Tinypool {
  return new Tinypool({
    filename: module.href,
    runtime: 'worker_threads',
    minThreads: count,
    maxThreads: count,
    execArgv: threadFlags(module),
  });
}
