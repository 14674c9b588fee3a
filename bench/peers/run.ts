/** `npx tsx bench/peers/run.ts`: the same work in this project and in others, in turn. `README.md` tells what is compared. */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fileName } from '../../src/cli/file-name.ts';
import { writeFileAtomically } from '../../src/cli/files.ts';
import { numberBetween } from '../../src/cli/number-between.ts';
import { createCommand, UsageError } from '../../src/cli/program.ts';
import { start } from '../../src/cli/start.ts';
import { describeCommit, describeMachine } from '../results.ts';
import { OURS, PEERS, type Peer } from './peers.ts';
import { type Comparison, formatComparison } from './report.ts';
import { canPin, type InstalledPeer, runInTurn } from './rounds.ts';
import { type MeasuredRun, measureRun, RECORDED_RUNS } from './whole-runs.ts';
import { readWorkload } from './workload.ts';

interface RunOptions {
  readonly rounds: number;
  readonly only?: string;
  readonly workload?: string;
  readonly json?: string;
  readonly wholeRuns?: true;
}

const MOST_ROUNDS = 1000;
const DEFAULT_WORKLOAD = fileURLToPath(new URL('workload.json', import.meta.url));

function parseArguments() {
  const command = createCommand('bench:peers')
    .description(
      'Times the same work in this project and in others that are installed, in turn, and prints ratios.',
    )
    .usage('[flags]')
    .option(
      '--rounds <n>',
      'How often each takes its turn.',
      numberBetween('--rounds', 1, MOST_ROUNDS, 'an integer'),
      5,
    )
    .option('--only <names>', `Only these, separated by commas: ${PEERS.map(({ name }) => name).join(', ')}.`)
    .option('--whole-runs', 'Also whole training runs of this project, beside times recorded elsewhere.')
    .option('--workload <file>', 'Rows and sizes. (default: bench/peers/workload.json)')
    .option('--json <file>', 'Also write all figures to this file; replaces it.', fileName('--json', '.json'))
    .parse();
  const { rounds, only, workload, json, wholeRuns = false } = command.opts<RunOptions>();

  const path = workload === undefined ? DEFAULT_WORKLOAD : resolve(workload);
  return {
    rounds,
    peers: selectPeers(only),
    path,
    workload: readWorkload(path),
    json,
    wholeRuns,
  };
}

function selectPeers(only: string | undefined): readonly Peer[] {
  if (only === undefined) return PEERS;
  const names = only.split(',');
  const unknown = names.find((name) => !PEERS.some((peer) => peer.name === name));
  if (unknown !== undefined) {
    const names = PEERS.map(({ name }) => name).join(', ');
    throw new UsageError(`--only: got "${unknown}", expected one of ${names}`);
  }
  return PEERS.filter(({ name }) => names.includes(name));
}

const tell = (text: string) => process.stderr.write(`${text}\n`);

async function main(stop: AbortSignal): Promise<number> {
  const { rounds, peers, path, workload, json, wholeRuns } = parseArguments();
  const pinned = canPin();
  if (!pinned)
    tell('taskset is not available: processes may move between cores, which makes figures less steady');
  const origin = { machine: describeMachine(), commit: describeCommit(), date: new Date().toISOString() };

  const installed: InstalledPeer[] = [];
  const notInstalled: Peer[] = [];
  for (const peer of [OURS, ...peers]) {
    const command = peer.command(path);
    if (command === null) notInstalled.push(peer);
    else installed.push({ peer, command });
  }

  try {
    const { measured, failed } = await runInTurn(installed, rounds, pinned, stop, (round, peer) =>
      tell(`round ${round} of ${rounds}: ${peer.title}`),
    );
    const ours = failed.find(({ name }) => name === OURS.name);
    if (ours) throw new Error(`our own side failed: ${ours.reason}`);

    const runs: MeasuredRun[] = [];
    for (const run of wholeRuns ? RECORDED_RUNS : []) {
      tell(`whole run: preset ${run.preset}, ${run.steps} steps`);
      runs.push(await measureRun(run, pinned, stop));
    }
    const comparison: Comparison = {
      ...origin,
      rounds,
      pinned,
      workload,
      peers: measured,
      failed,
      notInstalled: notInstalled.map(({ name, title, install }) => ({ name, title, install })),
      wholeRuns: runs,
    };
    process.stdout.write(`${formatComparison(comparison)}\n`);
    if (json !== undefined) {
      writeFileAtomically(json, `${JSON.stringify(comparison, null, 2)}\n`);
      tell(`figures in ${json}`);
    }
    return failed.length > 0 ? 1 : 0;
  } catch (error) {
    if (stop.aborted) return 0;
    throw error;
  }
}

await start(main);
