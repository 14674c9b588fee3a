/** Of the report of a search, the winner: its settings, and how it did on fresh seeds. */
import { fixed } from '../../drawing/format-number.ts';
import { type Estimate, estimate, probabilityOfHigher } from '../../experiment/comparison.ts';
import { mean } from '../../experiment/evaluation.ts';
import { lowestReturn, scoreOf } from '../../experiment/halving.ts';
import { ascending, median, quantile } from '../../experiment/statistics.ts';
import { stripFigure } from '../../figures/strip.ts';
import { asFlags } from '../arguments.ts';
import { commandOf } from '../checkout.ts';
import { formatCount } from '../status-line.ts';
import type { SweepFolder } from '../sweep/folder.ts';
import { formatSeeds } from '../sweep/plan.ts';
import { formatEstimate } from '../sweep/report.ts';
import type { Block } from '../sweep/report-document.ts';
import { domainOf, type Found, lastScore, plural } from './found.ts';
import { evaluationsDue } from './outcome.ts';

/** Fewer fresh seeds than these would leave an interval as wide as the doubt. */
export const ADVISED_SEEDS = 20;

/** The winner and the preset on fresh seeds. */
export interface Test {
  readonly seeds: readonly number[];
  /** Of the preset as it is, and of the winner. */
  readonly names: readonly string[];
  readonly scores: readonly (readonly number[])[];
  readonly means: readonly Estimate[];
  readonly better: Estimate;
}

export function testOf(confirmation: SweepFolder): Test {
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
  return [...commandOf('train'), asFlags({ preset, ...changes })].join(' ');
}

export function winnerBlocks(found: Found, test: Test | null): Block[] {
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
