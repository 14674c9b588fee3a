/**
 * Who holds a lock: a process, described so that another one can tell whether it still runs.
 *
 * A process number alone does not: it is given out again, and each PID namespace (each container) has numbers of its own. On
 * Linux a process is known by the boot of its machine, its PID namespace, its number there and the time at which it
 * started. From another machine or namespace, and where there is no /proc, it cannot be looked at.
 */
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

export interface LockOwner {
  readonly pid: number;
  readonly host: string;
  /** Whether it touches its lock regularly, as all do but those of the first version. */
  readonly beats: boolean;
  /** The three are null where the system does not tell. The start is in ticks of the clock of its machine. */
  readonly boot: string | null;
  readonly namespace: string | null;
  readonly started: string | null;
}

/** @param proc where the system tells about processes. */
export function thisProcess(proc = '/proc'): LockOwner {
  return {
    pid: process.pid,
    host: hostname(),
    beats: true,
    boot: told(() => readFileSync(join(proc, 'sys/kernel/random/boot_id'), 'utf8').trim()),
    namespace: told(() => readlinkSync(join(proc, 'self/ns/pid'))),
    started: told(() => readStat(join(proc, 'self')).started),
  };
}

/** One line. The first version wrote number and host only, and takes all behind the number for the name of a host. */
export function formatOwner({ pid, host, boot, namespace, started }: LockOwner): string {
  const facts = Object.entries({ boot, namespace, started }).filter(([, fact]) => fact !== null);
  return `${pid} ${[host, 'beats', ...facts.map((fact) => fact.join('='))].join(';')}\n`;
}

/** Null if the text is not from `formatOwner`. */
export function parseOwner(text: string): LockOwner | null {
  const [, pid, words = ''] = /^([1-9]\d{0,9}) (\S+)\n$/.exec(text) ?? [];
  if (pid === undefined) return null;
  const [host, ...facts] = words.split(';');
  const fact = (name: string) =>
    facts.find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1) ?? null;
  return {
    pid: Number(pid),
    host,
    beats: facts.includes('beats'),
    boot: fact('boot'),
    namespace: fact('namespace'),
    started: fact('started'),
  };
}

/** Whether a process still runs; null if that cannot be seen from here. */
export function isRunning(owner: LockOwner, self: LockOwner, proc = '/proc'): boolean | null {
  const { pid, boot, namespace, started } = owner;
  const isNear = boot === self.boot && namespace === self.namespace;
  if (isNear && boot !== null && namespace !== null && started !== null) {
    // What is mounted there may be of another namespace.
    if (told(() => readlinkSync(join(proc, 'self'))) !== `${self.pid}`) return null;
    const stat = told(() => readStat(join(proc, `${pid}`)));
    // It has ended, or it may not be looked at.
    if (stat === null) return isNumberInUse(pid) ? null : false;
    return stat.started === started && !ENDED.includes(stat.state);
  }
  // Without namespaces the name of the machine tells whose number it is; on Linux there may be some all the same.
  const mayBeHidden = owner.beats && process.platform === 'linux';
  if (namespace !== null || mayBeHidden || owner.host !== self.host) return null;
  if (pid === self.pid || !isNumberInUse(pid)) return false;
  return owner.beats ? null : true;
}

/** A zombie, whose parent has not asked how it ended, and one that is about to vanish. */
const ENDED = ['Z', 'X'];

/** State and start of a process, from the fields behind its name, which may hold spaces and parentheses. */
function readStat(folder: string): { state: string; started: string } {
  const text = readFileSync(join(folder, 'stat'), 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  // The third and the 22nd of proc(5).
  return { state: fields[0], started: fields[19] };
}

function isNumberInUse(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function told<T>(ask: () => T): T | null {
  try {
    return ask();
  } catch {
    return null;
  }
}
