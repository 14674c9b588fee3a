/** The figures of the search in `docs/experiments.md`: nothing is kept of it, but its command makes it again on every machine. */
import { type Fact, measured } from './fact.ts';
import { markdownTable } from './markdown-table.ts';

const ANYWHERE = '2026-11-29, Node 20.20.2, the same on every machine';
const TIMED = '2026-11-29, AMD EPYC, Node 20.20.2';

/** Scores, with their 95 % intervals where they are those of 20 fresh seeds. */
const FOUR = { chosen: '383.1', fresh: '265.4 (221.4 to 314.1)', preset: '308.7 (274.6 to 342.2)' };
const SIXTEEN = { chosen: '342.4', fresh: '324.0 (304.2 to 343.4)', preset: '306.9 (273.8 to 337.5)' };

const IMPORTANCE = markdownTable(
  ['hyper-parameter', 'explains', 'chance explains up to', 'rank correlation', 'best quarter'],
  [
    ['learning-rate', '57 %', '12 %', '0.67', '0.00183 (0.000393 to 0.00863)'],
    ['n-step', '14 %', '12 %', '0.23', '5 (2 to 8)'],
    ['target-sync-steps', '3 %', '12 %', '−0.10', '169 (43 to 845)'],
  ],
);

const confirmation = () =>
  markdownTable(
    ['on 20 fresh seeds', 'score'],
    [
      ['default', FOUR.preset],
      ['winner: learning rate 0.000738, 7-step returns, target every 845 steps', FOUR.fresh],
    ],
  );

const comparison = () =>
  markdownTable(
    ['search', 'score on the seeds that chose', 'on 20 fresh seeds', 'the preset on these'],
    [
      ['`--seeds 1-4`', FOUR.chosen, FOUR.fresh, FOUR.preset],
      ['`--seeds 1-16`', SIXTEEN.chosen, SIXTEEN.fresh, SIXTEEN.preset],
    ],
  );

const command = (seeds: string) =>
  `npx tsx src/sweep.ts … --halving --seeds ${seeds} --confirm 20 --out sweeps/long`;

export const searchFacts = (): Fact[] => [
  ...measured(command('1-4'), ANYWHERE, {
    'search-importance': IMPORTANCE,
    'search-chosen': FOUR.chosen,
    'search-confirmation': confirmation(),
  }),
  ...measured(command('1-16'), ANYWHERE, {
    'search-comparison': comparison(),
    'search-better': '0.537',
    'search-better-lower': '0.347',
    'search-better-upper': '0.718',
  }),
  ...measured(command('1-4'), TIMED, { 'search-4-seconds': '30' }),
  ...measured(command('1-16'), TIMED, { 'search-16-seconds': '75' }),
];
