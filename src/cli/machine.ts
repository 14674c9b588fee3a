/** Where and when something was computed, in words that stand beside results. */
import { arch, availableParallelism, cpus, type } from 'node:os';
import { quoteForShell } from './shell-quote.ts';
import { version } from './version.ts';

export interface Session {
  readonly command: string;
  readonly date: string;
  /** Processor and number of cores. */
  readonly machine: string;
  /** This project, the runtime and the operating system. */
  readonly versions: string;
}

function runtime(): string {
  const { bun, deno, node } = process.versions;
  if (bun !== undefined) return `Bun ${bun}`;
  return deno === undefined ? `Node v${node}` : `Deno ${deno}`;
}

/** @param words the command, word by word. */
export function describeSession(words: readonly string[], date: Date): Session {
  const cores = availableParallelism();
  return {
    command: words.map((word) => quoteForShell(word)).join(' '),
    date: `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    machine: `${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${cores} ${cores === 1 ? 'core' : 'cores'}`,
    versions: `dqn.ts ${version()}, ${runtime()}, ${type()} ${arch()}`,
  };
}
