/** The figures of `docs/benchmarks.md`, and how long an update takes in README. */
import { type Fact, fromFile, measured } from './fact.ts';
import {
  atEachSize,
  type Measurement,
  range,
  SMALL,
  timesOursText,
  timeText,
  ZEN_3,
  ZEN_4,
} from './measurement.ts';
import { peersTable } from './peers.ts';
import { QUIET_CORE } from './results.ts';

export const PEERS_COMMAND = 'npx tsx bench/peers/run.ts --rounds 4';
export const WHOLE_RUNS_COMMAND = 'npx tsx bench/peers/run.ts --only c --rounds 1 --whole-runs';

const BUSY = '2026-11-29, AMD EPYC, a busy machine, but at the highest priority';

/** How often our time at the smallest size goes into that of a peer, round by round. */
const timesOursInRounds = (peer: string) =>
  ZEN_3.rounds(peer, SMALL).map((time, k) => time / ZEN_3.rounds('ours', SMALL)[k]);

const wholeRuns = (measurement: Measurement, name: string) =>
  fromFile(
    measurement.wholeRunsFile,
    WHOLE_RUNS_COMMAND,
    Object.fromEntries(
      ['cleanrl', 'sb3-zoo'].map((preset) => [
        `${name}${preset}-seconds`,
        measurement.seconds(preset).toFixed(1),
      ]),
    ),
  );

export const benchmarkFacts = (): Fact[] => [
  ...fromFile(ZEN_3.file, PEERS_COMMAND, {
    update: timeText(ZEN_3, 'ours', SMALL),
    'update-pytorch': timeText(ZEN_3, 'pytorch-eager', SMALL),
    peers: peersTable(ZEN_3),
    ...range('update', ZEN_3.rounds('ours', SMALL), 3),
    ...range('eager', timesOursInRounds('pytorch-eager'), 2),
    ...range('c', timesOursInRounds('c'), 2),
  }),
  ...fromFile(ZEN_4.file, PEERS_COMMAND, {
    ...atEachSize('zen4', (row) => timeText(ZEN_4, 'ours', row)),
    'zen4-update-pytorch': timeText(ZEN_4, 'pytorch-eager', SMALL),
    ...atEachSize('zen4-eager', (row) => timesOursText(ZEN_4, 'pytorch-eager', row)),
    ...atEachSize('zen4-tfjs', (row) => timesOursText(ZEN_4, 'tfjs-wasm', row)),
  }),
  ...wholeRuns(ZEN_3, ''),
  ...wholeRuns(ZEN_4, 'zen4-'),
  ...measured('npm run build && npm run bench:start', QUIET_CORE, {
    'start-node': '52',
    'start-package': '78',
    'start-package-ratio': '1.48',
    'start-version': '73',
    'start-version-ratio': '1.39',
    'start-tsx': '660',
    'start-train': '704',
    'start-train-ratio': '1.07',
  }),
  ...measured('node --cpu-prof dist/bin/dqn.js train --seed 0, and so on to 14', BUSY, {
    profile: '780',
    'profile-updates': '53',
    'profile-evaluations': '14',
    'profile-fsync': '10',
    'profile-fsync-time': '81',
    'profile-rest': '5',
    'profile-waiting': '6',
    'profile-loading': '5',
    'profile-writing': '3',
    'profile-garbage': '2',
  }),
];
