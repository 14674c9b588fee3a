/** Where and when something was computed, in words that stand beside results. */
import { readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, type } from 'node:os';
import { quoteForShell } from './shell-quote.ts';

export interface Session {
  readonly command: string;
  readonly date: string;
  /** Processor and number of cores. */
  readonly machine: string;
  /** Operating system, Node and this project. */
  readonly versions: string;
}

/** @param words the command, word by word. */
export function describeSession(words: readonly string[], date: Date): Session {
  const packageFile = new URL('../../package.json', import.meta.url);
  const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string };
  const cores = availableParallelism();
  return {
    command: words.map((word) => quoteForShell(word)).join(' '),
    date: `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    machine: `${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${cores} ${cores === 1 ? 'core' : 'cores'}`,
    versions: `dqn.ts ${version}, Node ${process.version}, ${type()} ${arch()}`,
  };
}
