/** The figures as Markdown, to be read in a terminal as well as pasted into a page. */
import { formatCount } from '../../src/cli/status-line.ts';
import type { Results } from '../results.ts';
import { formatFigure } from '../table.ts';
import type { Peer } from './peers.ts';
import type { FailedPeer, MeasuredPeer } from './rounds.ts';
import type { MeasuredRun } from './whole-runs.ts';
import type { Workload } from './workload.ts';

export interface Comparison extends Pick<Results, 'machine' | 'commit' | 'date'> {
  readonly rounds: number;
  /** Whether every process was held on one core. */
  readonly pinned: boolean;
  readonly workload: Workload;
  /** This project first. */
  readonly peers: readonly MeasuredPeer[];
  readonly failed: readonly FailedPeer[];
  readonly notInstalled: readonly Pick<Peer, 'name' | 'title' | 'install'>[];
  readonly wholeRuns: readonly MeasuredRun[];
}

/** Rows of cells as a Markdown table with aligned columns; the first row is the heading. */
function formatTable(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, k) => Math.max(3, ...rows.map((row) => row[k].length)));
  const lines = rows.map(
    (row) =>
      `| ${row.map((cell, k) => (k === 0 ? cell.padEnd(widths[k]) : cell.padStart(widths[k]))).join(' | ')} |`,
  );
  const rule = widths.map((width, k) => (k === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [lines[0], `| ${rule.join(' | ')} |`, ...lines.slice(1)].join('\n');
}

const formatRatio = (ratio: number) => `${formatFigure(ratio)}×`;

/** One line a peer, one column a row of the workload; each cell is a figure and its time as a multiple of ours. */
function formatPeers({ peers, workload }: Comparison): string {
  const ours = new Map(peers[0].rows.map(({ row, medianMicroseconds }) => [row, medianMicroseconds]));
  const names = [...ours.keys()];
  const perSecond = (row: string) => row === workload.environment?.row;

  const cell = (peer: MeasuredPeer, row: string) => {
    const time = peer.rows.find((measured) => measured.row === row)?.medianMicroseconds;
    if (time === undefined) return '–';
    const figure = perSecond(row) ? formatCount(1e6 / time) : formatFigure(time);
    return peer === peers[0] ? figure : `${figure} (${formatRatio(time / (ours.get(row) as number))})`;
  };
  const heading = names.map((row) => (perSecond(row) ? `${row}s/s` : `${row}, µs`));
  return formatTable([
    ['', ...heading],
    ...peers.map((peer) => [peer.title, ...names.map((row) => cell(peer, row))]),
  ]);
}

function formatWholeRuns(runs: readonly MeasuredRun[]): string {
  return formatTable([
    ['whole run', 'environment steps', 'dqn.ts, s', 'the other, s, recorded elsewhere', 'ratio'],
    ...runs.map(({ title, preset, steps, seconds, recordedSeconds }) => [
      `${title} (here: preset ${preset})`,
      formatCount(steps),
      formatFigure(seconds),
      formatFigure(recordedSeconds),
      formatRatio(recordedSeconds / seconds),
    ]),
  ]);
}

export function formatComparison(comparison: Comparison): string {
  const { machine, commit, date, rounds, pinned, peers, failed, notInstalled, wholeRuns } = comparison;
  const version =
    commit === null ? 'no commit' : `commit ${commit.hash.slice(0, 10)}${commit.dirty ? ', changed' : ''}`;
  const where = pinned ? 'pinned to one core' : 'not pinned to a core';
  const sections = [
    formatPeers(comparison),
    [
      `In brackets: the time as a multiple of ours. Medians of ${rounds} ${rounds === 1 ? 'round' : 'rounds'} in turn, ${where}.`,
      `${machine.cpu}, ${machine.platform}, ${date.slice(0, 10)}, ${version}.`,
    ].join('\n'),
    peers.map(({ title, version }) => `- ${title}: ${version}`).join('\n'),
  ];
  if (wholeRuns.length > 0) sections.push(formatWholeRuns(wholeRuns));
  if (notInstalled.length > 0) {
    const lines = notInstalled.map(({ title, install }) => `- ${title}: ${install}`);
    sections.push(['Not installed, so not measured:', ...lines].join('\n'));
  }
  if (failed.length > 0) {
    const lines = failed.map(({ name, reason }) => `- ${name}: ${reason}`);
    sections.push(['Failed:', ...lines].join('\n'));
  }
  return sections.join('\n\n');
}
