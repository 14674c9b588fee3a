/** What `bench/peers/run.ts` measured on a machine, as `bench/results` keeps it. */
import { readFileSync } from 'node:fs';
import type { Comparison } from '../../bench/peers/report.ts';

export interface Measurement {
  /** The path of the file with the times of the peers, from the root of the project. */
  readonly file: string;
  /** The path of the file with the whole runs. */
  readonly wholeRunsFile: string;
  /** The median microseconds of each round; of none where the peer has no such row. */
  rounds(peer: string, row: string): readonly number[];
  /** The median of the rounds, or null. */
  microseconds(peer: string, row: string): number | null;
  /** Of a whole run. */
  seconds(preset: string): number;
}

const read = (file: string) =>
  JSON.parse(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')) as Comparison;

/** Throws a TypeError, in its methods, for a peer or a preset that was not measured. */
function measurementOf(machine: string): Measurement {
  const [file, wholeRunsFile] = ['peers', 'whole-runs'].map((name) => `bench/results/${name}${machine}.json`);
  const { peers } = read(file);
  const { wholeRuns } = read(wholeRunsFile);
  const find = (peer: string, row: string) =>
    peers.find(({ name }) => name === peer)!.rows.find((candidate) => candidate.row === row);
  return {
    file,
    wholeRunsFile,
    rounds: (peer, row) => find(peer, row)?.rounds ?? [],
    microseconds: (peer, row) => find(peer, row)?.medianMicroseconds ?? null,
    seconds: (preset) => wholeRuns.find((run) => run.preset === preset)!.seconds,
  };
}

/** Of 2026-11-29: the one that README and docs/benchmarks.md quote. */
export const ZEN_3 = measurementOf('');
/** Of 2026-11-22, on a faster machine. */
export const ZEN_4 = measurementOf('-zen4');

/** An update at three sizes. */
export const SMALL = 'update, B 32, 4-24-24-2';
export const MIDDLE = 'update, B 128, 4-120-84-2';
export const LARGE = 'update, B 64, 4-256-256-2';
export const UPDATES = [SMALL, MIDDLE, LARGE] as const;
export const ACT = 'act, 4-120-84-2';
export const ACT_AND_LEARN = 'act and learn';
export const STEP = 'environment step';

/** How many times as long as we a peer takes: above 1, ours is faster. */
export const timesOurs = ({ microseconds }: Measurement, peer: string, row: string) =>
  Number(microseconds(peer, row)) / Number(microseconds('ours', row));

/** To so many significant digits, with no zeros behind a whole number's. */
export function significant(value: number, digits: number): string {
  const text = value.toPrecision(digits);
  return value < 10 ** (digits - 1) ? text : `${Number(text)}`.replace(/\B(?=(\d{3})+$)/, '\u00a0');
}

export const timeText = ({ microseconds }: Measurement, peer: string, row: string) =>
  significant(Number(microseconds(peer, row)), 3);
export const timesOursText = (measurement: Measurement, peer: string, row: string) =>
  significant(timesOurs(measurement, peer, row), 2);

/** A figure of each size, by the name that it begins with. */
export const atEachSize = (name: string, text: (row: string) => string) => ({
  [`${name}-small`]: text(SMALL),
  [`${name}-middle`]: text(MIDDLE),
  [`${name}-large`]: text(LARGE),
});

/** The least and the most of the rounds. */
export const range = (name: string, rounds: readonly number[], digits: number) => ({
  [`${name}-least`]: significant(Math.min(...rounds), digits),
  [`${name}-most`]: significant(Math.max(...rounds), digits),
});
