/**
 * `npm run slurm`: the Slurm example of docs/distributed-sweeps.md on a cluster of its own, with a smaller sweep. Of the
 * parts, one loses its node, one is requeued, and one is stopped as by its time limit and submitted again. Then a search, a job array for
 * each rung, of which one loses a node. The merged sweep and the search must be those of a single process, byte for byte.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createCommand, runProgram } from '../../src/cli/program.ts';
import { isThere } from '../../src/cli/reading.ts';
import { withTemporaryFolder } from '../temporary-folder.ts';
import { runToTheEnd } from './programs.ts';
import { SlurmCluster, type Task } from './slurm-cluster.ts';

const PAGE = 'docs/distributed-sweeps.md';
const SWEEP = '--seeds 0-7 --steps 10000 --vary target-rule=max,double --no-early-stop';
const SEARCH =
  '--search random:16 --range n-step=1..32 --halving --seeds 0-1 --steps 10000 --no-early-stop --confirm 4';
/** What the parts of a search have to do, one round of them after the other. */
const STAGES = ['rung-1', 'rung-2', 'confirm'];
/** Of the sweep, and of the first rung. */
const RUNS = 16;
const PARTS = 4;
const NAME = 'default_target-rule';
/** What a sweep promises about its files: the others say who did what, and how long it took. */
const SAME = ['results.jsonl', 'curves.jsonl'];

/** The job script of the page, with other flags and for this cluster. */
function exampleJob(flags: string): string {
  const page = readFileSync(PAGE, 'utf8');
  const script = /^```sh\n(#!\/bin\/sh\n#SBATCH.*?)^```$/ms.exec(page)?.[1] ?? '';
  const changes = [
    ['--array=1-16', `--array=1-${PARTS}`],
    ['--cpus-per-task=8', '--cpus-per-task=1'],
    ['--mem=4G', '--mem=1G'],
    ['--preset default,steady --seeds 0-99 --no-early-stop', flags],
    ['$SLURM_ARRAY_TASK_ID/16', `$SLURM_ARRAY_TASK_ID/${PARTS}`],
  ];
  return changes.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the job script of ${PAGE} has no ${from}`);
    return text.replace(from, to);
  }, script);
}

/** A folder with this project in it, where sweeps and logs of jobs go. */
function makeProject(path: string): void {
  mkdirSync(path);
  for (const name of ['src', 'node_modules', 'package.json']) symlinkSync(resolve(name), join(path, name));
  writeFileSync(join(path, 'sweep.sbatch'), exampleJob(SWEEP));
  writeFileSync(join(path, 'search.sbatch'), exampleJob(`${SEARCH} --out sweeps/search`));
}

/** The parts of a sweep, or of a rung. */
class Parts {
  readonly #cluster: SlurmCluster;
  readonly #project: string;
  readonly #script: string;
  /** The folder of a part begins so. */
  readonly #folder: string;

  constructor(cluster: SlurmCluster, project: string, script: string, folder: string) {
    this.#cluster = cluster;
    this.#project = project;
    this.#script = script;
    this.#folder = folder;
  }

  submit(...flags: string[]): void {
    const options = { cwd: this.#project, env: this.#cluster.environment(), stdio: 'pipe' } as const;
    execFileSync('sbatch', [...flags, this.#script], options);
  }

  /** Waits until a part runs and has finished some of its runs, and says so. */
  async inTheMiddle(index: number): Promise<Task> {
    const task = await this.#cluster.until(() => {
      const running = this.#running(index);
      return this.#finished(index) > 0 ? running : undefined;
    });
    say(`part ${index} runs on ${task.node}, with ${this.#finished(index)} of ${RUNS / PARTS} runs finished`);
    return task;
  }

  begins(index: number): Promise<Task> {
    return this.#cluster.until(() => this.#running(index));
  }

  /** A part that waits is started now, not in two minutes. */
  async startWaiting(index: number): Promise<void> {
    const { id } = await this.#cluster.until(() => this.#task(index, 'PD'));
    this.#cluster.ask('scontrol', 'update', `JobId=${id}`, 'StartTime=now');
  }

  async finish(): Promise<void> {
    await this.#cluster.until(() => this.#cluster.tasks().length === 0);
  }

  hasStopped(index: number): boolean {
    const logs = readdirSync(this.#project).filter((name) => name.endsWith(`_${index}.log`));
    return logs.some((name) =>
      readFileSync(join(this.#project, name), 'utf8').includes('stopped; run the same command to continue'),
    );
  }

  #running = (index: number) => this.#task(index, 'R');

  #task(index: number, state: string): Task | undefined {
    return this.#cluster.tasks().find((task) => task.index === index && task.state === state);
  }

  #finished(index: number): number {
    const results = join(
      this.#project,
      'sweeps',
      `${this.#folder}_shard-${index}-of-${PARTS}`,
      'results.jsonl',
    );
    return isThere(results) ? readFileSync(results, 'utf8').split('\n').length - 1 : 0;
  }
}

const start = performance.now();

function say(text: string): void {
  const seconds = Math.round((performance.now() - start) / 1000);
  process.stdout.write(`${String(seconds).padStart(4)} s  ${text}\n`);
}

async function disturb(cluster: SlurmCluster, sweep: Parts): Promise<void> {
  sweep.submit();
  const stopped = await sweep.inTheMiddle(1);
  cluster.ask('scancel', '--signal=TERM', `${stopped.id}.0`);
  await cluster.until(() => sweep.hasStopped(1));
  say('part 1 is sent SIGTERM, as before its time limit, and stops');

  const requeued = await sweep.inTheMiddle(2);
  cluster.ask('scontrol', 'requeue', requeued.id);
  await cluster.until(() => sweep.hasStopped(2));
  say('part 2 is requeued, and stops');

  const killed = await sweep.inTheMiddle(3);
  await cluster.killNode(killed.node);
  say(`${killed.node} is killed`);
  await sweep.startWaiting(3);
  say('Slurm has noticed, and requeues part 3');
  cluster.startNode(killed.node);
  await sweep.startWaiting(2);
  sweep.submit('--array=1');
  await sweep.finish();
  say('parts 1 to 3 have continued, and all are done');
}

/** The rounds of a search, in the first of which a node is killed. */
async function climb(cluster: SlurmCluster, project: string): Promise<void> {
  for (const stage of STAGES) {
    const parts = new Parts(cluster, project, 'search.sbatch', `search/${stage}`);
    parts.submit();
    if (stage === STAGES[0]) {
      const { node } = await parts.inTheMiddle(3);
      await cluster.killNode(node);
      await parts.startWaiting(3);
      // On the other node: slurmctld 22.05.8 crashes when a part begins on one that has just come back.
      await parts.begins(3);
      cluster.startNode(node);
      say(`${node} was killed, and part 3 of the first rung requeued`);
    }
    await parts.finish();
    say(`${stage} is done`);
  }
}

async function tryAll(folder: string): Promise<number> {
  const project = join(folder, 'project');
  makeProject(project);
  const cluster = new SlurmCluster(folder);
  try {
    await cluster.start();
    say(`${cluster.ask('sinfo', '--version')}: ${cluster.nodes().length} nodes are idle`);
    await disturb(cluster, new Parts(cluster, project, 'sweep.sbatch', NAME));
    await climb(cluster, project);
  } finally {
    await cluster.stop();
  }
  const sweeps = join(project, 'sweeps');
  const parts = Array.from({ length: PARTS }, (_, k) => join(sweeps, `${NAME}_shard-${k + 1}-of-${PARTS}`));
  await runToTheEnd(['sweep', '--merge', ...parts, '--out', join(sweeps, NAME)]);
  await runToTheEnd(['sweep', ...SWEEP.split(' '), '--out', join(sweeps, 'single')]);
  for (const out of ['search', 'single-search']) {
    await runToTheEnd(['sweep', ...SEARCH.split(' '), '--out', join(sweeps, out)]);
  }
  const inSearch = [...STAGES.flatMap((stage) => SAME.map((name) => join(stage, name))), 'candidates.csv'];
  const same = [
    ...SAME.map((name) => [join(NAME, name), join('single', name)]),
    ...inSearch.map((name) => [join('search', name), join('single-search', name)]),
  ];
  const read = (name: string) => readFileSync(join(sweeps, name));
  const faults = same.filter(([parts, single]) => !read(parts).equals(read(single)));
  const names = faults.map(([name]) => name).join(', ');
  say(
    `merged and done by a single process: ${names === '' ? 'the same bytes' : `FAULT: different ${names}`}`,
  );
  return faults.length === 0 ? 0 : 1;
}

/** Why no cluster can be made here, or null. */
function obstacle(): string | null {
  if (process.getuid?.() !== 0) return 'only root can make namespaces and start nodes';
  for (const program of ['munged', 'slurmctld', 'slurmd', 'sbatch', 'unshare']) {
    try {
      execFileSync('sh', ['-c', `command -v ${program}`]);
    } catch {
      return `there is no ${program}; on Debian: apt-get install slurm-wlm munge`;
    }
  }
  return null;
}

await runProgram(async () => {
  createCommand('slurm')
    .description('Tries a sweep and a search on a Slurm cluster of two nodes on this machine.')
    .parse();
  const reason = obstacle();
  if (reason === null) return await withTemporaryFolder(tryAll);
  process.stdout.write(`nothing was tried: ${reason}\n`);
  return 0;
});
