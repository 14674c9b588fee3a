/** What a search found: the winner, how it did on fresh seeds, and what each hyper-parameter had to do with it. */
import { formatValue } from '../../config/domain.ts';
import { fixed } from '../../drawing/format-number.ts';
import { environmentOf } from '../../experiment/assembly.ts';
import { type Estimate, estimate, probabilityOfHigher } from '../../experiment/comparison.ts';
import { mean } from '../../experiment/evaluation.ts';
import { ETA, lowestReturn, scoreOf } from '../../experiment/halving.ts';
import { binsOfNumbers, importanceOf } from '../../experiment/importance.ts';
import { returnDecimals } from '../../experiment/return-range.ts';
import type { SearchRange } from '../../experiment/search-space.ts';
import { ascending, median, quantile } from '../../experiment/statistics.ts';
import { type Marginal, marginalsFigure } from '../../figures/marginals.ts';
import { stripFigure } from '../../figures/strip.ts';
import { flagName } from '../arguments.ts';
import { commandOf } from '../checkout.ts';
import type { Session } from '../machine.ts';
import { quoteForShell } from '../shell-quote.ts';
import { formatCount } from '../status-line.ts';
import type { SweepFolder } from '../sweep/folder.ts';
import { formatSeeds } from '../sweep/plan.ts';
import { formatEstimate, sessionBlocks } from '../sweep/report.ts';
import type { Block } from '../sweep/report-document.ts';
import { evaluationsDue, type RungOutcome } from './outcome.ts';
import type { SearchPlan } from './plan.ts';
import { formatRange } from './range.ts';

export const FIGURES = ['marginals', 'rungs', 'confirmation'];

/** Candidates in the table of the best. */
const MAX_LISTED = 10;
/** Fewer fresh seeds than these would leave an interval as wide as the doubt. */
const ADVISED_SEEDS = 20;

export interface SearchReport {
  readonly title: string;
  readonly blocks: readonly Block[];
  /** Lines for the terminal. */
  readonly summary: readonly string[];
}

/** What a search is told of, with all that its parts need. */
interface Found {
  readonly search: SearchPlan;
  readonly outcomes: readonly RungOutcome[];
  readonly winner: number;
  /** Digits behind the point of a score. */
  readonly decimals: number;
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

function scoreIn({ numbers, scores }: RungOutcome, number: number): number | undefined {
  return scores[numbers.indexOf(number)];
}

const plural = (count: number, noun: string) => `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;

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

// --- the winner ---

interface Test {
  readonly seeds: readonly number[];
  /** Of the preset as it is, and of the winner. */
  readonly names: readonly string[];
  readonly scores: readonly (readonly number[])[];
  readonly means: readonly Estimate[];
  readonly better: Estimate;
}

function testOf(confirmation: SweepFolder): Test {
  const { plan } = confirmation;
  const variants = confirmation.finishedByVariant();
  const lowest = lowestReturn(variants.flatMap(({ runs }) => runs));
  const due = evaluationsDue(plan);
  const scores = variants.map(({ runs }) => runs.map((run) => scoreOf(run, due, lowest)));
  const [preset, winner] = scores;
  return {
    seeds: plan.seeds,
    names: variants.map(({ variant }) => variant.name),
    scores,
    means: scores.map((some) => estimate(some, mean)),
    better: probabilityOfHigher(winner, preset),
  };
}

/** The settings of the winner as flags of `train`. */
function trainCommand({ search: { variants }, winner }: Found): string {
  const { preset, changes } = variants[winner];
  const flags = Object.entries(changes).map(([name, value]) =>
    typeof value === 'boolean'
      ? `--${value ? '' : 'no-'}${flagName(name)}`
      : `--${flagName(name)} ${quoteForShell(formatValue(value))}`,
  );
  return [...commandOf('train'), `--preset ${preset}`, ...flags].join(' ');
}

function lastScore({ outcomes, winner }: Found): number {
  return scoreIn(outcomes[outcomes.length - 1], winner) as number;
}

function winnerBlocks(found: Found, test: Test | null): Block[] {
  const { search, winner, decimals, outcomes } = found;
  const { seeds } = outcomes[outcomes.length - 1].rung;
  const score = fixed(lastScore(found), decimals);
  return [
    { kind: 'commands', lines: [trainCommand(found)] },
    {
      kind: 'paragraph',
      text: `Candidate ${winner + 1}, with a score of ${score} over ${plural(seeds.length, 'seed')} (${formatSeeds(seeds)}). The score of a run is the mean of all its greedy evaluations, so it is high for runs that learn early and do not forget; that of a candidate is the mean over its seeds. A run that stopped early is held at its last evaluation, and one whose loss was no longer a number counts with the lowest return of any evaluation from there on.`,
    },
    ...(test === null
      ? [
          {
            kind: 'paragraph' as const,
            text: `This score is that of the best of ${formatCount(search.candidates.length)}, chosen by it: part of it is luck. Test the winner on seeds that the search has not seen before you believe it: the same command with --confirm ${ADVISED_SEEDS} does that.`,
          },
        ]
      : testBlocks(found, test)),
  ];
}

function testBlocks(found: Found, { seeds, names, scores, means, better }: Test): Block[] {
  const { decimals } = found;
  const selected = fixed(lastScore(found), decimals);
  return [
    {
      kind: 'paragraph',
      text: `That score was the reason for which it was chosen, so part of it is luck. On ${plural(seeds.length, 'seed')} that the search has not seen (${formatSeeds(seeds)}) the winner has ${formatEstimate(means[1], decimals)}; on those that chose it, ${selected}. A run of it is better than one of the preset as it is with probability ${formatEstimate(better, 3)}, a tie counting one half. In parentheses are 95 % bootstrap intervals. The folder confirm has the report of these runs.`,
    },
    {
      kind: 'table',
      header: ['on fresh seeds', 'score', 'median and quartiles over the seeds'],
      rows: names.map((name, k) => {
        const sorted = ascending(scores[k]);
        const [lower, upper] = [quantile(sorted, 0.25), quantile(sorted, 0.75)];
        return [
          name,
          formatEstimate(means[k], decimals),
          `${fixed(median(sorted), decimals)} (${fixed(lower, decimals)} to ${fixed(upper, decimals)})`,
        ];
      }),
    },
    {
      kind: 'figure',
      name: 'confirmation',
      svg: stripFigure(
        names.map((name, k) => ({
          name,
          values: ascending(scores[k]),
          note: `mean ${fixed(means[k].value, decimals)}`,
        })),
        {
          title: 'Score on fresh seeds',
          label: 'mean of all greedy evaluations of a run',
          domain: domainOf(scores.flat()),
        },
      ),
      caption:
        'Each dot is a run; the box reaches from the lower to the upper quartile, with the median in it.',
    },
  ];
}

function domainOf(values: readonly number[]): [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return high > low ? [low, high] : [low, low + 1];
}

// --- what mattered ---

function importanceBlocks({ search, outcomes, winner, decimals }: Found): Block[] {
  const { ranges, candidates } = search;
  const [{ scores, rung, best }] = outcomes;
  const [, second] = outcomes;
  const good = best.slice(0, Math.ceil(best.length / ETA));
  const rows = ranges
    .map((range) => {
      const values = candidates.map((candidate) => candidate[range.name]);
      return { range, values, importance: importanceOf(values, scores) };
    })
    .sort((a, b) => b.importance.explained - a.importance.explained);
  return [
    {
      kind: 'table',
      header: [
        'hyper-parameter',
        'explains',
        'chance explains up to',
        'rank correlation',
        'best quarter',
        'winner',
      ],
      rows: rows.map(({ range, values, importance: { explained, byChance, correlation } }) => [
        formatRange(range),
        `${(100 * explained).toFixed(0)} %`,
        `${(100 * byChance).toFixed(0)} %`,
        correlation === null ? '' : fixed(correlation, 2).replace('-', '−'),
        describeValues(
          range,
          good.map((number) => values[number]),
        ),
        formatValue(values[winner]),
      ]),
    },
    {
      kind: 'list',
      items: [
        `From the ${formatCount(candidates.length)} scores of the first rung, where the candidates are a fair sample: ${plural(rung.steps, 'step')}, ${plural(rung.seeds.length, 'seed')}. What mattered later in training may be something else.`,
        'Explains: the share of the variance of the ranks of scores that lies between four bins of the values with equally many candidates, or between the choices (η² of Kruskal and Wallis). Chance explains up to: what shuffled scores exceed in one case of twenty; below it, there is no sign that the hyper-parameter mattered.',
        "Rank correlation: Spearman's ρ; above 0 if larger values were better. Best quarter: median and range of the values of the best quarter of candidates.",
        'Each is looked at alone, averaged over the others. What matters only in combination does not show, and the range decides as much as the hyper-parameter: any one matters in a range that is wide enough.',
      ],
    },
    {
      kind: 'figure',
      name: 'marginals',
      svg: marginalsFigure({
        title: 'Score by each hyper-parameter',
        label: `mean of all greedy evaluations up to step ${formatCount(rung.steps)}`,
        panels: rows.map(({ range, values }) => marginalOf(range, values)),
        scores,
        promoted: candidates.map((_, number) => second?.numbers.includes(number) ?? good.includes(number)),
        winner,
      }),
      caption: `Each dot is a candidate on the first rung${second === undefined ? ', blue if it is of the best quarter' : ', blue if it went on'}; the ring is the winner, and the bars are the means of the bins. Lowest ${fixed(Math.min(...scores), decimals)}, highest ${fixed(Math.max(...scores), decimals)}.`,
    },
  ];
}

function describeValues({ kind }: SearchRange, values: readonly unknown[]): string {
  if (kind === 'choice') {
    const texts = values.map(formatValue);
    return [...new Set(texts)]
      .map((text) => `${text} ×${texts.filter((one) => one === text).length}`)
      .join(', ');
  }
  const sorted = ascending(values as readonly number[]);
  const middle = Number(median(sorted).toPrecision(3));
  return `${middle} (${sorted[0]} to ${sorted[sorted.length - 1]})`;
}

function marginalOf(range: SearchRange, values: readonly unknown[]): Marginal {
  const name = flagName(range.name);
  if (range.kind === 'choice') {
    const choices = range.values.map(formatValue);
    const places = values.map((value) => choices.indexOf(formatValue(value)));
    return { name, axis: { kind: 'choice', choices }, values: places, bins: places };
  }
  const { low, high, isLog } = range;
  const numbers = values as readonly number[];
  return { name, axis: { kind: 'number', low, high, isLog }, values: numbers, bins: binsOfNumbers(numbers) };
}

// --- the rest ---

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
