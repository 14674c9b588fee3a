/** The findings as Markdown tables: what docs/instability.md quotes. */

import { formatCount } from '../../src/cli/status-line.ts';
import { formatSeeds } from '../../src/cli/sweep/plan.ts';
import { type Block, toMarkdown } from '../../src/cli/sweep/report-document.ts';
import { formatValue } from '../../src/config/domain.ts';
import { ascending, mean, median } from '../../src/index.ts';
import { CORRECTION_STEPS, LARGE_ERROR } from './falls-in-training.ts';
import type { Study } from './folder.ts';
import type { Range } from './ranges.ts';
import type { Findings } from './study-run.ts';
import { VARIANTS } from './variants.ts';

type Later = NonNullable<Findings['later']>;

const THRESHOLD = 475;

/** A column: its name, and what a variant's runs put into it; `later` are the runs that went on after a perfect evaluation. */
interface Column {
  readonly name: string;
  readonly cell: (runs: readonly Findings[], later: readonly Later[]) => string;
}

export function findingsMarkdown(study: Study, findings: readonly Findings[]): string {
  const table = (columns: readonly Column[]): Block => ({
    kind: 'table',
    header: ['variant', ...columns.map(({ name }) => name)],
    rows: study.variants.map(({ name }) => {
      const runs = findings.filter(({ variant }) => variant === name);
      const later = runs.flatMap((run) => run.later ?? []);
      return [name, ...columns.map(({ cell }) => cell(runs, later))];
    }),
  });
  const blocks: Block[] = [
    { kind: 'heading', level: 1, text: 'Why DQN wavers on CartPole: findings' },
    {
      kind: 'paragraph',
      text: `${study.variants.length} variants, seeds ${formatSeeds(study.seeds)}, no early stop: ${findings.length} runs. docs/instability.md tells what to make of it. "Later" is after the first perfect evaluation, of which every episode lasted to the time limit; runs without one are in the first and the last table only. Of numbers of each run the median over the runs is given; a · b · c are the 5 %, 50 % and 95 % quantiles within a run, each the median over the runs.`,
    },
    { kind: 'heading', level: 2, text: 'How the runs went' },
    table(OUTCOME),
    {
      kind: 'list',
      items: [
        'Falls by then: of the pole, and of the cart off the track, that the memory held at the first perfect evaluation.',
      ],
    },
    { kind: 'heading', level: 2, text: 'How greedy episodes end' },
    table(GREEDY_FALLS),
    {
      kind: 'list',
      items: [
        'The episodes are those of the later evaluations in which at least one fell, all 20 of each. A fall is the cart leaving the track or the pole falling, whichever limit was overstepped farther. Counts are sums over the runs.',
        'To one side: of the evaluations with two falls or more, those in which all were of the same kind and to the same side.',
      ],
    },
    { kind: 'heading', level: 2, text: 'What Q says' },
    table(VALUES),
    {
      kind: 'list',
      items: [
        'From the later rows of metrics.csv: largest Q and mean action gap over recent states of training, mean Q and mean |TD error| over the minibatches, largest Q one step before recent falls.',
        'Greedy action gap: over the states of the first episode of each later evaluation.',
        'The ceiling is 1/(1 − γ), and 0 with the reward 0/−1.',
      ],
    },
    { kind: 'heading', level: 2, text: 'What the falls of training teach' },
    table(TRAINING_FALLS),
    {
      kind: 'list',
      items: [
        'At each later evaluation every transition of the memory was given its TD error δ, as an update would: the share of falls among them, the mean |δ| of falls and of the others, and the part of the pull on all values, Σ |l′(δ)|, that comes from falls, for the squared loss and for Huber with δ = 1, whichever the run used. Medians over the evaluations. Not for memories that do not sample uniformly or hold returns of several steps.',
        `Corrected: of the later falls whose |r − Q(s, a)| was above ${LARGE_ERROR} of the largest return when they happened, those with at most half of that error ${formatCount(CORRECTION_STEPS)} steps later. Falls of the last ${formatCount(CORRECTION_STEPS)} steps are left out. Sums over the runs.`,
      ],
    },
    { kind: 'heading', level: 2, text: 'What Q is the value of' },
    table(STARTS),
    {
      kind: 'list',
      items: [
        'At the end of each run, from 100 initial states: largest Q, and the discounted return within the time limit (500 steps are worth 99.3 with γ = 0.99, and 183.7 with 0.995) of the greedy policy, and of the ε-soft one whose value the target takes. Means over the episodes. Returns count 1 for a step, whatever reward the variant learns from.',
        'Last in spite of a slip: of the greedy episodes that last to the time limit, those that also do if the step after the first 100 is the action that Q holds for worse. Sums over the runs.',
      ],
    },
    { kind: 'heading', level: 2, text: 'Settings' },
    {
      kind: 'table',
      header: ['variant', 'preset', 'changed from the preset'],
      rows: study.variants.map(({ name, preset, changes }) => [
        name,
        preset,
        Object.entries(changes)
          .map(([key, value]) => `${key} ${formatValue(value)}`)
          .join(', ') || 'nothing',
      ]),
    },
    {
      kind: 'paragraph',
      text: `Budget of each run: ${study.steps === null ? 'that of its preset' : `${formatCount(study.steps)} steps`}. All settings are in study.json, the numbers of each run in findings.jsonl.`,
    },
    { kind: 'commands', lines: [command(study)] },
  ];
  return toMarkdown(blocks);
}

function command({ seeds, steps, variants }: Study): string {
  const some =
    variants.length === VARIANTS.length ? [] : ['--variants', variants.map(({ name }) => name).join(',')];
  const budget = steps === null ? [] : ['--steps', String(steps)];
  return ['npm run study:instability --', ...some, '--seeds', formatSeeds(seeds), ...budget].join(' ');
}

const middle = (values: readonly (number | null)[]): number | null => {
  const numbers = values.filter((value) => value !== null);
  return numbers.length === 0 ? null : median(ascending(numbers));
};

const format = (value: number | null) => (value === null ? '–' : String(Number(value.toPrecision(3))));

const percent = (value: number | null) => (value === null ? '–' : `${format(100 * value)} %`);

function formatRanges(ranges: readonly Range[]): string {
  const of = (k: 0 | 1 | 2) => format(middle(ranges.map((range) => range?.[k] ?? null)));
  return ranges.length === 0 ? '–' : [of(0), of(1), of(2)].join(' · ');
}

const sum = <Item>(items: readonly Item[], value: (item: Item) => number) =>
  items.reduce((total, item) => total + value(item), 0);

const OUTCOME: readonly Column[] = [
  {
    name: `ends at ${THRESHOLD} or more`,
    cell: (runs) =>
      `${runs.filter(({ finalGreedyMean }) => Number(finalGreedyMean) >= THRESHOLD).length} of ${runs.length}`,
  },
  {
    name: 'steps to first perfect',
    cell(runs) {
      const steps = median(ascending(runs.map(({ firstPerfectStep }) => firstPerfectStep ?? Infinity)));
      return Number.isFinite(steps) ? formatCount(steps) : 'never, for most';
    },
  },
  ...(['pole', 'cart'] as const).map(
    (cause): Column => ({
      name: `falls by then, ${cause}`,
      cell: (runs) => format(middle(runs.map(({ fallsByThen }) => fallsByThen?.[cause] ?? null))),
    }),
  ),
  {
    name: 'stability, mean',
    cell(runs) {
      const known = runs.flatMap(({ stability }) => stability ?? []);
      return known.length === 0 ? '–' : `${mean(known).toFixed(3)} of ${known.length} runs`;
    },
  },
];

const ends =
  (side: keyof Later['greedyFalls']['ends']): Column['cell'] =>
  (_, later) =>
    formatCount(sum(later, ({ greedyFalls }) => greedyFalls.ends[side]));

const GREEDY_FALLS: readonly Column[] = [
  {
    name: 'evaluations with a fall',
    cell: (_, later) =>
      `${formatCount(sum(later, ({ greedyFalls }) => greedyFalls.imperfect))} of ${formatCount(sum(later, ({ greedyFalls }) => greedyFalls.evaluations))}`,
  },
  { name: 'cart left the track, to the left', cell: ends('cartLeft') },
  { name: 'to the right', cell: ends('cartRight') },
  { name: 'pole fell, to the left', cell: ends('poleLeft') },
  { name: 'to the right', cell: ends('poleRight') },
  {
    name: 'steps until then',
    cell: (_, later) => format(middle(later.map(({ greedyFalls }) => greedyFalls.steps))),
  },
  {
    name: 'to one side',
    cell: (_, later) =>
      `${formatCount(sum(later, ({ greedyFalls }) => greedyFalls.oneSided))} of ${formatCount(sum(later, ({ greedyFalls }) => greedyFalls.severalFalls))}`,
  },
];

const range = (name: string, of: (later: Later) => Range): Column => ({
  name,
  cell: (_, later) => formatRanges(later.map(of)),
});

const VALUES: readonly Column[] = [
  range('largest Q', ({ rows }) => rows.maxQ),
  {
    name: 'rows above the ceiling',
    cell: (_, later) => percent(middle(later.map(({ rows }) => rows.aboveCeiling))),
  },
  range('mean Q', ({ rows }) => rows.meanQ),
  range('action gap', ({ rows }) => rows.actionGap),
  range('greedy action gap', ({ greedyFalls }) => greedyFalls.actionGap),
  range('mean |TD error|', ({ rows }) => rows.meanAbsTdError),
  range('Q before a fall', ({ rows }) => rows.qBeforeFall),
  range('churn of 64 greedy actions', ({ rows }) => rows.greedyChurn),
];

const memory = (name: string, of: (look: NonNullable<Later['memory']>) => number, show = format): Column => ({
  name,
  cell: (_, later) => show(middle(later.map((run) => (run.memory === null ? null : of(run.memory))))),
});

const TRAINING_FALLS: readonly Column[] = [
  memory('falls in the memory', ({ share }) => share, percent),
  memory('|δ| of falls', ({ fallError }) => fallError),
  memory('|δ| of the others', ({ otherError }) => otherError),
  memory('pull of falls, squared loss', ({ squaredPull }) => squaredPull, percent),
  memory('pull of falls, Huber', ({ huberPull }) => huberPull, percent),
  {
    name: 'large errors corrected',
    cell: (_, later) =>
      `${formatCount(sum(later, ({ corrections }) => corrections.corrected))} of ${formatCount(sum(later, ({ corrections }) => corrections.large))}`,
  },
];

const end = (name: string, of: (end: NonNullable<Findings['end']>) => number | null): Column => ({
  name,
  cell: (runs) => format(middle(runs.map((run) => run.end && of(run.end)))),
});

const STARTS: readonly Column[] = [
  end('mean Q of the last minibatches', ({ meanQ }) => meanQ),
  end('largest Q of initial states', ({ q }) => q),
  end('discounted return, greedy', ({ greedy }) => greedy),
  end('discounted return, ε-soft', ({ soft }) => soft),
  {
    name: 'last in spite of a slip',
    cell: (runs) =>
      `${formatCount(sum(runs, (run) => run.end?.lastingAfterSlip ?? 0))} of ${formatCount(sum(runs, (run) => run.end?.lasting ?? 0))}`,
  },
];
