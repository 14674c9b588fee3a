/** The figures of `docs/engineering/lab.md`: how fast the page trains beside Node, how smooth it stays, how large it is. */
import { ascending, median } from '../../src/experiment/statistics.ts';
import { count, type Fact, measured } from './fact.ts';
import { markdownTable } from './markdown-table.ts';

const DAY = '2026-11-29';
const MACHINE = `${DAY}, AMD EPYC (Zen 3), 2 virtual cores, Node 20.20.2`;
const RATE = 'chrt -r 1 npm run lab-rate --';
const QUIET = `${MACHINE}, Chromium 147.0.7727.0, quiet`;

/** Steps a second in Node and in the page, frames a second, milliseconds of 95 % and 99 % of the frames and until it can be used. */
const ROUNDS = [
  { node: 5865, page: 6632, frames: 54.7, p95: 16.8, p99: 66.6, interactive: 245 },
  { node: 7310, page: 7006, frames: 51.6, p95: 33.3, p99: 116.7, interactive: 188 },
  { node: 6844, page: 6203, frames: 49.7, p95: 33.4, p99: 100, interactive: 200 },
  { node: 6208, page: 6380, frames: 56.8, p95: 16.8, p99: 49.9, interactive: 220 },
  { node: 6466, page: 6223, frames: 56.6, p95: 16.8, p99: 33.4, interactive: 176 },
];

type Round = (typeof ROUNDS)[number];

/** Of the frames of these rounds together. */
const ALL_FRAMES = { frames: 53.9, p95: 16.8, p99: 100, late: 4.5, latest: 183 };

/** Medians of three rounds; of frames, those of the rounds together. */
const PRESETS = {
  default: { node: 6480, page: 6410, frames: 52.9, p95: 33.3, p99: 83.2, late: 5.9 },
  'mountain-car': { node: 13_498, page: 11_164, frames: 48.8, p95: 33.4, p99: 133.2, late: 8.7 },
  acrobot: { node: 13_076, page: 13_498, frames: 47.8, p95: 50, p99: 100, late: 7.4 },
  breakout: { node: 3478, page: 3390, frames: 53.7, p95: 16.8, p99: 66.6, late: 2.8 },
};

const whole = (value: number) => count(Math.round(value));

function defaultTable(): string {
  const range = (of: (round: Round) => number, shown = whole) => {
    const values = ascending(ROUNDS.map(of));
    return `(${shown(values[0])} to ${shown(values[values.length - 1])})`;
  };
  const middle = (of: (round: Round) => number, unit = '', shown = whole) =>
    `${shown(median(ascending(ROUNDS.map(of))))}${unit} ${range(of, shown)}`;
  return markdownTable(
    ['', 'Node', 'page'],
    [
      [
        'environment steps a second; in the page from the press of Train to the end as it is shown',
        middle(({ node }) => node),
        middle(({ page }) => page),
      ],
      [
        "of these the page's as a share of Node's, round by round",
        '',
        middle(
          ({ node, page }) => page / node,
          '',
          (share) => share.toFixed(2),
        ),
      ],
      ['frames a second while it trains', '', `${whole(ALL_FRAMES.frames)} ${range(({ frames }) => frames)}`],
      ['95 % of the frames come within', '', `${whole(ALL_FRAMES.p95)} ms ${range(({ p95 }) => p95)}`],
      ['99 % of the frames come within', '', `${whole(ALL_FRAMES.p99)} ms ${range(({ p99 }) => p99)}`],
      ['frames later than 25 ms', '', `${ALL_FRAMES.late} %`],
      ['the latest frame', '', `${ALL_FRAMES.latest} ms`],
      ["tasks over 50 ms on the page's own thread", '', '1 in the five runs'],
      [
        'from navigation to usable controls, from a server on the same machine, empty cache',
        '',
        middle(({ interactive }) => interactive, ' ms'),
      ],
    ],
    '--:',
  );
}

const presetsTable = () =>
  markdownTable(
    [
      'preset',
      'steps a second in Node',
      'in the page',
      'frames a second',
      '95 % of the frames come within',
      '99 % within',
      'later than 25 ms',
    ],
    Object.entries(PRESETS).map(([preset, { node, page, frames, p95, p99, late }]) => [
      `\`${preset}\``,
      whole(node),
      whole(page),
      whole(frames),
      `${whole(p95)} ms`,
      `${whole(p99)} ms`,
      `${late} %`,
    ]),
    '--:',
  );

export const labFacts = (): Fact[] => [
  ...measured('npm run build:web', `${DAY}, gzip of each file`, {
    'lab-folder': '216',
    'lab-museum': '41',
    'lab-museum-worker': '24',
    'lab-museum-pane': '17',
    'lab-page': '90',
    'lab-shared': '55',
    'lab-worker': '4',
    'lab-pictures': '17',
    'lab-styles': '8',
    'lab-rest': '2',
    'lab-counted': '173.5',
  }),
  ...measured(`${RATE} --rounds 5`, QUIET, { 'lab-default': defaultTable() }),
  ...measured(`${RATE} --preset NAME --rounds 3`, QUIET, { 'lab-presets': presetsTable() }),
  ...measured('npm run web, the preset breakout', `${DAY}, AMD EPYC, Chromium, VmRSS of the page`, {
    'lab-memory-before': '122',
    'lab-memory': '482',
    'lab-memory-finished': '792',
  }),
  ...measured('npx vitest run test/web/e2e', '2026-11-23, AMD EPYC, 2 virtual cores, Node 20.20.2', {
    'lab-tests-alone': '78',
    'lab-tests-busy': '156',
  }),
];
