/** Runs peers in turn, so that a slow minute of the machine falls on all of them. */
import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
import { median } from './measure.ts';
import { type Peer, ROOT } from './peers.ts';
import { type PeerReport, parsePeerReport } from './workload.ts';

const CORE = '0';

/** Every library that has a pool of threads gets one thread. */
const ONE_THREAD = {
  OMP_NUM_THREADS: '1',
  OPENBLAS_NUM_THREADS: '1',
  MKL_NUM_THREADS: '1',
  TF_NUM_INTRAOP_THREADS: '1',
};

export interface InstalledPeer {
  readonly peer: Peer;
  readonly command: readonly string[];
}

export interface MeasuredRow {
  readonly row: string;
  /** Over the rounds. */
  readonly medianMicroseconds: number;
  /** The median of each round. */
  readonly rounds: readonly number[];
}

export interface MeasuredPeer {
  readonly name: string;
  readonly title: string;
  readonly version: string;
  readonly rows: readonly MeasuredRow[];
}

export interface FailedPeer {
  readonly name: string;
  /** The last line on standard error that speaks of an error, or simply the last. */
  readonly reason: string;
}

/** Whether processes can be held on one core here. */
export function canPin(): boolean {
  try {
    execFileSync('taskset', ['-c', CORE, 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Standard output of a command that runs alone, on one core if `pinned`. */
export async function runAlone(
  command: readonly string[],
  pinned: boolean,
  stop: AbortSignal,
): Promise<string> {
  const [program, ...args] = pinned ? ['taskset', '-c', CORE, ...command] : command;
  const options = { cwd: ROOT, env: { ...process.env, ...ONE_THREAD }, signal: stop };
  const { stdout } = await promisify(execFile)(program, args, options);
  return stdout;
}

function describeFailure(error: unknown): string {
  const { stderr = '', message = String(error) } = error as { stderr?: string; message?: string };
  const lines = (stderr.trim() || message).split('\n');
  return lines.findLast((line) => /error/i.test(line)) ?? (lines.at(-1) as string);
}

/**
 * Every peer once in each round, in the order given; a peer that fails is left out from then on.
 *
 * `tell` hears of each process before it starts. Rejects with an AbortError when `stop` is aborted.
 */
export async function runInTurn(
  peers: readonly InstalledPeer[],
  rounds: number,
  pinned: boolean,
  stop: AbortSignal,
  tell: (round: number, peer: Peer) => void,
): Promise<{ measured: MeasuredPeer[]; failed: FailedPeer[] }> {
  const reports = new Map<Peer, PeerReport[]>(peers.map(({ peer }) => [peer, []]));
  const failed: FailedPeer[] = [];
  for (let round = 1; round <= rounds; round++) {
    for (const { peer, command } of peers) {
      if (!reports.has(peer)) continue;
      tell(round, peer);
      try {
        reports.get(peer)?.push(parsePeerReport(await runAlone(command, pinned, stop)));
      } catch (error) {
        stop.throwIfAborted();
        failed.push({ name: peer.name, reason: describeFailure(error) });
        reports.delete(peer);
      }
    }
  }
  return { measured: [...reports].map(([peer, of]) => summarize(peer, of)), failed };
}

function summarize({ name, title }: Peer, reports: readonly PeerReport[]): MeasuredPeer {
  const rows = reports[0].rows.map(({ row }, k) => {
    const rounds = reports.map((report) => report.rows[k].median_us);
    return { row, medianMicroseconds: median(rounds), rounds };
  });
  return { name, title, version: reports[0].version, rows };
}
