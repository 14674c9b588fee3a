/**
 * `npm run two-owners`: two programs that want one folder, each in a PID namespace of its own, as in two containers with one
 * host name. There neither can see the other, and both have the number 1.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LOCK_FILE } from '../../src/cli/folder-lock.ts';
import { formatOwner, thisProcess } from '../../src/cli/lock-owner.ts';
import { createCommand, runProgram } from '../../src/cli/program.ts';
import { withTemporaryFolder } from '../temporary-folder.ts';
import { checkpointStep, differentFiles, run, runToTheEnd } from './programs.ts';

const NAMESPACE = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child'];
const IN_A_NAMESPACE = [...NAMESPACE, process.execPath];
/** Some 20 s of training, most of which the second owner does. */
const RUN = [
  ...['--steps', '400000', '--hidden-sizes', '32,32', '--batch-size', '16', '--no-early-stop'],
  ...['--checkpoint-every', '1000', '--evaluation-episodes', '1', '--final-evaluation-episodes', '1'],
];

interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<{ readonly code: number | null; readonly err: string }>;
  /** The program itself, whose number in its namespace is 1. */
  signal(name: NodeJS.Signals): void;
}

/** Trains in a namespace of its own, and waits for a checkpoint behind `step`. */
async function startOwner(path: string, step: number, ...flags: string[]): Promise<Started> {
  const [command, ...before] = IN_A_NAMESPACE;
  const child = spawn(command, [...before, '--import', 'tsx', 'src/train.ts', ...flags], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let err = '';
  child.stderr!.on('data', (chunk) => {
    err += chunk;
  });
  const ended = once(child, 'close').then(([code]) => ({ code, err }));
  while (!existsSync(path) || (checkpointStep(path) ?? 0) <= step) {
    if (child.exitCode !== null) throw new Error(`train ${flags.join(' ')} ended: ${err}`);
    await sleep(50);
  }
  const signal = (name: NodeJS.Signals) => {
    const inside = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim();
    process.kill(Number(inside), name);
  };
  return { child, ended, signal };
}

let faults = 0;

/** What a program said, with short paths, and without `unshare`, which complains when its child is killed. */
const saidIn = (err: string) =>
  err
    .replaceAll(/\S*\/(?=run\b)/g, '…/')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('unshare: '));

/** Says what a program did and how long that took, and whether it should have. */
function report(
  what: string,
  isRight: boolean,
  { code, err, milliseconds }: Awaited<ReturnType<typeof run>>,
) {
  if (!isRight) faults++;
  const seconds = (milliseconds / 1000).toFixed(1);
  process.stdout.write(`${isRight ? '' : 'FAULT: '}${what}: exit code ${code} after ${seconds} s\n`);
  for (const line of saidIn(err)) process.stdout.write(`    ${line}\n`);
}

async function tryAll(folder: string): Promise<void> {
  const undisturbed = join(folder, 'undisturbed');
  const path = join(folder, 'run');
  const resume = ['train', '--resume', path] as const;
  await runToTheEnd(['train', ...RUN, '--out', undisturbed]);

  const first = await startOwner(path, 0, ...RUN, '--out', path);
  for (const [where, node] of [
    ['in another namespace', IN_A_NAMESPACE],
    ['outside of it', [process.execPath]],
  ] as const) {
    const refused = await run(resume, { node });
    report(
      `resumed ${where} while it trains`,
      refused.code === 2 && refused.err.includes('sign of life just now'),
      refused,
    );
  }

  first.signal('SIGSTOP');
  const stoppedAt = checkpointStep(path) as number;
  const start = performance.now();
  const second = await startOwner(path, stoppedAt, '--resume', path);
  const waited = performance.now() - start;
  first.signal('SIGCONT');
  const overtaken = await first.ended;
  report(
    'stopped for longer than a heartbeat may take, and overtaken',
    overtaken.code === 2 && overtaken.err.includes('was taken over by another process'),
    { ...overtaken, milliseconds: waited },
  );

  second.signal('SIGKILL');
  const { err } = await second.ended;
  process.stdout.write(`the second owner had said: ${saidIn(err).join(' ')}\n`);
  cpSync(path, join(folder, 'killed'), { recursive: true });
  const taken = await run(resume, { node: IN_A_NAMESPACE });
  const different = differentFiles(undisturbed, path);
  report(
    `killed, and resumed in another namespace: ${different.length} different files`,
    taken.code === 0 && different.length === 0,
    taken,
  );

  // Its number belongs to another process by now, or its container has got another name.
  const killed = join(folder, 'killed');
  const earlier = { ...thisProcess(), started: '1', host: 'renamed' };
  writeFileSync(join(killed, LOCK_FILE), formatOwner(earlier));
  const reused = await run(['train', '--resume', killed]);
  report(
    `resumed where the number of the dead owner is in use: ${differentFiles(undisturbed, killed).length} different files`,
    reused.code === 0 && reused.err === '' && differentFiles(undisturbed, killed).length === 0,
    reused,
  );
}

await runProgram(async () => {
  createCommand('two-owners').description('Lets programs in two PID namespaces want one folder.').parse();
  try {
    execFileSync(NAMESPACE[0], [...NAMESPACE.slice(1), 'true'], { stdio: 'ignore' });
  } catch {
    process.stdout.write('no PID namespace can be made here (unshare --pid), so nothing was tried\n');
    return 0;
  }
  await withTemporaryFolder(tryAll);
  process.stdout.write(faults === 0 ? 'no fault was found\n' : `${faults} faults\n`);
  return faults === 0 ? 0 : 1;
});
