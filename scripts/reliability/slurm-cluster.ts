/**
 * A Slurm cluster on one machine: a controller and two nodes, each in a PID and a UTS namespace of its own, so that nodes have
 * different names, see none of each other's processes, and die as machines do: at once, and without a word.
 *
 * Needs root, and slurm-wlm and munge of Debian. Nothing of an installed Slurm is read or changed.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isThere } from '../../src/cli/reading.ts';

const NODES = ['node1', 'node2'];
const PORT = 26817;

/** A task of a job array. */
export interface Task {
  readonly id: string;
  readonly index: number;
  /** As squeue writes it: R runs, PD waits, CG ends. */
  readonly state: string;
  readonly node: string;
}

export class SlurmCluster {
  readonly #folder: string;
  readonly #services: ChildProcess[] = [];
  readonly #nodes = new Map<string, ChildProcess>();

  /** @param folder where the cluster keeps its files. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  async start(): Promise<void> {
    // munged refuses a socket that not everybody can reach.
    chmodSync(this.#folder, 0o711);
    const file = (name: string) => join(this.#folder, name);
    for (const name of ['state', ...NODES]) mkdirSync(file(name));
    writeFileSync(file('munge.key'), randomBytes(1024), { mode: 0o600 });
    writeFileSync(file('slurm.conf'), this.#configuration());
    const munge = ['key', 'socket', 'pid', 'log', 'seed'].map(
      (name) => `--${{ key: 'key-file', socket: 'socket' }[name] ?? `${name}-file`}=${file(`munge.${name}`)}`,
    );
    this.#services.push(this.#spawn('munged', '--foreground', ...munge));
    await this.until(() => isThere(file('munge.socket')));
    this.#services.push(this.#spawn('slurmctld', '-D', '-c'));
    await this.until(() => spawnSync('scontrol', ['ping'], { env: this.environment() }).status === 0);
    for (const name of NODES) this.startNode(name);
    await this.until(() => this.nodes().every(({ state }) => state === 'idle'));
  }

  startNode(name: string): void {
    const namespaces = ['--pid', '--fork', '--mount-proc', '--uts', '--kill-child'];
    const script = `hostname ${name} && exec slurmd -D -N ${name}`;
    this.#nodes.set(name, this.#spawn('unshare', ...namespaces, 'sh', '-c', script));
  }

  /** Its first process is killed, and with it all others, as when a machine loses its power. */
  async killNode(name: string): Promise<void> {
    const node = this.#nodes.get(name) as ChildProcess;
    node.kill('SIGKILL');
    await once(node, 'close');
  }

  async stop(): Promise<void> {
    for (const process of [...this.#nodes.values(), ...this.#services.reverse()]) {
      if (process.exitCode !== null || process.signalCode !== null) continue;
      process.kill('SIGKILL');
      await once(process, 'close');
    }
  }

  /** What a command of Slurm prints. */
  ask(command: string, ...args: string[]): string {
    return execFileSync(command, args, { env: this.environment(), encoding: 'utf8' }).trim();
  }

  environment(): NodeJS.ProcessEnv {
    return { ...process.env, SLURM_CONF: join(this.#folder, 'slurm.conf') };
  }

  nodes(): { readonly name: string; readonly state: string }[] {
    return lines(this.ask('sinfo', '--noheader', '--Node', '--format=%N %t')).map(([name, state]) => ({
      name,
      state,
    }));
  }

  /** Those that are not over yet. */
  tasks(): Task[] {
    const format = '--format=%A %K %t %N';
    return lines(this.ask('squeue', '--noheader', '--array', format)).map(([id, index, state, node = '']) => {
      return { id, index: Number(index), state, node };
    });
  }

  /** Waits until a question, asked again and again, is answered with something true. */
  async until<T>(answer: () => T): Promise<NonNullable<T>> {
    for (let k = 0; k < 1200; k++) {
      const given = answer();
      if (given) return given;
      await sleep(100);
    }
    throw new Error('what the cluster was waited for did not happen within two minutes');
  }

  #spawn(command: string, ...args: string[]): ChildProcess {
    const log = openSync(join(this.#folder, `${command}.log`), 'a');
    return spawn(command, args, { env: this.environment(), stdio: ['ignore', log, log] });
  }

  #configuration(): string {
    const file = (name: string) => join(this.#folder, name);
    const host = hostname();
    const nodes = NODES.map(
      (name, k) =>
        `NodeName=${name} NodeHostname=${host} NodeAddr=127.0.0.1 Port=${PORT + 1 + k} CPUs=1 RealMemory=2000`,
    );
    return `${[
      'ClusterName=dqn',
      `SlurmctldHost=${host}(127.0.0.1)`,
      `SlurmctldPort=${PORT}`,
      ...['SlurmUser=root', 'SlurmdUser=root'],
      `AuthInfo=socket=${file('munge.socket')}`,
      `StateSaveLocation=${file('state')}`,
      `SlurmdSpoolDir=${file('%n')}`,
      `SlurmctldPidFile=${file('slurmctld.pid')}`,
      `SlurmdPidFile=${file('%n.pid')}`,
      // There may be no cgroups and no systemd.
      ...[
        'ProctrackType=proctrack/linuxproc',
        'TaskPlugin=task/none',
        'SwitchType=switch/none',
        'MpiDefault=none',
      ],
      'SlurmdParameters=config_overrides',
      ...['SelectType=select/cons_tres', 'SelectTypeParameters=CR_Core'],
      // A dead node is given up soon, and taken back when it is there again.
      ...['SlurmdTimeout=5', 'ReturnToService=2', 'KillWait=5'],
      ...nodes,
      `PartitionName=all Nodes=${NODES.join(',')} Default=YES State=UP`,
    ].join('\n')}\n`;
  }
}

const lines = (text: string): string[][] =>
  text === '' ? [] : text.split('\n').map((line) => line.trim().split(/\s+/));
