/** What a search found: the winner, how it did on fresh seeds, and what each hyper-parameter had to do with it. */
import { formatValue } from '../../config/domain.ts';
import { fixed } from '../../drawing/format-number.ts';
import { environmentOf } from '../../experiment/assembly.ts';
import { returnDecimals } from '../../experiment/return-range.ts';
import { ascending, median } from '../../experiment/statistics.ts';
import { stripFigure } from '../../figures/strip.ts';
import { flagName } from '../arguments.ts';
import type { Session } from '../machine.ts';
import { formatCount } from '../status-line.ts';
import type { SweepFolder } from '../sweep/folder.ts';
import { formatSeeds } from '../sweep/plan.ts';
import { formatEstimate, sessionBlocks } from '../sweep/report.ts';
import type { Block } from '../sweep/report-document.ts';
import { domainOf, type Found, lastScore, plural, scoreIn } from './found.ts';
import { importanceBlocks } from './importance-report.ts';
import type { RungOutcome } from './outcome.ts';
import type { SearchPlan } from './plan.ts';
import { ADVISED_SEEDS, type Test, testOf, winnerBlocks } from './winner-report.ts';

export const FIGURES = ['marginals', 'rungs', 'confirmation'];

/** Candidates in the table of the best. */
const MAX_LISTED = 10;
export interface SearchReport {
  readonly title: string;
  readonly blocks: readonly Block[];
  /** Lines for the terminal. */
  readonly summary: readonly string[];
}

export function makeSearchReport(
  search: SearchPlan,
  outcomes: readonly RungOutcome[],
  confirmation: SweepFolder | null,
  sessions: readonly Session[],
): SearchReport {
  const [winner] = outcomes[outcomes.length - 1].best;
  const { spec } = environmentOf(search.variants[winner].config);
  const found: Found = { search, outcomes, winner, decimals: returnDecimals(spec) };
  const test = confirmation === null ? null : testOf(confirmation);
  const title = `Search ${search.name}`;
  const blocks: Block[] = [
    { kind: 'heading', level: 1, text: title },
    { kind: 'paragraph', text: describeExtent(found, spec.id) },
    { kind: 'heading', level: 2, text: 'The winner' },
    ...winnerBlocks(found, test),
    { kind: 'heading', level: 2, text: 'What mattered' },
    ...importanceBlocks(found),
    { kind: 'heading', level: 2, text: 'The best candidates' },
    bestTable(found),
    { kind: 'heading', level: 2, text: 'Rungs' },
    ...rungBlocks(found),
    { kind: 'heading', level: 2, text: 'How it was made' },
    ...sessionBlocks(sessions),
    {
      kind: 'paragraph',
      text: 'All settings are in the sweep.json of each rung, its numbers in results.jsonl and curves.jsonl beside it; candidates.csv has the scores.',
    },
  ];
  return { title, blocks, summary: summaryOf(found, test) };
}

/** Every candidate with its values, and its score on each rung that it was on. */
export function candidatesTable(
  { candidates, ranges }: SearchPlan,
  outcomes: readonly RungOutcome[],
): string {
  const quoted = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const header = [
    'candidate',
    ...ranges.map(({ name }) => flagName(name)),
    ...outcomes.map((_, k) => `score_${k + 1}`),
  ];
  const rows = candidates.map((candidate, number) => [
    String(number + 1),
    ...ranges.map(({ name }) => quoted(formatValue(candidate[name]))),
    ...outcomes.map((outcome) => String(scoreIn(outcome, number) ?? '')),
  ]);
  return [header, ...rows].map((row) => `${row.join(',')}\n`).join('');
}

function describeExtent({ search, outcomes }: Found, environment: string): string {
  const { candidates, searchSeed, rungs, ranges, preset } = search;
  const steps = outcomes.reduce((sum, { rung }, k) => sum + stepsOf(rung, rungs[k - 1]), 0);
  const halving =
    rungs.length === 1
      ? 'each with all seeds and the whole budget'
      : `by successive halving: ${rungs.length} rungs, from each of which the best quarter goes on with twice the steps and twice the seeds`;
  return `${formatCount(candidates.length)} candidates on ${environment}, drawn from ${plural(ranges.length, 'range')} around the preset ${preset} with search seed ${searchSeed}, ${halving}. ${formatCount(steps)} environment steps at most.`;
}

/** The environment steps that a rung adds: those of runs that it continues are taken already. */
function stepsOf({ candidates, seeds, steps }: RungOutcome['rung'], before?: RungOutcome['rung']): number {
  const continued = before === undefined ? 0 : before.seeds.length * before.steps;
  return candidates * (seeds.length * steps - continued);
}

function bestTable({ search, outcomes, decimals }: Found): Block {
  const { ranges, candidates } = search;
  // Those who came further come first.
  const order = [...new Set(outcomes.toReversed().flatMap(({ best }) => best))].slice(0, MAX_LISTED);
  return {
    kind: 'table',
    header: [
      'candidate',
      ...ranges.map(({ name }) => flagName(name)),
      ...outcomes.map((_, k) => (outcomes.length === 1 ? 'score' : `score on rung ${k + 1}`)),
    ],
    rows: order.map((number) => [
      String(number + 1),
      ...ranges.map(({ name }) => formatValue(candidates[number][name])),
      ...outcomes.map((outcome) => {
        const score = scoreIn(outcome, number);
        return score === undefined ? '' : fixed(score, decimals);
      }),
    ]),
  };
}

function rungBlocks({ outcomes, decimals }: Found): Block[] {
  const sorted = outcomes.map(({ scores }) => ascending(scores));
  return [
    {
      kind: 'table',
      header: ['rung', 'candidates', 'seeds', 'steps of each run', 'best score', 'median score'],
      rows: outcomes.map(({ rung }, k) => [
        String(k + 1),
        formatCount(rung.candidates),
        formatSeeds(rung.seeds),
        formatCount(rung.steps),
        fixed(sorted[k][sorted[k].length - 1], decimals),
        fixed(median(sorted[k]), decimals),
      ]),
    },
    {
      kind: 'figure',
      name: 'rungs',
      svg: stripFigure(
        outcomes.map(({ rung }, k) => ({
          name: `${plural(rung.candidates, 'candidate')}, ${plural(rung.seeds.length, 'seed')}, ${plural(rung.steps, 'step')}`,
          values: sorted[k],
          note: `best ${fixed(sorted[k][sorted[k].length - 1], decimals)}`,
        })),
        {
          title: 'Scores on each rung',
          label: 'mean of all greedy evaluations',
          domain: domainOf(sorted.flat()),
        },
      ),
      caption:
        'Each dot is a candidate; the box reaches from the lower to the upper quartile, with the median in it.',
    },
  ];
}

function summaryOf(found: Found, test: Test | null): string[] {
  const { search, winner, decimals } = found;
  const score = fixed(lastScore(found), decimals);
  return [
    `winner: ${search.variants[winner].name}, score ${score} on the seeds that chose it`,
    test === null
      ? `test it on fresh seeds: the same command with --confirm ${ADVISED_SEEDS}`
      : `on ${test.seeds.length} fresh seeds: ${test.names.map((name, k) => `${name} ${formatEstimate(test.means[k], decimals)}`).join(', ')}`,
  ];
}
